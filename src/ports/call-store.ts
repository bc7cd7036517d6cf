import type { Page, PageRequest } from './page.ts';

/** How the telephone company says a call goes. */
export type CallStatus = 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled';

/** What a caller did in a turn. */
export interface HandedOn {
  /** Number of the turn. */
  turn: number;
  speech?: string | undefined;
  digits?: string | undefined;
}

/** One telephone call. Times are ms since the epoch; no number, and nothing of what was said but for moments. */
export interface Call {
  id: string;
  /** The telephone company's name for the call. */
  callSid: string;
  /** Undefined for a caller whose number is not linked. */
  learnerId?: string | undefined;
  conversationId?: string | undefined;
  mode: 'relay' | 'stream' | 'gather';
  status: CallStatus;
  /** How often its socket was opened anew. */
  reconnects: number;
  durationS?: number | undefined;
  /** An estimate. */
  costUsd?: number | undefined;
  errorCode?: string | undefined;
  /** How it goes on since the server has let go of it, or is about to; undefined: it has not. */
  ending?: 'hang_up' | 'transfer' | undefined;
  /** What came to a server that was about to stop, until another one takes it up. */
  handedOn?: HandedOn | undefined;
  startedAt: number;
  /** When its socket was opened last; undefined: never. */
  socketAt?: number | undefined;
  /** When something was heard of it last; undefined: it began at a node of an older version, which keeps no such time. */
  signAt?: number | undefined;
  endedAt?: number | undefined;
}

/** A call as its learner reads of it. */
export interface CallOfLearner {
  call: Call;
  /** The conversations that it went on in and that there still are, in order. */
  talks: string[];
  /** What it was about, in the learner's language; empty where nothing was asked. */
  summary: string;
}

/** What is left out stays as it is; null takes it away. */
export type CallPatch = Partial<Pick<Call, 'mode' | 'errorCode' | 'signAt'>> & {
  ending?: Call['ending'] | null;
  handedOn?: HandedOn | null;
};

export interface CallEnd {
  status: CallStatus;
  durationS?: number | undefined;
  costUsd?: number | undefined;
  endedAt: number;
}

/** Until when something was heard of calls that are taken to have ended, ms since the epoch. */
export interface LastSigns {
  /** Of calls that go on here. */
  talking: number;
  /** Of those that were said goodbye to. */
  hungUp: number;
  /** Of those that were put through. */
  putThrough: number;
  /** Of whose signs nothing is known, since a node of an older version holds their socket: when they began. */
  began: number;
}

export interface CallStore {
  /** Stores the call, once however often it is told. @returns it as it is stored, and whether this was the first time. */
  begin(call: Call): Promise<{ call: Call; first: boolean }>;
  find(callSid: string): Promise<Call | undefined>;
  update(callSid: string, patch: CallPatch): Promise<Call | undefined>;
  /** The call is this learner's, and goes on in this talk from `now` on. */
  goOnIn(callSid: string, talk: { learnerId: string; conversationId: string }, now: number): Promise<void>;
  /** The conversations that it went on in and that there still are, in order. */
  talks(callSid: string): Promise<string[]>;
  /** Sets the token for the call's next socket, unless one was given out for it already, used or not. */
  offerToken(callSid: string, tokenHash: string): Promise<void>;
  /** The socket is open from `now` on, and its token out of use; true for exactly one caller. */
  redeemToken(callSid: string, tokenHash: string, now: number): Promise<boolean>;
  /**
   * The call's socket is gone: one more reconnect, and another token may be given out. The same session counts once, the
   * `first` time, however late it is told again; after seven losses none counts any more.
   */
  loseSocket(callSid: string, sessionId: string): Promise<{ call: Call; first: boolean } | undefined>;
  /**
   * Ends a call, with what was handed on; the first end counts, but a cost or duration told later is added.
   * @param unheard end it only if nothing was heard of it since it was read like this
   * @returns the call for exactly one caller: whose end counted
   */
  end(callSid: string, end: CallEnd, unheard?: Pick<Call, 'signAt'>): Promise<Call | undefined>;
  /** Something was heard of these calls now. @returns those of them that have not ended */
  sign(callSids: string[], now: number): Promise<Call[]>;
  /** Calls that have not ended and of which nothing was heard since, at most `limit`; the oldest first. */
  silent(since: LastSigns, limit: number): Promise<Call[]>;
  /** Those of the calls that have not ended. */
  running(callSids: string[]): Promise<string[]>;
  /** A learner's calls, newest first. */
  list(learnerId: string, page: PageRequest): Promise<Page<Call>>;
  /** All calls since then, newest first, at most `limit`: for operators. */
  recent(since: number, limit: number): Promise<Call[]>;
}

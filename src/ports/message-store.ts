import type { Citation, EarlierTalk, Timings, Usage } from '../protocol/common.ts';
import type { TurnStatus } from '../protocol/server-events.ts';
import type { Page, PageRequest } from './page.ts';

export interface Message {
  id: string;
  conversationId: string;
  learnerId: string;
  /** Shared by a question and its answer. */
  turnId: string;
  role: 'learner' | 'tutor';
  /** What was said, or generated. */
  text: string;
  /** What the learner heard or read of it; undefined while that is all of it. */
  heardText?: string | undefined;
  status: TurnStatus | 'pending';
  /** Code of the error that ended a failed turn. */
  errorCode?: string | undefined;
  source?: 'typed' | 'speech' | undefined;
  model?: string | undefined;
  timings?: Timings | undefined;
  usage?: Usage | undefined;
  citations: Citation[];
  /** What was said in another talk that it takes up. */
  earlierTalk?: EarlierTalk | undefined;
  createdAt: number;
  /** From when it was given, ms since the epoch, where that was noted: others were given before it. */
  begunAt?: number | undefined;
}

/** A question and the empty, pending answer to it: stored in one transaction, before it is acknowledged. */
export interface NewTurn {
  turnId: string;
  conversationId: string;
  learnerId: string;
  question: {
    id: string;
    text: string;
    source: 'typed' | 'speech';
    /** The client's stretches of speech that it was recognised from, each up to so many ms from its beginning. */
    heard?: readonly { id: string; ms: number }[] | undefined;
  };
  answerId: string;
  /** Twilio's id of the call that the answer is given to as text. */
  callSid?: string | undefined;
  now: number;
  /** The process that runs the turn, and until when it is believed to be alive without a word. */
  owner: string;
  leaseUntil: number;
}

export type BeginTurnResult =
  /** With the conversation's title, '' when it has none yet, and whether no turn of it was pending, on whatever node. */
  | { outcome: 'stored'; title: string; alone: boolean }
  /** The id was stored before, in this conversation and with this text: what there is. */
  | { outcome: 'known'; question: Message; answer: Message }
  /** The id was used for something else. */
  | { outcome: 'conflict' };

export interface TurnResult {
  turnId: string;
  status: TurnStatus;
  text: string;
  heardText?: string | undefined;
  errorCode?: string | undefined;
  model?: string | undefined;
  citations: Citation[];
  /** What was said in another talk that it takes up. */
  earlierTalk?: EarlierTalk | undefined;
  timings: Timings;
  usage: Usage;
  now: number;
}

/** The record of what was said. Every read names the learner. */
export interface MessageStore {
  beginTurn(turn: NewTurn): Promise<BeginTurnResult>;
  /**
   * A new pending answer to the question of a failed, interrupted or complete one, which no longer shows afterwards.
   * `messageId` is the question's or the answer's. Undefined when there is no such message or its turn is still pending.
   */
  beginRegeneration(
    learnerId: string,
    messageId: string,
    turn: Omit<NewTurn, 'question' | 'learnerId' | 'conversationId'>,
  ): Promise<{ question: Message; answer: Message } | undefined>;
  /** The turn begins to run only now, as others ran before it. */
  noteBegun(turnId: string, now: number): Promise<void>;
  /**
   * What has been generated so far, and what of it was heard where that is less, so that a killed turn keeps it. Does nothing
   * once the turn has ended.
   */
  saveProgress(turnId: string, text: string, heardText?: string): Promise<void>;
  /** Ends a pending turn with its citations and usage, in one transaction. False when it had ended already. */
  endTurn(result: TurnResult): Promise<boolean>;
  /**
   * Whether another process still runs, or is about to run, a turn of the same conversation that began before this one. Its
   * lease must not have run out at `now`: nobody waits for the dead. Turns have one order, whatever the nodes' clocks say.
   */
  hasEarlierTurn(turnId: string, now: number): Promise<boolean>;
  /** The answer that this turn gives, ended or not; undefined for one that was regenerated since. */
  answerOf(learnerId: string, conversationId: string, turnId: string): Promise<Message | undefined>;
  /**
   * The newest answer of the conversation that was not regenerated, ended or not.
   * @param callSid of those that were given to this call as text; left out: of all
   */
  latestAnswer(learnerId: string, conversationId: string, callSid?: string): Promise<Message | undefined>;
  /**
   * Keeps that less of an ended answer was heard than was taken for heard: it becomes `interrupted`, or stays `failed`; its
   * text stays. `heardText` is a beginning of the text. Only for an answer that has ended, and only where less was heard than
   * is stored; undefined otherwise.
   */
  cutHeard(learnerId: string, messageId: string, heardText: string): Promise<Message | undefined>;
  /** Prolongs the leases of all pending turns of this owner. */
  renewLeases(owner: string, leaseUntil: number): Promise<void>;
  /**
   * Marks as `failed` (code `server_stopped`) the pending turns whose lease ran out before `now`, or all those that are not
   * `exceptOwner`'s when it is given (one node: nobody else can be alive). Gives the turns.
   */
  failAbandoned(now: number, exceptOwner?: string): Promise<Message[]>;
  find(learnerId: string, id: string): Promise<Message | undefined>;
  /** How much of a stretch of speech is in this conversation's messages, ms from its beginning; undefined where none. */
  heardOfStretch(learnerId: string, conversationId: string, stretchId: string): Promise<number | undefined>;
  /** Oldest first; regenerated answers left out. */
  list(learnerId: string, conversationId: string, page: PageRequest): Promise<Page<Message>>;
  /** The messages that came between these moments, ended or not, oldest first, at most `limit`. */
  between(learnerId: string, conversationId: string, from: number, to: number, limit: number): Promise<Message[]>;
  /** The last `limit` ended messages, oldest first: what the model is shown. */
  recent(learnerId: string, conversationId: string, limit: number): Promise<Message[]>;
}

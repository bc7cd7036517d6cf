import type { PhoneLinks } from '../accounts/phone-links.ts';
import type { CallEvents } from '../events/calls.ts';
import { newId } from '../ids.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Call, CallEnd, CallStatus, CallStore, HandedOn } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation, ConversationStore } from '../ports/conversation-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { PhoneLink } from '../ports/phone-store.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { Signals } from '../ports/signals.ts';
import type { OpenTalk, Talks } from '../voice/talks.ts';
import { admit } from './admission.ts';
import { CallSockets } from './call-sockets.ts';
import { callToken, tokenHash } from './call-tokens.ts';
import { Lines } from './lines.ts';
import { cutLostAnswer } from './lost-answer.ts';

/** A talk that rested longer is not gone on with by itself. */
const GO_ON_WITHIN_MS = 14 * 24 * 60 * 60_000;
/** Sockets of one call that may be lost before it goes on turn by turn. */
const MAX_RECONNECTS = 3;

/** Signs of a call whose socket is open come so often, ms. */
export const BETWEEN_SIGNS_MS = 60_000;

/** Whose call it is, once that is certain, and the talk it continues. */
export interface Caller {
  learner: Learner;
  conversation: Conversation;
  /** Whether something was said in this talk before. */
  goesOn: boolean;
}

interface Redeemed {
  call: Call;
  release: () => void;
}

/** What Twilio tells of a socket that was lost. */
interface LostSession {
  sessionId: string;
  /** How long it was open, rounded down; undefined where that is not told. */
  seconds: number | undefined;
  errorCode: string | undefined;
}

export interface CallsDeps {
  store: CallStore;
  phoneLinks: PhoneLinks;
  conversations: ConversationStore;
  messages: MessageStore;
  talks: Talks;
  rateLimiter: RateLimiter;
  signals: Signals;
  clock: Clock;
  events: CallEvents;
  authToken: string;
  mode: Call['mode'];
  maxCalls: number;
  usdPerMinute: number;
}

/** The calls and whose they are. */
export interface Calls {
  /** Notes a call that comes in, once. @returns undefined when there is no line for it. */
  begin(callSid: string, phone: string): Promise<Call | undefined>;
  /** Something is heard of the call: its line is in use. @returns it, also when it has ended */
  heardOf(callSid: string): Promise<Call | undefined>;
  /** The call is about to end here, or was put through: its line is free for another. */
  over(callSid: string, ending: NonNullable<Call['ending']>): Promise<void>;
  /** A number's link, whose PIN may still have to be asked for. */
  linkOf(phone: string): Promise<{ link: PhoneLink; learner: Learner } | undefined>;
  /** The call is this learner's: continues their latest talk, or begins one. */
  identify(call: Call, owner: { link: PhoneLink; learner: Learner }): Promise<Caller>;
  /** The caller wants something else to talk about: the call goes on in a new talk, in the same mode and language. */
  beginAnew(call: Call, caller: Pick<Caller, 'learner' | 'conversation'>): Promise<Caller>;
  /** Who the call was identified as before its socket was lost. */
  caller(call: Call, phone: string): Promise<Caller | undefined>;
  /** The conversations that the call went on in and that there still are, in order. */
  talks(call: Call): Promise<string[]>;
  /** The token for the call's next socket. */
  token(call: Call): Promise<string>;
  /**
   * @param onReplaced another socket of the call has opened, on whatever node: nobody hears this one any more
   * @returns undefined for a token that is not right; else the call, and the function that tells that the socket is closed.
   */
  redeem(callSid: string, token: string, onReplaced: () => void): Promise<Redeemed | undefined>;
  /** The call's socket was lost. @returns the call with one more reconnect, and in `gather` after too many. */
  lost(call: Call, session: LostSession): Promise<Call | undefined>;
  /** This server has no voice for the call any more: it goes on turn by turn. */
  lastResort(callSid: string): Promise<void>;
  /** Keeps what a caller did for the server that goes on with the call; undefined: it was taken up. */
  handOn(callSid: string, handedOn: HandedOn | undefined): Promise<void>;
  /** The server is about to close the call's socket itself. */
  leave(callSid: string, ending: NonNullable<Call['ending']>): Promise<void>;
  /** The call was to end, and goes on all the same. */
  stays(callSid: string): Promise<void>;
  /** Calls whose sockets are open here. */
  readonly connected: string[];
  /** Nobody took the call that was put through: it goes on here, over another socket. */
  comesBack(call: Call): Promise<Call>;
  /** @returns the call when this was its end, and not one that is told again. */
  end(callSid: string, status: CallStatus, durationS: number | undefined): Promise<Call | undefined>;
  /** Nobody told how this call ended, of which nothing was heard since: it was with its last sign. @returns as `end` does */
  endUntold(call: Call): Promise<Call | undefined>;
}

/** `close` ends listening for what other nodes say. */
export function createCalls(deps: CallsDeps): Calls & { close(): void } {
  const { store, phoneLinks, conversations, talks, clock, events } = deps;
  const lines = new Lines(deps.maxCalls, clock);
  events.countRunning(() => lines.size);
  /** Calls that are being begun, so that one that is delivered several times at once is begun once. */
  const beginning = new Map<string, Promise<Call | undefined>>();

  const sockets = new CallSockets(deps.signals);

  async function begin(callSid: string, phone: string): Promise<Call | undefined> {
    const known = await store.find(callSid);
    if (known) return known;
    if (!(await admit({ ...deps, lines }, callSid, phone))) return undefined;
    try {
      const startedAt = clock.now();
      const record = {
        id: newId(),
        callSid,
        mode: deps.mode,
        status: 'in-progress',
        reconnects: 0,
        startedAt,
        signAt: startedAt,
      } as const;
      const { call, first } = await store.begin(record);
      lines.stored(callSid);
      if (first) events.began(call.mode);
      return call;
    } catch (error) {
      lines.free(callSid);
      throw error;
    }
  }

  async function openAnew(
    callSid: string,
    learner: Learner,
    options: Pick<OpenTalk, 'mode' | 'language'>,
  ): Promise<Caller> {
    const conversation = await talks.open({ learnerId: learner.id, learnerName: learner.name, ...options });
    await store.goOnIn(callSid, { learnerId: learner.id, conversationId: conversation.id }, clock.now());
    return { learner, conversation, goesOn: false };
  }

  async function end(
    callSid: string,
    told: Omit<CallEnd, 'costUsd'>,
    unheard?: Pick<Call, 'signAt'>,
  ): Promise<Call | undefined> {
    const { durationS } = told;
    const costUsd = durationS === undefined ? undefined : Math.ceil(durationS / 60) * deps.usdPerMinute;
    const call = await store.end(callSid, { ...told, costUsd }, unheard);
    if (call || !unheard) lines.free(callSid);
    if (call) events.ended(call);
    return call;
  }

  return {
    begin(callSid, phone) {
      const already = beginning.get(callSid);
      if (already) return already;
      const begun = begin(callSid, phone).finally(() => beginning.delete(callSid));
      beginning.set(callSid, begun);
      return begun;
    },
    async heardOf(callSid) {
      lines.sign(callSid);
      const [call] = await store.sign([callSid], clock.now());
      return call ?? store.find(callSid);
    },
    async over(callSid, ending) {
      lines.free(callSid);
      await store.update(callSid, { ending, signAt: clock.now() });
    },
    get connected() {
      return lines.connected;
    },
    linkOf: (phone) => phoneLinks.owner(phone),
    async identify(call, { link, learner }) {
      const latest = await goesOnWith(conversations, learner.id, clock.now());
      const conversation =
        latest ?? (await talks.open({ learnerId: learner.id, learnerName: learner.name, language: learner.language }));
      await store.goOnIn(call.callSid, { learnerId: learner.id, conversationId: conversation.id }, clock.now());
      await phoneLinks.called(link);
      return { learner, conversation, goesOn: latest !== undefined };
    },
    beginAnew: ({ callSid }, { learner, conversation: { mode, language } }) =>
      openAnew(callSid, learner, { mode, language }),
    async caller({ callSid, learnerId, conversationId }, phone) {
      if (learnerId === undefined) return undefined;
      const [owner, conversation] = await Promise.all([
        phoneLinks.owner(phone),
        conversationId === undefined ? undefined : conversations.find(learnerId, conversationId),
      ]);
      // Unlinked while the call went on.
      if (owner?.learner.id !== learnerId) return undefined;
      const { learner } = owner;
      if (conversation) return { learner, conversation, goesOn: true };
      // The talk was deleted meanwhile; who calls is certain all the same.
      return openAnew(callSid, learner, { language: learner.language });
    },
    talks: ({ callSid }) => store.talks(callSid),
    async token({ callSid, reconnects }) {
      const token = callToken(deps.authToken, callSid, reconnects);
      await store.offerToken(callSid, tokenHash(token));
      return token;
    },
    async redeem(callSid, token, onReplaced) {
      const redeemed = await store.redeemToken(callSid, tokenHash(token), clock.now());
      const call = redeemed ? await store.find(callSid) : undefined;
      // Hung up before its socket was set up: a line that is taken now nobody would give back.
      if (!call || call.endedAt !== undefined) return undefined;
      const free = lines.connect(callSid);
      const forget = sockets.open(callSid, call.reconnects, onReplaced);
      const release = () => {
        forget();
        free();
      };
      return { call, release };
    },
    close: () => sockets.close(),
    async lost(before, { sessionId, seconds, errorCode }) {
      const { callSid, socketAt } = before;
      const lost = await store.loseSocket(callSid, sessionId);
      if (!lost) return undefined;
      const { call, first } = lost;
      // Told again it concerns a line that the call has no more: what it says now may be heard over another.
      if (first && before.mode === 'relay' && socketAt !== undefined && !lines.held(callSid)) {
        const lostAt = seconds === undefined ? clock.now() : socketAt + seconds * 1000;
        await cutLostAnswer(deps, before, lostAt);
      }
      const mode = call.reconnects > MAX_RECONNECTS ? 'gather' : call.mode;
      if (first) events.socketLost(mode);
      return store.update(callSid, { mode, ...(errorCode !== undefined && { errorCode }) });
    },
    async lastResort(callSid) {
      await store.update(callSid, { mode: 'gather' });
    },
    async handOn(callSid, handedOn) {
      await store.update(callSid, { handedOn: handedOn ?? null });
    },
    async leave(callSid, ending) {
      await store.update(callSid, { ending, signAt: clock.now() });
    },
    async stays(callSid) {
      await store.update(callSid, { ending: null });
    },
    async comesBack(call) {
      const { callSid, socketAt } = call;
      const lost = await store.loseSocket(callSid, `put through ${socketAt}`);
      return (await store.update(callSid, { ending: null })) ?? lost?.call ?? call;
    },
    end: (callSid, status, durationS) => end(callSid, { status, durationS, endedAt: clock.now() }),
    endUntold(call) {
      const { callSid, startedAt, socketAt, signAt } = call;
      const status = 'completed';
      // Its socket was open with a node of an older version: when it was heard of last is not known.
      if (signAt === undefined || (socketAt !== undefined && signAt < socketAt))
        return end(callSid, { status, endedAt: clock.now() }, call);
      // Signs are a minute apart: what was said in the last of them belongs to the call.
      const told = { durationS: Math.ceil((signAt - startedAt) / 1000), endedAt: signAt + BETWEEN_SIGNS_MS };
      return end(callSid, { status, ...told }, call);
    },
  };
}

/** The talk that a learner goes on with on the telephone: their latest, if it isn't too long ago. */
export async function goesOnWith(
  conversations: ConversationStore,
  learnerId: string,
  now: number,
): Promise<Conversation | undefined> {
  const [latest] = (await conversations.list(learnerId, { limit: 1 })).items;
  return latest && now - latest.updatedAt <= GO_ON_WITHIN_MS ? latest : undefined;
}

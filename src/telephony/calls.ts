import type { PhoneLinks } from '../accounts/phone-links.ts';
import type { CallEvents } from '../events/calls.ts';
import { newId } from '../ids.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Call, CallStatus, CallStore, HandedOn } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Conversation, ConversationStore } from '../ports/conversation-store.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { PhoneLink } from '../ports/phone-store.ts';
import type { RateLimiter } from '../ports/rate-limiter.ts';
import type { OpenTalk, Talks } from '../voice/talks.ts';
import { admit } from './admission.ts';
import { callToken, tokenHash } from './call-tokens.ts';
import { Lines } from './lines.ts';
import { cutLostAnswer } from './lost-answer.ts';

/** A talk that rested longer is not gone on with by itself. */
const GO_ON_WITHIN_MS = 14 * 24 * 60 * 60_000;
/** Sockets of one call that may be lost before it goes on turn by turn. */
const MAX_RECONNECTS = 3;

/** Whose call it is, once that is certain, and the talk it continues. */
export interface Caller {
  learner: Learner;
  conversation: Conversation;
  /** Whether something was said in this talk before. */
  goesOn: boolean;
}

/** No call is longer: Twilio's own bound, where nobody set another, is four hours. */
export const LONGEST_CALL_MS = 24 * 60 * 60_000;

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
  /** Something was heard of the call: its line is in use. */
  alive(callSid: string): void;
  /** The call is about to end: its line is free for another. */
  over(callSid: string): void;
  find(callSid: string): Promise<Call | undefined>;
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
   * @param onReplaced another socket of the call has opened here: nobody hears this one any more
   * @returns undefined for a token that is not right; else the function that tells that the socket is closed.
   */
  redeem(callSid: string, token: string, onReplaced: () => void): Promise<(() => void) | undefined>;
  /** The call's socket was lost. @returns the call with one more reconnect, and in `gather` after too many. */
  lost(call: Call, session: LostSession): Promise<Call | undefined>;
  /** This server has no voice for the call any more: it goes on turn by turn. */
  lastResort(callSid: string): Promise<void>;
  /** Keeps what a caller did for the server that goes on with the call; undefined: it was taken up. */
  handOn(callSid: string, handedOn: HandedOn | undefined): Promise<void>;
  /** The server is about to close the call's socket itself. */
  leave(callSid: string, ending: NonNullable<Call['ending']>): Promise<void>;
  /** Nobody took the call that was put through: it goes on here, over another socket. */
  comesBack(call: Call): Promise<Call>;
  /** @returns the call when this was its end, and not one that is told again. */
  end(callSid: string, status: CallStatus, durationS: number | undefined): Promise<Call | undefined>;
}

export function createCalls(deps: CallsDeps): Calls {
  const { store, phoneLinks, conversations, talks, clock, events } = deps;
  const lines = new Lines(deps.maxCalls, clock);
  events.countRunning(() => lines.size);
  /** Calls that are being begun, so that one that is delivered several times at once is begun once. */
  const beginning = new Map<string, Promise<Call | undefined>>();

  /** By call, what replaces its socket here. */
  const replaceable = new Map<string, () => void>();

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

  return {
    begin(callSid, phone) {
      const already = beginning.get(callSid);
      if (already) return already;
      const begun = begin(callSid, phone).finally(() => beginning.delete(callSid));
      beginning.set(callSid, begun);
      return begun;
    },
    alive: (callSid) => lines.sign(callSid),
    over: (callSid) => lines.free(callSid),
    find: (callSid) => store.find(callSid),
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
      if (!redeemed) return undefined;
      replaceable.get(callSid)?.();
      replaceable.set(callSid, onReplaced);
      const release = lines.connect(callSid);
      return () => {
        if (replaceable.get(callSid) === onReplaced) replaceable.delete(callSid);
        release();
      };
    },
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
      await store.update(callSid, { ending });
    },
    async comesBack(call) {
      const { callSid, socketAt } = call;
      const lost = await store.loseSocket(callSid, `put through ${socketAt}`);
      return (await store.update(callSid, { ending: null })) ?? lost?.call ?? call;
    },
    async end(callSid, status, durationS) {
      lines.free(callSid);
      const costUsd = durationS === undefined ? undefined : Math.ceil(durationS / 60) * deps.usdPerMinute;
      const call = await store.end(callSid, { status, durationS, costUsd, endedAt: clock.now() });
      if (!call) return undefined;
      events.ended(call);
      return call;
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

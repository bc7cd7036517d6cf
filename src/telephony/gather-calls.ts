import { v5 } from 'uuid';
import type { Call } from '../ports/call-store.ts';
import type { Patience } from '../protocol/common.ts';
import { CallSession, type CallSessionDeps } from './call-session.ts';
import { type GatherAnswer, GatherVoice } from './gather-voice.ts';
import { WITHOUT_SIGN_MS } from './lines.ts';
import { MS_A_CHARACTER } from './pace.ts';

const MESSAGE_NAMESPACE = '0198c3a1-5a40-7d10-8b0e-2f6a4c1d9e77';
/** No turn takes less. */
const A_TURN_MS = 1000;
/** How long Twilio waits until it takes a caller to have finished, ms; see the TwiML. */
const END_OF_SPEECH_MS: Readonly<Record<Patience, number>> = { patient: 2000, quick: 700 };
/** Silent turns until the call ends. */
const MAX_SILENT = 3;

/** What a caller did in one turn; nothing at all when they were silent. */
export interface GatherInput {
  speech?: string | undefined;
  digits?: string | undefined;
  /** The caller had asked for time before. */
  held?: boolean | undefined;
  /** It was handed on from a server that was about to stop. */
  handedOn?: boolean | undefined;
}

export interface GatherTurnAnswer {
  answer: GatherAnswer;
  /** Number of the next turn. */
  turn: number;
  /** Digits wanted instead of words; 0: until the hash key. */
  digits: number | undefined;
  patience: Patience;
}

interface OpenCall {
  call: Call;
  session: CallSession;
  voice: GatherVoice;
  silent: number;
  /** What the caller did is taken in the order in which it came. */
  work: Promise<void>;
  /** Answers by turn, so that a webhook delivered twice gets the same one. */
  answers: Map<string, Promise<GatherTurnAnswer>>;
  cancelWait: () => void;
}

/** Calls that go on turn by turn, one webhook each. */
export interface GatherCalls {
  /** The first words of a call, or of what is left of it. */
  greet(call: Call, phone: string, goesOn: boolean): Promise<GatherTurnAnswer>;
  take(call: Call, phone: string, turn: number, input: GatherInput): Promise<GatherTurnAnswer>;
  /** The rest of an answer that took longer than a webhook may. */
  rest(call: Call, phone: string, turn: number, part: number): Promise<GatherTurnAnswer>;
  /** A call that goes on here, as it was when it began; its record may have gone with the account. */
  known(callSid: string): Promise<Call | undefined>;
  forget(callSid: string): Promise<void>;
  /** Calls that are kept here. */
  readonly open: number;
}

export function createGatherCalls(deps: CallSessionDeps): GatherCalls {
  const open = new Map<string, Promise<OpenCall>>();

  function openCall(call: Call, phone: string): Promise<OpenCall> {
    const known = open.get(call.callSid);
    if (known) return known;
    const opening = openNew(call, phone);
    open.set(call.callSid, opening);
    opening.catch(() => open.delete(call.callSid));
    return opening;
  }

  async function openNew(call: Call, phone: string): Promise<OpenCall> {
    const voice = new GatherVoice(deps.clock);
    const session = await CallSession.open(deps, call, phone, voice);
    return {
      call,
      session,
      voice,
      silent: 0,
      work: Promise.resolve(),
      answers: new Map(),
      cancelWait: () => undefined,
    };
  }

  async function once(
    call: Call,
    phone: string,
    key: string,
    turn: number,
    work: (opened: OpenCall) => void,
  ): Promise<GatherTurnAnswer> {
    const opened = await openCall(call, phone);
    opened.cancelWait();
    opened.cancelWait = deps.clock.after(WITHOUT_SIGN_MS, () => run(opened, () => forget(call.callSid)));
    const known = opened.answers.get(key);
    if (known) return known;
    work(opened);
    const answering = opened.voice.answer().then(async (answer) => {
      if (answer.next === 'hang_up' || answer.next === 'transfer') await deps.calls.over(call.callSid, answer.next);
      const { wantedDigits: digits, patience } = opened.session;
      return { answer, turn, digits, patience };
    });
    opened.answers.set(key, answering);
    return answering;
  }

  /** Runs beside the webhook, which may have to answer before it is through. */
  function run(opened: OpenCall, work: () => Promise<void>): void {
    opened.work = opened.work.then(work).catch((error: unknown) => {
      deps.logger.error({ err: error }, 'a turn of a call broke down');
      const { failed, tag } = opened.session.phrases;
      opened.voice.say(failed, tag);
      opened.voice.yourTurn();
    });
  }

  /** The caller's turn: an answer that they spoke over is stopped, and kept as far as they can have heard it. */
  function begin(opened: OpenCall, { speech = '', digits }: GatherInput): void {
    const { session, voice } = opened;
    // The last words are still to be said.
    if (session.over) return;
    const isKey = digits !== undefined && digits !== '';
    const silentMs = isKey ? 0 : speech.length * MS_A_CHARACTER + END_OF_SPEECH_MS[session.patience];
    const heard = voice.heardAtLeast(silentMs);
    voice.interrupt();
    const stopping = session.interrupted(heard);
    run(opened, async () => {
      await stopping;
      voice.begins();
    });
  }

  function isIdleKey({ session }: OpenCall, { digits = '' }: GatherInput): boolean {
    return digits !== '' && !session.over && !session.heeds(digits.slice(0, 1));
  }

  /** Twilio stops its voice for every key: one that means nothing takes nothing away. */
  function goOn(opened: OpenCall, { digits = '' }: GatherInput): void {
    opened.voice.goOn();
    run(opened, () => opened.session.typed(digits));
  }

  async function act(
    { session, voice, silent }: OpenCall,
    call: Call,
    turn: number,
    { speech, digits, held }: GatherInput,
  ): Promise<void> {
    // Between two turns nobody can tell the caller anything, and the node that was told may be another.
    await session.lookAgain();
    if (session.over) return voice.hangUp();
    if (held) session.hold();
    if (digits) return session.typed(digits);
    if (speech) return session.heard(speech, messageId(call, turn));
    return silent < MAX_SILENT ? session.silent(silent) : session.leave();
  }

  /** This node knows nothing of what was being said: it says the answer that is stored or still comes, or asks to go on. */
  async function takeUp({ session }: OpenCall, call: Call, turn: number): Promise<void> {
    await session.lookAgain();
    if (session.over) return;
    const id = messageId(call, turn);
    const asked = call.learnerId === undefined ? undefined : await deps.messages.find(call.learnerId, id);
    return asked ? session.heard(asked.text, id) : session.greet(true);
  }

  async function forget(callSid: string): Promise<void> {
    const opening = open.get(callSid);
    open.delete(callSid);
    const opened = await opening;
    opened?.cancelWait();
    await opened?.session.close(opened.voice.heardAtLeast());
  }

  return {
    greet(call, phone, goesOn) {
      // The turns before are told by their numbers, wherever they were taken: a call that goes on takes none of them again.
      const turn = goesOn ? 1 + Math.floor((deps.clock.now() - call.startedAt) / A_TURN_MS) : 1;
      return once(call, phone, `greet ${call.reconnects} ${turn}`, turn, (opened) =>
        run(opened, () => opened.session.greet(goesOn)),
      );
    },
    take: (call, phone, turn, input) =>
      once(call, phone, `turn ${turn}`, turn + 1, (opened) => {
        const isSilent = !input.speech && !input.digits;
        opened.silent = isSilent ? opened.silent + 1 : 0;
        if (isIdleKey(opened, input)) return goOn(opened, input);
        begin(opened, input);
        // Whoever was silent would not have been handed on: somebody has taken it up already.
        if (input.handedOn && isSilent) return run(opened, () => takeUp(opened, call, turn));
        run(opened, () => act(opened, call, turn, input));
      }),
    rest(call, phone, turn, part) {
      const isHere = open.has(call.callSid);
      return once(call, phone, `rest ${turn} ${part}`, turn, (opened) => {
        if (!isHere) run(opened, () => takeUp(opened, call, turn - 1));
      });
    },
    known: async (callSid) => (await open.get(callSid))?.call,
    forget,
    get open() {
      return open.size;
    },
  };
}

/** Of what was said in this turn: the same on whatever node. */
function messageId({ callSid }: Call, turn: number): string {
  return v5(`${callSid} ${turn}`, MESSAGE_NAMESPACE);
}

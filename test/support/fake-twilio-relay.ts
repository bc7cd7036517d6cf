import type { CallersEar } from './callers-ear.ts';
import { TwilioHearing } from './fake-twilio-hearing.ts';
import { newSid } from './fake-twilio-sid.ts';
import type { Utterances } from './fake-twilio-utterances.ts';
import { TwilioVoice } from './fake-twilio-voice.ts';

/** Bad messages in a row after which Twilio closes the socket. */
const MOST_BAD = 10;
/** What Twilio takes, by type, and the fields that must be there. */
const KNOWN: Record<string, readonly string[]> = {
  text: ['token', 'last'],
  play: ['source'],
  sendDigits: ['digits'],
  language: [],
  end: [],
};

export interface RelaySession {
  callSid: string;
  from: string;
  language: string;
  customParameters: Record<string, string>;
  ear: CallersEar;
  utterances: Utterances;
  send: (message: unknown) => void;
  /** The server ends the session. */
  onEnd: (handoffData: string | undefined) => void;
  /** The server has said ten things in a row that are nothing. */
  onBad: () => void;
}

/** One ConversationRelay session as Twilio keeps it: its voice says the tokens at real speed, its ear tells what the caller says. */
export class FakeRelay {
  readonly sessionId = newSid('VX');
  /** Every message of the server's. */
  readonly received: Record<string, unknown>[] = [];
  language: string;
  /** Messages of the server's that Twilio could do nothing with. */
  bad = 0;
  readonly #session: RelaySession;
  readonly #voice: TwilioVoice;
  readonly #hearing: TwilioHearing;
  #badInARow = 0;

  constructor(session: RelaySession) {
    this.#session = session;
    this.language = session.language;
    this.#voice = new TwilioVoice(session.ear);
    this.#hearing = new TwilioHearing({
      onWords: () => this.#interrupt(),
      onUtterance: (words) => this.prompt(words),
    });
    session.send({
      type: 'setup',
      sessionId: this.sessionId,
      accountSid: 'AC0',
      parentCallSid: '',
      callSid: session.callSid,
      from: session.from,
      to: '+15550111',
      forwardedFrom: '',
      callType: 'PSTN',
      callerName: '',
      direction: 'inbound',
      callStatus: 'RINGING',
      customParameters: session.customParameters,
    });
  }

  take(frame: string): void {
    const message = readMessage(frame);
    if (!message) {
      this.bad += 1;
      this.#badInARow += 1;
      this.#session.send({ type: 'error', description: 'Invalid message received' });
      if (this.#badInARow >= MOST_BAD) this.#session.onBad();
      return;
    }
    this.#badInARow = 0;
    this.received.push(message);
    const { type, token, last, ttsLanguage, handoffData } = message;
    if (type === 'text') this.#hearText(String(token), last === true);
    if (type === 'language' && ttsLanguage !== undefined) this.language = String(ttsLanguage);
    if (type === 'end') this.#session.onEnd(handoffData === undefined ? undefined : String(handoffData));
  }

  plays(ms: number): void {
    this.#voice.plays(ms);
    this.#hearing.passes(ms);
  }

  voiceBegins(words: string): void {
    this.#hearing.begins(words);
  }

  voiceEnds(): void {
    this.#hearing.ends();
  }

  prompt(words: string): void {
    this.#session.send({ type: 'prompt', voicePrompt: words, lang: this.language, last: true });
  }

  presses(digit: string): void {
    this.#interrupt();
    this.#session.send({ type: 'dtmf', digit });
  }

  /** The caller's words stop the voice, which has got as far as `heard`. */
  speaksOver(heard: string): void {
    // The number is documented as a number and comes as a string.
    this.#session.send({ type: 'interrupt', utteranceUntilInterrupt: heard, durationUntilInterruptMs: '1234' });
    this.#voice.stop();
    this.#session.utterances.cut();
  }

  /** The session is over, whatever was being said or heard. */
  ends(): void {
    this.#voice.stop();
    this.#hearing.forget();
  }

  #interrupt(): void {
    const stopped = this.#voice.stop();
    if (!stopped) return;
    const { text, ms } = stopped;
    this.#session.utterances.cut();
    this.#session.send({ type: 'interrupt', utteranceUntilInterrupt: text, durationUntilInterruptMs: String(ms) });
  }

  #hearText(token: string, last: boolean): void {
    const open = this.#session.utterances.list.at(-1);
    const isEndOfCut = token === '' && (!open || open.closed);
    if (!isEndOfCut) this.#voice.say(token, last);
    this.#session.utterances.token(token, last);
  }
}

/** @returns undefined for what Twilio can't do anything with */
function readMessage(frame: string): Record<string, unknown> | undefined {
  let message: unknown;
  try {
    message = JSON.parse(frame);
  } catch {
    return undefined;
  }
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  const fields = new Map<string, unknown>(Object.entries(message));
  const needed = KNOWN[String(message.type)];
  const isGood = needed?.every((field) => fields.has(field) && fields.get(field) !== null) === true;
  return isGood ? Object.fromEntries(fields) : undefined;
}

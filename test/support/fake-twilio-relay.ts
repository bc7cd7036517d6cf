import { z } from 'zod';
import type { CallersEar } from './callers-ear.ts';
import { TwilioHearing } from './fake-twilio-hearing.ts';
import { newSid } from './fake-twilio-sid.ts';
import type { Utterances } from './fake-twilio-utterances.ts';
import { TwilioVoice } from './fake-twilio-voice.ts';

/** Bad messages in a row after which Twilio closes the socket. */
const MOST_BAD = 10;
/** What a caller hears of a file that is played. */
export const PLAYED = '♪♪♪♪♪♪♪♪♪♪';
const text = z.string();
const flag = z.boolean().optional();
const Tag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/);
/** What Twilio takes; anything else is dropped. */
const ServerMessage = z.discriminatedUnion('type', [
  z.object({
    ...{ type: z.literal('text'), token: text, last: z.boolean(), lang: Tag.optional() },
    ...{ interruptible: flag, preemptible: flag },
  }),
  z.object({ type: z.literal('play'), source: z.url(), interruptible: flag, preemptible: flag }),
  z.object({ type: z.literal('sendDigits'), digits: z.string().regex(/^[0-9w*#]+$/) }),
  z.object({ type: z.literal('language'), ttsLanguage: Tag.optional(), transcriptionLanguage: Tag.optional() }),
  z.object({ type: z.literal('end'), handoffData: text.optional() }),
]);
type ServerMessage = z.infer<typeof ServerMessage>;

export interface RelaySession {
  callSid: string;
  from: string;
  /** Of `<ConversationRelay>`. */
  attributes: Record<string, string>;
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
  readonly received: ServerMessage[] = [];
  language: string;
  /** Keys that the server pressed. */
  pressed = '';
  /** Messages of the server's that Twilio could do nothing with. */
  bad = 0;
  readonly #session: RelaySession;
  readonly #voice: TwilioVoice;
  readonly #hearing: TwilioHearing;
  #badInARow = 0;
  #preemptible = false;

  constructor(session: RelaySession) {
    this.#session = session;
    this.language = session.attributes['language'] ?? 'en-US';
    this.#voice = new TwilioVoice(session.ear);
    this.#hearing = new TwilioHearing({
      onWords: (words) => {
        this.#interrupt('speech');
        if (session.attributes['partialPrompts'] === 'true') this.#tellPrompt(words, false);
      },
      onUtterance: (words) => this.#heard(words),
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
    if (message.type === 'text') this.#hearText(message);
    if (message.type === 'language') this.language = message.ttsLanguage ?? this.language;
    if (message.type === 'play') this.#voice.say(PLAYED, true, message.interruptible);
    if (message.type === 'sendDigits') this.pressed += message.digits;
    if (message.type === 'end') this.#session.onEnd(message.handoffData);
  }

  plays(ms: number): void {
    this.#voice.plays(ms);
    this.#hearing.passes(ms);
  }

  voiceBegins(words: string): void {
    this.#tellSpeaking('on');
    this.#hearing.begins(words);
  }

  voiceEnds(): void {
    this.#tellSpeaking('off');
    this.#hearing.ends();
  }

  prompt(words: string): void {
    this.#tellPrompt(words, true);
  }

  /** Keys are heard only where the server has asked for them. */
  presses(digit: string): void {
    if (this.#session.attributes['dtmfDetection'] !== 'true') return;
    this.#interrupt('dtmf');
    if (!this.#isReported('dtmf')) return;
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

  #heard(words: string): void {
    if (this.#isReported('speech')) this.prompt(words);
  }

  /** What does not interrupt the voice is told only where that was asked for. */
  #isReported(kind: 'speech' | 'dtmf'): boolean {
    const { reportInputDuringAgentSpeech: reported = 'none' } = this.#session.attributes;
    return !this.#voice.speaking || ['any', 'true', kind].includes(reported);
  }

  #tellPrompt(words: string, last: boolean): void {
    this.#session.send({ type: 'prompt', voicePrompt: words, lang: this.language, last });
  }

  #tellSpeaking(value: 'on' | 'off'): void {
    if (!this.#session.attributes['debug']?.includes('speaker-events')) return;
    this.#session.send({ type: 'info', name: 'clientSpeaking', value });
  }

  #interrupt(by: 'speech' | 'dtmf'): void {
    const { interruptible = 'any' } = this.#session.attributes;
    if (!['any', 'true', by].includes(interruptible)) return;
    const stopped = this.#voice.stop();
    if (!stopped) return;
    const { text, ms } = stopped;
    this.#session.utterances.cut();
    this.#session.send({ type: 'interrupt', utteranceUntilInterrupt: text, durationUntilInterruptMs: String(ms) });
  }

  #hearText({ token, last, interruptible, preemptible }: Extract<ServerMessage, { type: 'text' }>): void {
    // The next words take the place of these.
    if (this.#preemptible && token !== '') this.#voice.stop();
    this.#preemptible = preemptible ?? false;
    const open = this.#session.utterances.list.at(-1);
    const isEndOfCut = token === '' && (!open || open.closed);
    if (!isEndOfCut) this.#voice.say(token, last, interruptible);
    this.#session.utterances.token(token, last);
  }
}

/** @returns undefined for what Twilio can't do anything with */
function readMessage(frame: string): ServerMessage | undefined {
  try {
    return ServerMessage.safeParse(JSON.parse(frame)).data;
  } catch {
    return undefined;
  }
}

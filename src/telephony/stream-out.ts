import { toMulaw } from '../sound/mulaw.ts';
import type { AudioOut, SpeechFrame } from '../voice/speak/audio-out.ts';
import type { StreamReply } from './stream-messages.ts';

const SAMPLES_A_MS = 8;
/** `g<generation> t<turn> <sentence> <ms>` for what a turn says, `g<generation> a<number>` for what the call itself says. */
const MARK = /^g(\d+) (?:t(\d+) (\d+) ([\d.]+)|a(\d+))$/;

export interface StreamOutOptions {
  send: (reply: StreamReply) => void;
  /** So much of a turn's sentence was really played. */
  onPlayed: (turn: number, sentence: number, playedMs: number) => void;
  /** Sound of an answer is about to be sent. */
  onAnswerSound: () => void;
  /** An answer can't be spoken. */
  onVoiceFailure: () => void;
  /** What the call itself said was played to its end. */
  onAsidePlayed: (aside: number) => void;
}

/**
 * The tutor's voice on its way into a Media Stream. Every frame is followed by a mark, which comes back when the frame was
 * played; `clear` brings all marks back at once, so only those of the present generation prove that anything was heard.
 */
export class StreamOut implements AudioOut {
  readonly format = { encoding: 'pcm16', sampleRate: 8000 } as const;
  readonly reports = true;
  readonly whenVoiceFails: () => void;
  readonly #options: StreamOutOptions;
  #generation = 0;
  /** Of the present turn: where each frame of a sentence ends, in samples. */
  #ends = new Map<number, number[]>();
  #turn = 0;
  #asides = 0;

  constructor(options: StreamOutOptions) {
    this.#options = options;
    this.whenVoiceFails = options.onVoiceFailure;
  }

  /** Twilio keeps what it can't play yet. */
  ready(): boolean {
    return true;
  }

  send(frame: SpeechFrame): void {
    if (frame.turn !== this.#turn) this.#ends = new Map();
    this.#turn = frame.turn;
    const ends = this.#ends.get(frame.sentence) ?? [];
    this.#ends.set(frame.sentence, ends);
    // A frame that is sent again after a cut keeps its place.
    const end = ends[frame.sequence] ?? (ends[frame.sequence - 1] ?? 0) + frame.samples.length;
    ends[frame.sequence] = end;
    this.#options.onAnswerSound();
    this.sound(frame.samples);
    this.#mark(`t${frame.turn} ${frame.sentence} ${end / SAMPLES_A_MS}`);
  }

  drop(): void {
    this.clear();
  }

  /** Sound of the call itself. */
  sound(samples: Int16Array): void {
    const payload = Buffer.from(toMulaw(samples)).toString('base64');
    this.#options.send({ event: 'media', media: { payload } });
  }

  /** Everything that the call itself said so far. @returns its number, told when it was played */
  endAside(): number {
    this.#asides += 1;
    this.#mark(`a${this.#asides}`);
    return this.#asides;
  }

  /** Nothing that was sent and not played is heard any more. */
  clear(): void {
    this.#generation += 1;
    this.#options.send({ event: 'clear' });
  }

  /** A mark has come back. */
  marked(name: string): void {
    const [, generation, turn, sentence, ms, aside] = MARK.exec(name) ?? [];
    if (Number(generation) !== this.#generation) return;
    if (aside !== undefined) this.#options.onAsidePlayed(Number(aside));
    else this.#options.onPlayed(Number(turn), Number(sentence), Number(ms));
  }

  #mark(name: string): void {
    this.#options.send({ event: 'mark', mark: { name: `g${this.#generation} ${name}` } });
  }
}

import { LEARNER_SAMPLE_RATE, MAX_AUDIO_FRAME_MS } from '../../protocol/limits.ts';

const BYTES_PER_MS = (2 * LEARNER_SAMPLE_RATE) / 1000;
const MOST_BYTES = MAX_AUDIO_FRAME_MS * BYTES_PER_MS;

/** A stretch of speech with its sound, until the server says that it needs it no more. */
export class KeptStretch {
  readonly id: string;
  /** When it began, ms. */
  readonly at: number;
  /** How it ended; undefined while the learner still speaks. */
  end: { done: boolean; silentMs: number } | undefined;
  /** It was begun over a line that is gone. */
  again = false;
  /** It was begun over this line, and its end told there. */
  begun = false;
  endSent = false;
  /** Sound that the server says it has had of it over this line. */
  receivedMs = 0;
  readonly #frames: Uint8Array[] = [];
  #bytes = 0;
  #sentFrames = 0;
  #sentBytes = 0;
  #sequence = 0;

  constructor(id: string, at: number) {
    this.id = id;
    this.at = at;
  }

  get ms(): number {
    return this.#bytes / BYTES_PER_MS;
  }

  get sentMs(): number {
    return this.#sentBytes / BYTES_PER_MS;
  }

  /** Whether the server has all of it. */
  get isReceived(): boolean {
    return this.endSent && this.receivedMs >= this.ms;
  }

  push(pcm: Uint8Array): void {
    this.#frames.push(pcm);
    this.#bytes += pcm.length;
  }

  /** A new line knows nothing of it. */
  beginAnew(): void {
    this.again ||= this.begun;
    this.begun = false;
    this.endSent = false;
    this.receivedMs = 0;
    this.#sentFrames = 0;
    this.#sentBytes = 0;
    this.#sequence = 0;
  }

  /** What is to be sent next: one frame, or as many together as one may hold. */
  next(): { pcm: Uint8Array; sequence: number; sent: () => void } | undefined {
    const frames: Uint8Array[] = [];
    let bytes = 0;
    for (let at = this.#sentFrames; at < this.#frames.length; at += 1) {
      const frame = this.#frames[at];
      if (!frame || (frames.length > 0 && bytes + frame.length > MOST_BYTES)) break;
      frames.push(frame);
      bytes += frame.length;
    }
    if (frames.length === 0) return undefined;
    const sent = () => {
      this.#sentFrames += frames.length;
      this.#sentBytes += bytes;
      this.#sequence = (this.#sequence + 1) % 0x10000;
    };
    return { pcm: joined(frames, bytes), sequence: this.#sequence, sent };
  }
}

function joined(frames: readonly Uint8Array[], bytes: number): Uint8Array {
  const all = new Uint8Array(bytes);
  let at = 0;
  for (const frame of frames) {
    all.set(frame, at);
    at += frame.length;
  }
  return all;
}

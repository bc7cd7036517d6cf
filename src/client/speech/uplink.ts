import { AudioKind, encodeAudioFrame } from '../../protocol/audio-frame.ts';
import type { ClientMessage } from '../../protocol/client-messages.ts';
import { toPcm16 } from '../audio/pcm.ts';
import type { StretchEvents } from '../audio/stretches.ts';

/** Speech that waits for the line, frames of 32 ms: 30 s. What is older is lost then, and said to be. */
const MOST_WAITING = 938;
/** Frames that go together when what waited is sent: three are 96 ms, and 100 are allowed. */
const TOGETHER = 3;

export interface UplinkLine {
  /** @returns false while there is no line */
  send(message: ClientMessage): boolean;
  sendAudio(frame: Uint8Array<ArrayBuffer>): boolean;
}

interface Waiting {
  id: string;
  frames: Float32Array[];
  /** Undefined while the learner still speaks. */
  end?: { done: boolean; silentMs: number } | undefined;
}

export interface UplinkOptions {
  newId(): string;
  /** Something that was said could not be kept until the line was back. */
  lost(): void;
}

/** Takes the learner's speech to the server. While the line is down it waits, and goes out when it is back. */
export class Uplink implements StretchEvents {
  readonly #line: UplinkLine;
  readonly #options: UplinkOptions;
  /** The stretch that is being sent, with its next number. */
  #sending: { id: string; sequence: number } | undefined;
  #waiting: Waiting[] = [];
  /** The name by which the server knows the open stretch, where the line broke in its middle. */
  #renamed: { from: string; to: string } | undefined;

  constructor(line: UplinkLine, options: UplinkOptions) {
    this.#line = line;
    this.#options = options;
  }

  start(id: string): void {
    if (this.#waiting.length > 0 || !this.#line.send({ type: 'speech_start', id }))
      this.#waiting.push({ id, frames: [] });
    else this.#sending = { id, sequence: 0 };
  }

  audio(frame: Float32Array): void {
    const sending = this.#sending;
    if (sending && this.#sendAudio(sending, [frame])) return;
    if (sending) this.#breakOff(sending.id);
    this.#waiting.at(-1)?.frames.push(frame);
    this.#bound();
  }

  end(id: string, done: boolean, silentMs = 0): void {
    const sending = this.#sending;
    this.#sending = undefined;
    if (sending && this.#sendEnd(sending.id, { done, silentMs })) return;
    const waiting = this.#waiting.find((stretch) => stretch.id === this.#nameOf(id));
    if (waiting) waiting.end = { done, silentMs };
  }

  cancel(id: string): void {
    if (this.#sending) this.#line.send({ type: 'speech_cancel', id: this.#sending.id });
    this.#sending = undefined;
    this.#waiting = this.#waiting.filter((stretch) => stretch.id !== this.#nameOf(id));
  }

  /** The line is there: what waited is sent, the oldest first. */
  lineOpened(): void {
    // What the server has of a stretch that a cut interrupted it recognises by itself; the rest is another one.
    if (this.#sending) this.#breakOff(this.#sending.id);
    while (this.#waiting.length > 0) {
      const [stretch] = this.#waiting;
      if (!stretch || !this.#sendWhole(stretch)) return;
      this.#waiting.shift();
    }
  }

  #nameOf(id: string): string {
    return this.#renamed?.from === id ? this.#renamed.to : id;
  }

  /** The line broke in the middle: what follows is a stretch of its own. */
  #breakOff(id: string): void {
    this.#sending = undefined;
    const next = this.#options.newId();
    const from = this.#renamed?.to === id ? this.#renamed.from : id;
    this.#renamed = { from, to: next };
    this.#waiting.push({ id: next, frames: [] });
  }

  #sendWhole({ id, frames, end }: Waiting): boolean {
    if (!this.#line.send({ type: 'speech_start', id })) return false;
    const sending = { id, sequence: 0 };
    for (let at = 0; at < frames.length; at += TOGETHER) {
      if (!this.#sendAudio(sending, frames.slice(at, at + TOGETHER))) return false;
    }
    if (end) return this.#sendEnd(id, end);
    this.#sending = sending;
    return true;
  }

  #sendAudio(sending: { sequence: number }, frames: Float32Array[]): boolean {
    const pcm = new Uint8Array(frames.reduce((bytes, frame) => bytes + frame.length * 2, 0));
    let at = 0;
    for (const frame of frames) {
      pcm.set(toPcm16(frame), at);
      at += frame.length * 2;
    }
    const { sequence } = sending;
    const sent = this.#line.sendAudio(
      encodeAudioFrame({ kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm }),
    );
    sending.sequence = (sequence + 1) % 0x10000;
    return sent;
  }

  #sendEnd(id: string, { done, silentMs }: { done: boolean; silentMs: number }): boolean {
    return this.#line.send({
      type: 'speech_end',
      id,
      ...(done ? { done } : {}),
      ...(silentMs > 0 ? { silentMs } : {}),
    });
  }

  #bound(): void {
    let frames = this.#waiting.reduce((sum, stretch) => sum + stretch.frames.length, 0);
    if (frames <= MOST_WAITING) return;
    this.#options.lost();
    for (const stretch of this.#waiting) {
      while (frames > MOST_WAITING && stretch.frames.shift()) frames -= 1;
    }
  }
}

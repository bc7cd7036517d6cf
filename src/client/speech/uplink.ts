import { AudioKind, encodeAudioFrame } from '../../protocol/audio-frame.ts';
import type { ClientMessage } from '../../protocol/client-messages.ts';
import { MAX_KEPT_SPEECH_MS } from '../../protocol/limits.ts';
import type { SpeechAck as SpeechAckEvent } from '../../protocol/server-events.ts';
import { toPcm16 } from '../audio/pcm.ts';
import type { StretchEvents } from '../audio/stretches.ts';
import { KeptStretch } from './kept-stretch.ts';

/** The server says about once a second what it has: a line over which nothing is said for so long after speech is dead, ms. */
const DEAF_MS = 5_000;
/** A server that has all of a stretch ought to say something within this time, ms. */
const ANSWER_MS = 20_000;

/** What nobody could take for so long has lost its place in the talk, ms: as on the server. */
const LONGEST_KEPT_MS = 10 * 60_000;

type SpeechAck = Omit<SpeechAckEvent, 'type'>;

/** What a line tells, and asks, about the speech that goes over it. */
export interface SpeechListener {
  acknowledged(ack: SpeechAck): void;
  /** Whether something was said that the server may not have yet. */
  readonly unsettled: boolean;
  /** Whether the server ought to say something. */
  expecting(): boolean;
}

export interface UplinkLine {
  /** @returns false while there is no line */
  send(message: ClientMessage): boolean;
  sendAudio(frame: Uint8Array<ArrayBuffer>): boolean;
  /** Whether the server says what it has of the learner's speech. */
  readonly acknowledgesSpeech: boolean;
  /** The line carries nothing any more: another one is wanted. */
  isDead(): void;
  listen(listener: SpeechListener): void;
}

export interface UplinkOptions {
  now(): number;
  after(ms: number, action: () => void): () => void;
  /** Something that was said could not be kept until the line was back. */
  lost(): void;
}

/**
 * Takes the learner's speech to the server, and keeps it until that says that it is settled: what a line lost on its way, with or
 * without a word, goes out again from its beginning over the next one.
 */
export class Uplink implements StretchEvents, SpeechListener {
  readonly #line: UplinkLine;
  readonly #options: UplinkOptions;
  /** The oldest first; only the last may still grow. */
  #kept: KeptStretch[] = [];
  /** When the server last said what it has, ms. */
  #lastAt = 0;
  /** How often it did. */
  #acks = 0;
  /** The line is known to be gone. */
  #down = false;
  #cancelWatch: (() => void) | undefined;

  constructor(line: UplinkLine, options: UplinkOptions) {
    this.#line = line;
    this.#options = options;
    line.listen(this);
  }

  start(id: string): void {
    this.#kept.push(new KeptStretch(id, this.#options.now()));
    this.#send();
  }

  audio(frame: Float32Array): void {
    const open = this.#kept.at(-1);
    if (!open || open.end) return;
    open.push(new Uint8Array(toPcm16(frame)));
    this.#send();
    this.#bound();
  }

  end(id: string, done: boolean, silentMs = 0): void {
    const stretch = this.#kept.find((kept) => kept.id === id);
    if (!stretch) return;
    stretch.end = { done, silentMs };
    this.#send();
  }

  cancel(id: string): void {
    const stretch = this.#kept.find((kept) => kept.id === id);
    if (stretch?.begun) this.#line.send({ type: 'speech_cancel', id });
    this.#drop(stretch);
  }

  lineClosed(): void {
    this.#down = true;
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  /** A line is there: what the one before may have lost is sent anew, the oldest first. */
  lineOpened(): void {
    this.#down = false;
    const since = this.#options.now() - LONGEST_KEPT_MS;
    const fresh = this.#kept.filter((stretch) => stretch.at >= since);
    if (fresh.length < this.#kept.length) this.#options.lost();
    this.#kept = fresh;
    for (const stretch of fresh) stretch.beginAnew();
    this.#send();
  }

  acknowledged({ id, receivedMs, settled }: SpeechAck): void {
    this.#lastAt = this.#options.now();
    this.#acks += 1;
    const stretch = this.#kept.find((kept) => kept.id === id);
    if (stretch) stretch.receivedMs = receivedMs;
    if (settled) this.#drop(stretch);
  }

  get unsettled(): boolean {
    return this.#kept.length > 0;
  }

  expecting(): boolean {
    if (!this.#line.acknowledgesSpeech) return false;
    const awaited = this.#kept.some((stretch) => stretch.begun && !stretch.isReceived);
    return awaited || (this.#kept.length > 0 && this.#options.now() - this.#lastAt < ANSWER_MS);
  }

  #send(): void {
    const sent = !this.#down && this.#kept.every((stretch) => this.#sendAll(stretch));
    if (!this.#line.acknowledgesSpeech) this.#kept = this.#kept.filter(({ endSent }) => !endSent);
    else if (sent && this.#kept.length > 0) this.#watch();
  }

  /** @returns false while there is no line */
  #sendAll(stretch: KeptStretch): boolean {
    const { id, again } = stretch;
    stretch.begun ||= this.#line.send({ type: 'speech_start', id, ...(again && { again }) });
    if (!stretch.begun) return false;
    for (let next = stretch.next(); next; next = stretch.next()) {
      const { pcm, sequence, sent } = next;
      const frame = encodeAudioFrame({ kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm });
      if (!this.#line.sendAudio(frame)) return false;
      sent();
    }
    if (stretch.end && !stretch.endSent) stretch.endSent = this.#sendEnd(id, stretch.end);
    return stretch.endSent || !stretch.end;
  }

  #sendEnd(id: string, { done, silentMs }: { done: boolean; silentMs: number }): boolean {
    return this.#line.send({
      type: 'speech_end',
      id,
      ...(done ? { done } : {}),
      ...(silentMs > 0 ? { silentMs } : {}),
    });
  }

  /** Looks after the line while speech is on its way of which the server has not said that it has come. */
  #watch(): void {
    if (this.#cancelWatch || !this.#isUnderWay) return;
    const acksBefore = this.#acks;
    this.#cancelWatch = this.#options.after(DEAF_MS, () => {
      this.#cancelWatch = undefined;
      if (!this.#isUnderWay) return;
      if (this.#acks === acksBefore) this.#line.isDead();
      else this.#watch();
    });
  }

  get #isUnderWay(): boolean {
    return this.#kept.some((stretch) => stretch.begun && !stretch.isReceived && stretch.sentMs > stretch.receivedMs);
  }

  #drop(stretch: KeptStretch | undefined): void {
    this.#kept = this.#kept.filter((kept) => kept !== stretch);
  }

  /** Of more than can be kept the oldest goes: without a word where the server has it. */
  #bound(): void {
    const ms = () => this.#kept.reduce((sum, stretch) => sum + stretch.ms, 0);
    while (this.#kept.length > 1 && ms() > MAX_KEPT_SPEECH_MS) {
      const oldest = this.#kept.shift();
      if (!oldest?.isReceived) this.#options.lost();
    }
  }
}

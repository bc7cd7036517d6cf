import { AppError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ear, EarLine, EarSink, OpenEar, SpeechAck, SpeechEnd, TutorActivity, Utterance } from './ear-types.ts';
import type { AcknowledgingEar, HeardStretches } from './heard-stretches.ts';
import { BYTES_PER_MS } from './stretch-audio.ts';

/** How often a client is told how much of its speech has come, ms. */
const EVERY_MS = 1_000;

interface Parts {
  /** One for the whole process. */
  stretches: HeardStretches;
  clock: Clock;
}

/** A stretch as its client knows it. */
interface Stretch {
  readonly id: string;
  /** Sound of it that this line has brought, and so much of it that is not to be heard once more. */
  bytes: number;
  readonly skippedBytes: number;
  /** The id under which the ear behind has it; undefined while all of it was heard before. */
  innerId: string | undefined;
  /** What the ear behind made of it that is not settled yet, and up to where in the stretch each goes, once that is known. */
  readonly parts: Map<string, number | undefined>;
  /** The part that grows. */
  growing: string | undefined;
  /** Nothing of it comes any more. */
  ended: boolean;
  toldAt: number;
}

/**
 * Ears that tell a client what they have of its speech, where it keeps that until it is settled; and that know a stretch which comes
 * again over the next line: what was heard of it is passed over, and what was broken off is heard whole.
 */
export function acknowledgedEars(openEar: OpenEar, parts: Parts): OpenEar {
  return (line, sink) => (line.keepsSpeech?.() ? new AcknowledgedEar(openEar, parts, line, sink) : openEar(line, sink));
}

class AcknowledgedEar implements Ear, EarSink, AcknowledgingEar {
  readonly #parts: Parts;
  readonly #line: EarLine;
  readonly #sink: EarSink;
  readonly #ear: Ear;
  readonly #talk: string;
  readonly #stretches = new Map<string, Stretch>();
  readonly #byPart = new Map<string, Stretch>();
  #open: Stretch | undefined;
  #closing = false;

  constructor(openEar: OpenEar, parts: Parts, line: EarLine, sink: EarSink) {
    this.#parts = parts;
    this.#line = line;
    this.#sink = sink;
    this.#talk = line.conversation?.().id ?? '';
    this.#ear = openEar(line, this);
    parts.stretches.enter(this.#talk, this);
  }

  // What the line brings.

  speechStart(id: string): void {
    if (!this.#closing && !this.#stretches.has(id)) this.#begin(id, this.#parts.stretches.takeBack(this.#talk, id));
  }

  async speechAgain(id: string): Promise<void> {
    if (this.#closing || this.#stretches.has(id)) return;
    const heardMs = this.#parts.stretches.takeBack(this.#talk, id);
    const storedMs = heardMs > 0 ? 0 : await this.#line.heardBefore?.(id);
    if (!this.#closing) this.#begin(id, Math.max(heardMs, storedMs ?? 0));
  }

  audio(pcm: Uint8Array, sequence?: number): void {
    const open = this.#open;
    if (!open) {
      this.#ear.audio(pcm, sequence);
      return;
    }
    const unheard = pcm.subarray(Math.max(0, open.skippedBytes - open.bytes));
    if (unheard.length > 0) {
      if (open.innerId === undefined) this.#beginPart(open, newId());
      this.#ear.audio(unheard, sequence);
    }
    open.bytes += pcm.length;
    if (this.#parts.clock.now() - open.toldAt >= EVERY_MS) this.#tellReceived(open);
  }

  speechEnd(id: string, end?: SpeechEnd): void {
    const stretch = this.#stretches.get(id);
    if (!stretch) return;
    this.#tellReceived(stretch);
    this.#ended(stretch);
    if (stretch.innerId !== undefined) this.#ear.speechEnd(stretch.innerId, end);
    this.#check(stretch);
  }

  speechCancel(id: string): boolean {
    const stretch = this.#stretches.get(id);
    if (!stretch) return false;
    this.#ended(stretch);
    const cancelled = stretch.innerId !== undefined && this.#ear.speechCancel(stretch.innerId);
    this.#check(stretch);
    return cancelled;
  }

  tutor(activity: TutorActivity): void {
    this.#ear.tutor(activity);
  }

  settled(): Promise<void> {
    return this.#ear.settled();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#ear.close();
    this.#parts.stretches.leave(this.#talk, this);
  }

  // What the ear behind tells.

  async utterance(utterance: Utterance): Promise<void> {
    const { stretches } = utterance;
    try {
      await this.#sink.utterance({ ...utterance, heard: this.#heardIn(stretches) });
    } catch (error) {
      // Whoever starts next takes it: the client still has it.
      if (!(error instanceof AppError && error.code === 'restarting')) this.#settle(stretches);
      throw error;
    }
    this.#settle(stretches);
  }

  nothing(id: string, stretches: readonly string[]): void {
    this.#sink.nothing(id, stretches);
    this.#settle(stretches);
  }

  goesOn(id: string): void {
    if (this.#open) this.#addPart(this.#open, id);
    this.#sink.goesOn?.(id);
  }

  recognising = (): void => this.#sink.recognising?.();
  partial = (id: string, text: string): void => this.#sink.partial(id, text);
  onset = (): void => this.#sink.onset();
  falseAlarm = (): void => this.#sink.falseAlarm();
  bargeIn = (): void => this.#sink.bargeIn();
  probableEnd = (id: string, text: string): void => this.#sink.probableEnd?.(id, text);
  quiet = (time: number): void => this.#sink.quiet?.(time);
  notice = (code: string, message: string): void => this.#sink.notice(code, message);

  // What the other ears of the talk ask.

  get closing(): boolean {
    return this.#closing;
  }

  has(id: string): boolean {
    return this.#stretches.has(id);
  }

  takeBack(id: string): number {
    const stretch = this.#stretches.get(id);
    if (!stretch) return 0;
    // With a voice that was broken off goes everything that may belong to the same message.
    if (this.#open && this.#cancel(stretch)) return 0;
    this.#ended(stretch);
    // Else what it was settled with is known to all ears.
    if (stretch.parts.size > 0) return msOf(Math.max(stretch.bytes, stretch.skippedBytes));
    this.#forget(stretch);
    return 0;
  }

  acknowledge(ack: SpeechAck): void {
    this.#sink.acknowledged?.(ack);
  }

  /** @returns false where it is too late for that, and nothing has changed */
  #cancel(stretch: Stretch): boolean {
    const { innerId, parts } = stretch;
    if (innerId === undefined || parts.size !== 1) return false;
    // That nothing comes of it here settles nothing.
    for (const part of parts.keys()) this.#byPart.delete(part);
    if (this.#ear.speechCancel(innerId)) {
      this.#forget(stretch);
      return true;
    }
    for (const part of parts.keys()) this.#byPart.set(part, stretch);
    return false;
  }

  #begin(id: string, heardMs: number): void {
    if (this.#open) this.#ended(this.#open);
    const stretch: Stretch = {
      id,
      bytes: 0,
      skippedBytes: Math.round(heardMs * BYTES_PER_MS),
      innerId: undefined,
      parts: new Map(),
      growing: undefined,
      ended: false,
      toldAt: this.#parts.clock.now(),
    };
    this.#stretches.set(id, stretch);
    this.#open = stretch;
    if (heardMs === 0) this.#beginPart(stretch, id);
  }

  #beginPart(stretch: Stretch, innerId: string): void {
    stretch.innerId = innerId;
    this.#addPart(stretch, innerId);
    this.#ear.speechStart(innerId);
  }

  #addPart(stretch: Stretch, part: string): void {
    this.#endPart(stretch);
    stretch.growing = part;
    stretch.parts.set(part, undefined);
    this.#byPart.set(part, stretch);
  }

  #endPart({ growing, parts, bytes }: Stretch): void {
    if (growing !== undefined && parts.has(growing)) parts.set(growing, bytes);
  }

  #ended(stretch: Stretch): void {
    this.#endPart(stretch);
    stretch.ended = true;
    if (stretch === this.#open) this.#open = undefined;
  }

  #heardIn(parts: readonly string[]): { id: string; ms: number }[] {
    return parts.flatMap((part) => {
      const stretch = this.#byPart.get(part);
      return stretch ? [{ id: stretch.id, ms: msOf(stretch.parts.get(part) ?? stretch.bytes) }] : [];
    });
  }

  #settle(parts: readonly string[]): void {
    const { stretches, clock } = this.#parts;
    for (const { id, ms } of this.#heardIn(parts)) stretches.heard(this.#talk, id, ms, clock.now());
    for (const part of parts) {
      const stretch = this.#byPart.get(part);
      this.#byPart.delete(part);
      stretch?.parts.delete(part);
      if (stretch) this.#check(stretch);
    }
  }

  #check(stretch: Stretch): void {
    if (!stretch.ended || stretch.parts.size > 0 || this.#stretches.get(stretch.id) !== stretch) return;
    this.#forget(stretch);
    this.#parts.stretches.settled(this.#talk, stretch.id, msOf(stretch.bytes));
  }

  #forget(stretch: Stretch): void {
    if (stretch === this.#open) this.#open = undefined;
    this.#stretches.delete(stretch.id);
    for (const part of stretch.parts.keys()) this.#byPart.delete(part);
  }

  #tellReceived(stretch: Stretch): void {
    stretch.toldAt = this.#parts.clock.now();
    this.acknowledge({ id: stretch.id, receivedMs: msOf(stretch.bytes), settled: false });
  }
}

function msOf(bytes: number): number {
  return bytes / BYTES_PER_MS;
}

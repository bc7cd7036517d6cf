import type { ListeningEvents } from '../../events/listening.ts';
import type { Clock } from '../../ports/clock.ts';
import { FrameOrder } from './frame-order.ts';
import type { Recognition } from './recognition.ts';
import { BYTES_PER_MS, StretchAudio } from './stretch-audio.ts';

/** Sound of one message at most, ms; 3.7 MB. At the limit it is closed, recognised and answered. */
export const LONGEST_UTTERANCE_MS = 120_000;
/** Without a frame for so long, an open stretch has ended unnoticed, ms. */
export const STALL_MS = 5_000;
/** The same where its client keeps it, and comes back with all of it: as long as a turn waits for its line. */
export const KEPT_STALL_MS = 15_000;

/** A stretch with its sound, until its message is over. */
export interface HeardStretch {
  readonly id: string;
  readonly audio: StretchAudio;
  recognition: Recognition | undefined;
}

export interface SoundIntakeOptions {
  clock: Clock;
  events: ListeningEvents;
  /** Without a frame for so long, an open stretch has ended. */
  stallMs: number;
  /** What the tutor is saying now. */
  tutorSays: () => string | undefined;
  /** The message has come to its limit; the open stretch takes no more. */
  onFull: (stretch: HeardStretch) => void;
  /** No sound has come since `lastAt`, ms. */
  onStalled: (stretch: HeardStretch, lastAt: number) => void;
}

/** Takes the frames of the stretch that is open now: in order, within the limits. */
export class SoundIntake {
  readonly #options: SoundIntakeOptions;
  #open: HeardStretch | undefined;
  #order = new FrameOrder();
  #messageMs = 0;
  #lastAt = 0;
  #cancelStall: () => void = () => undefined;

  constructor(options: SoundIntakeOptions) {
    this.#options = options;
  }

  get open(): HeardStretch | undefined {
    return this.#open;
  }

  /** @param newMessage whether the stretch begins one, so that the limit is counted anew */
  begin(id: string, newMessage: boolean): HeardStretch {
    const stretch: HeardStretch = { id, audio: new StretchAudio(this.#options.tutorSays()), recognition: undefined };
    if (newMessage) this.#messageMs = 0;
    this.#open = stretch;
    this.#order = new FrameOrder();
    this.#lastAt = this.#options.clock.now();
    this.#watchForStall(this.#options.stallMs);
    return stretch;
  }

  /** Ends the stretch's sound, if it is the open one. */
  end(stretch: HeardStretch): boolean {
    if (stretch !== this.#open) return false;
    this.#open = undefined;
    this.#cancelStall();
    stretch.audio.end();
    return true;
  }

  take(pcm: Uint8Array, sequence: number | undefined): void {
    const { events } = this.#options;
    const open = this.#open;
    const missing = open && pcm.length >= 2 ? this.#order.take(sequence) : 0;
    if (!open) events.frameDropped('no_stretch');
    else if (pcm.length < 2) events.frameDropped('empty');
    else if (missing === 'late') events.frameDropped('late');
    else this.#append(open, pcm, missing);
  }

  #append(open: HeardStretch, pcm: Uint8Array, missing: number): void {
    const { events, onFull, clock } = this.#options;
    const ms = (pcm.length / BYTES_PER_MS) * (missing + 1);
    if (this.#messageMs + ms > LONGEST_UTTERANCE_MS) {
      events.frameDropped('full');
      onFull(open);
      return;
    }
    if (missing > 0) {
      events.framesMissing(missing);
      open.audio.appendSilence(missing * Math.floor(pcm.length / 2));
    }
    this.#messageMs += ms;
    this.#lastAt = clock.now();
    open.audio.append(pcm);
  }

  /** One timer a stretch, set anew when it runs out too early: not one a frame. */
  #watchForStall(ms: number): void {
    const { clock, onStalled, stallMs } = this.#options;
    this.#cancelStall();
    this.#cancelStall = clock.after(ms, () => {
      if (!this.#open) return;
      const left = this.#lastAt + stallMs - clock.now();
      if (left > 0) this.#watchForStall(left);
      else onStalled(this.#open, this.#lastAt);
    });
  }
}

import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Sound } from '../audio/sound.ts';
import { settings } from '../settings/settings.ts';
import { ScreenLock } from '../speech/wake-lock.ts';
import type { Hearing } from './hearing.ts';
import type { Speaking } from './speaking.ts';

export interface SurroundingsParts {
  sound: Sound;
  hearing: Hearing;
  speaking: Speaking;
  /** Whether the tutor waits in the middle of a sentence to hear what the learner says. */
  holding: ReadonlySignal<boolean>;
  /** Whether the learner has the talk stand still. */
  onHold: ReadonlySignal<boolean>;
  /** The page is being left. */
  left(): void;
}

/** The device around a talk: its screen, who has its sound, what is plugged in, and whether the page is seen. */
export class Surroundings {
  /** The phone has taken the sound away, e.g. for a call. */
  readonly interrupted = signal(false);
  readonly #parts: SurroundingsParts;
  /** Headphones may have been taken out: the microphone may hear the tutor from now on. */
  readonly #devicesChanged = signal(false);
  readonly #screen = new ScreenLock();
  readonly #forget: (() => void)[];

  constructor(parts: SurroundingsParts) {
    this.#parts = parts;
    this.#forget = [
      this.#listen(),
      parts.sound.onInterruption((interrupted) => this.#soundTaken(interrupted)),
      effect(() => this.#keepLit()),
      effect(() => this.#guard()),
    ];
  }

  close(): void {
    for (const forget of this.#forget) forget();
    this.#screen.close();
  }

  #listen(): () => void {
    const { hearing, left } = this.#parts;
    const ended = new AbortController();
    const { signal } = ended;
    const seen = () => hearing.seen(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', seen, { signal });
    window.addEventListener('pagehide', left, { signal });
    const changed = () => {
      this.#devicesChanged.value = true;
      hearing.devicesChanged();
    };
    navigator.mediaDevices?.addEventListener('devicechange', changed, { signal });
    return () => ended.abort();
  }

  /** Sound of the page's own waits by itself; the browser's voice would be cut off in the middle of a sentence. */
  #soundTaken(taken: boolean): void {
    const { speaking, holding, onHold } = this.#parts;
    this.interrupted.value = taken;
    if (taken) speaking.voice.pause();
    else if (!holding.value && !onHold.value) speaking.voice.resume();
  }

  #keepLit(): void {
    const { hearing, speaking, onHold } = this.#parts;
    const speaks = speaking.progress.value !== undefined && !onHold.value;
    const talks = hearing.state.value !== 'closed' || speaks;
    if (talks) this.#screen.hold();
    else this.#screen.release();
  }

  #guard(): void {
    const { hearing, speaking, holding } = this.#parts;
    const output = this.#devicesChanged.value ? 'loudspeaker' : settings.value.output;
    hearing.guard(speaking.progress.value && !holding.value ? output : 'quiet');
  }
}

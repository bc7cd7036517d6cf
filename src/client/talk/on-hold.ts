import { effect, signal } from '@preact/signals';
import type { Hearing } from './hearing.ts';
import type { LiveTalk } from './live-talk.ts';
import type { Speaking } from './speaking.ts';

export interface OnHoldParts {
  hearing: Pick<Hearing, 'listens' | 'handsFree' | 'start' | 'stop'>;
  speaking: Pick<Speaking, 'voice'>;
  /** Its server, untold, would take a player that stands still to be gone. */
  live: Pick<LiveTalk, 'connection' | 'send'>;
  /** Whether something else keeps the tutor silent: the learner, who may be saying something, or the phone. */
  silenced(): boolean;
}

/** The talk while the learner has it stand still, from the lock screen, a headset or a car: nothing is said, nothing is heard. */
export class OnHold {
  readonly on = signal(false);
  readonly #parts: OnHoldParts;
  readonly #forget: () => void;
  /** The learner talked hands-free. */
  #listened = false;

  constructor(parts: OnHoldParts) {
    this.#parts = parts;
    // A new line knows nothing of it.
    this.#forget = effect(() => {
      if (parts.live.connection.value.kind === 'open' && this.on.peek()) this.#tell();
    });
  }

  /** The tutor falls silent where it is, and the microphone is let go. */
  begin(): void {
    if (this.on.value) return;
    const { hearing, speaking } = this.#parts;
    this.#listened = hearing.handsFree.value;
    this.on.value = true;
    this.#tell();
    speaking.voice.pause();
    if (hearing.listens) hearing.stop();
  }

  /** The tutor goes on where it stopped, and a learner who talked hands-free is heard again. */
  goOn(): void {
    if (!this.on.value) return;
    const listened = this.#listened;
    this.over();
    if (listened) this.#parts.hearing.start();
  }

  /** Something else is asked, or everything is stopped. */
  over(): void {
    if (!this.on.value) return;
    this.on.value = false;
    this.#tell();
    if (!this.#parts.silenced()) this.#parts.speaking.voice.resume();
  }

  close(): void {
    this.#forget();
  }

  #tell(): void {
    this.#parts.live.send({ type: 'set', onHold: this.on.peek() });
  }
}

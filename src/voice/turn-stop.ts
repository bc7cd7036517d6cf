import type { StopReason } from './session.ts';

/** The reason that a turn's signal is aborted with. */
export class TurnStop extends Error {
  override readonly name = 'TurnStop';
  #reason: StopReason;

  constructor(reason: StopReason) {
    super(`turn stopped: ${reason.kind}`);
    this.#reason = reason;
  }

  get reason(): StopReason {
    return this.#reason;
  }

  /** It is known now how much was heard: that counts where nobody had said so, else only what is less. */
  correct(heardChars: number): void {
    if (this.#reason.kind !== 'interrupted') return;
    this.#reason = { kind: 'interrupted', heardChars: Math.min(heardChars, this.#reason.heardChars ?? heardChars) };
  }
}

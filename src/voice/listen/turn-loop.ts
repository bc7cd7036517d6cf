import type { Clock } from '../../ports/clock.ts';
import { wakeAt } from './settle.ts';
import { SILENT_LINE, type TurnEffect, type TurnEvent, type TurnRules, type TurnState } from './turn-state.ts';
import { step } from './turn-taking.ts';
import { WakeTimer } from './wake-timer.ts';

export interface TurnLoopOptions {
  clock: Clock;
  /** How this learner pauses, as far as it is known. */
  habit: TurnState['habit'] | undefined;
  rules: () => TurnRules;
  learned: (habit: TurnState['habit']) => void;
  /** Carries out what was decided. */
  perform: (effect: TurnEffect) => void;
  /** Nothing more happens for now. */
  onRest: () => void;
}

/** The state of one line's turns, moved on by what happens and by time. */
export class TurnLoop {
  readonly #options: TurnLoopOptions;
  readonly #timer: WakeTimer;
  readonly #happened: TurnEvent[] = [];
  #state: TurnState;
  #busy = false;

  constructor(options: TurnLoopOptions) {
    this.#options = options;
    this.#state = { ...SILENT_LINE, habit: options.habit ?? SILENT_LINE.habit };
    this.#timer = new WakeTimer(options.clock, () => this.apply({ type: 'woken', at: this.time() }));
  }

  get state(): TurnState {
    return this.#state;
  }

  /** Whether something is being carried out. */
  get busy(): boolean {
    return this.#busy;
  }

  /** ms since the epoch, and never less than before. */
  time(): number {
    return this.#timer.time();
  }

  /** What happens while something is being told is taken after it, so that everything is told in order. */
  apply(event: TurnEvent): void {
    const { rules, learned, perform, onRest } = this.#options;
    this.#happened.push(event);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#happened.shift(); next; next = this.#happened.shift()) {
      const { state, effects } = step(this.#state, next, rules());
      if (state.habit !== this.#state.habit) learned(state.habit);
      this.#state = state;
      for (const effect of effects) perform(effect);
    }
    this.#busy = false;
    this.#timer.set(wakeAt(this.#state, rules()));
    onRest();
  }
}

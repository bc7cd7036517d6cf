import { invalid, unavailable } from '../../errors.ts';
import type { VoiceActivityDetector } from '../../ports/voice-activity.ts';
import { isQuiet } from '../../sound/quiet.ts';
import { freshState, type Stretch, WINDOW } from './batch.ts';

/** What a line has brought; its state is kept when it was heard. */
export interface Waiting extends Stretch {
  /** @param probabilities one for each window */
  heard(probabilities: number[]): void;
  failed(error: unknown): void;
}

/** Windows that may wait on one line: 2 s of sound. Whoever is further behind has lost touch with the line. */
const LINE_QUEUE = 62;
/** After so many quiet windows in a row, 512 ms, the model is no longer asked: what it remembers has settled on silence. */
const SETTLED = 16;
/** Quiet windows that the model hears all the same before the first that is not, 256 ms: it tells a voice by how it begins. */
const LEAD_IN = 8;

/** A window that somebody waits to be told of. */
interface Asked {
  samples: Int16Array;
  resolve(probability: number): void;
  reject(error: unknown): void;
}

/** A window to be heard; nobody waits for those that lead in. */
interface Step {
  samples: Int16Array;
  asked?: Asked;
}

/**
 * One line: its windows run one after the other, since each needs what was remembered of the one before, and all that wait
 * run in one go. While it is quiet, as a call is for most of its time, they don't run at all.
 */
export class Line implements VoiceActivityDetector {
  readonly #run: (stretch: Waiting) => void;
  readonly #state = freshState();
  /** Quiet windows in a row, and the last of those that the model has not heard. */
  #quiet = 0;
  #unheard: Int16Array[] = [];
  /** What is asked and not begun, in order. */
  readonly #asked: (Asked | 'reset')[] = [];
  /** Windows that are being heard and somebody waits for. */
  #hearing = 0;

  constructor(run: (stretch: Waiting) => void) {
    this.#run = run;
  }

  probability(samples: Int16Array): Promise<number> {
    return new Promise((resolve, reject) => {
      if (samples.length !== WINDOW) throw invalid('voice_activity_window', `A window has ${WINDOW} samples.`);
      if (this.#hearing + this.#asked.length >= LINE_QUEUE) {
        throw unavailable('voice_activity_late', 'Sound comes faster than it can be listened to.');
      }
      // A copy: the caller may fill its buffer again.
      this.#asked.push({ samples: samples.slice(), resolve, reject });
      this.#next();
    });
  }

  reset(): void {
    this.#asked.push('reset');
    this.#next();
  }

  #next(): void {
    while (this.#hearing === 0) {
      const [asked] = this.#asked;
      if (!asked) return;
      if (asked === 'reset') this.#forget();
      else this.#hear(this.#takeSteps());
    }
  }

  #forget(): void {
    this.#asked.shift();
    this.#state.context.fill(0);
    this.#state.memory.fill(0);
    this.#quiet = 0;
    this.#unheard = [];
  }

  /** What is to be heard before anything else: up to where the line is settled, or is to forget. */
  #takeSteps(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      const [asked] = this.#asked;
      if (!asked || asked === 'reset') return steps;
      const { samples } = asked;
      const quiet = isQuiet(samples) ? this.#quiet + 1 : 0;
      // It is told in its turn, after those before it.
      if (quiet > SETTLED && steps.length > 0) return steps;
      this.#asked.shift();
      this.#quiet = quiet;
      this.#unheard.push(samples);
      if (quiet > SETTLED) {
        if (this.#unheard.length > LEAD_IN) this.#unheard.shift();
        asked.resolve(0);
      } else {
        const leadIn = this.#unheard.splice(0).slice(0, -1);
        steps.push(...leadIn.map((unheard) => ({ samples: unheard })), { samples, asked });
      }
    }
  }

  #hear(steps: readonly Step[]): void {
    if (steps.length === 0) return;
    this.#hearing = steps.filter(({ asked }) => asked).length;
    const done = (tell: (asked: Asked, at: number) => void) => {
      this.#hearing = 0;
      for (const [at, { asked }] of steps.entries()) if (asked) tell(asked, at);
      this.#next();
    };
    this.#run({
      state: this.#state,
      windows: steps.map(({ samples }) => samples),
      heard: (probabilities) => done(({ resolve }, at) => resolve(probabilities[at] ?? 0)),
      failed: (error) => done(({ reject }) => reject(error)),
    });
  }
}

import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { type AppError, toAppError } from '../errors.ts';

/** How long a service is left alone before one request may try it, ms. */
const PAUSE_MS = 15_000;
/** What one request alone is to blame for says nothing about the service. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['model_bad_request', 'stt_bad_audio', 'tts_bad_text']);

const STATES = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
} as const satisfies Record<CircuitState, string>;

/** Ends a guarded stream that says nothing about the service: it was not wanted any more. */
const UNDECIDED = new Error('undecided');

export interface CircuitOptions {
  /** Failures in a row after which the service is left alone. */
  failures: number;
  /** Whether a stream that has begun well may still fail, and counts only as a whole. */
  mayBreakOff: boolean;
  /** What requests are refused with while the service is left alone. */
  paused: (cause?: unknown) => AppError;
  onChange: (state: (typeof STATES)[CircuitState]) => void;
}

/** Whether an error is the service's fault and not that of what it was given. */
export function isOutage(error: unknown): boolean {
  return error !== UNDECIDED && !OWN_FAULTS.has(toAppError(error).code);
}

/** Leaves a service alone while it fails. After a pause one request tries it; meanwhile the others are still refused. */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #policy;

  constructor(options: CircuitOptions) {
    this.#options = options;
    const breaker = new ConsecutiveBreaker(options.failures);
    this.#policy = circuitBreaker(handleWhen(isOutage), { breaker, halfOpenAfter: PAUSE_MS });
    this.#policy.onStateChange((state) => options.onChange(STATES[state]));
  }

  get closed(): boolean {
    return this.#policy.state === CircuitState.Closed;
  }

  /** Passes a stream on; throws what `paused` makes, with no request made, while the service is left alone. */
  async *guard<T>(run: () => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
    // Waiting for another's trial would cost the learner what the circuit is there to save.
    if (this.#policy.state === CircuitState.HalfOpen) throw this.#options.paused();
    const outcome = Promise.withResolvers<void>();
    const refused = this.#begin(outcome.promise);
    if (refused) await refused;
    const isTrial = !this.closed;
    // Nobody wanted to hear more: a trial without a sign of life has shown nothing, so the service stays left alone.
    const undecided = () => outcome.reject(isTrial ? this.#options.paused() : UNDECIDED);
    let begun = false;
    try {
      for await (const item of run()) {
        // A trial is over with the first sign of life, so that nobody has to wait for its end.
        if (!begun && (isTrial || !this.#options.mayBreakOff)) outcome.resolve();
        begun = true;
        yield item;
      }
      outcome.resolve();
    } catch (error) {
      if (signal.aborted) undecided();
      outcome.reject(error);
      throw error;
    } finally {
      // Where it was left early; otherwise this comes too late to say anything.
      undecided();
    }
  }

  /** @returns undefined where it has begun in this very go, as it does while the circuit is closed; else what rejects if it may not */
  #begin(outcome: Promise<void>): Promise<void> | undefined {
    const begun = Promise.withResolvers<void>();
    let hasBegun = false;
    const watched = this.#policy.execute(() => {
      hasBegun = true;
      begun.resolve();
      return outcome;
    });
    // The policy's copy of the outcome is of no use once it has begun; a refusal comes before that.
    if (hasBegun) watched.catch((error: unknown) => error);
    return hasBegun ? undefined : this.#unlessRefused(begun.promise, watched);
  }

  async #unlessRefused(begun: Promise<void>, watched: Promise<void>): Promise<void> {
    try {
      await Promise.race([begun, watched]);
      watched.catch((error: unknown) => error);
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#options.paused(error) : error;
    }
  }
}

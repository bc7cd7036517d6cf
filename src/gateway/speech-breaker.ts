import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { type AppError, toAppError } from '../errors.ts';
import type { SpeechBreakerState, SpeechEvents } from '../events/speech.ts';
import { type SpeechSide, speechError } from '../speech-errors.ts';

/** Failures in a row before a service is left alone: two, because every one of them is a pause in a talk. */
const FAILURES = 2;
/** How long it is left alone before one utterance or sentence may try it. */
const PAUSE_MS = 15_000;
/** What one recording or text alone is to blame for says nothing about the service. */
const OWN_FAULTS: ReadonlySet<string> = new Set(['stt_bad_audio', 'tts_bad_text']);

const STATES: Record<CircuitState, SpeechBreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/** Ends a guarded stream that says nothing about the service: it was not wanted any more. */
const UNDECIDED = new Error('undecided');

/** Whether an error is the service's fault and not that of what it was given. */
export function isOutage(error: unknown): boolean {
  return error !== UNDECIDED && !OWN_FAULTS.has(toAppError(error).code);
}

/** Leaves a speech service alone while it fails. A stream counts as a whole: it may fail in its middle too. */
export class SpeechBreaker {
  readonly #side: SpeechSide;
  readonly #policy = circuitBreaker(handleWhen(isOutage), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: PAUSE_MS,
  });

  constructor(side: SpeechSide, service: string, events: SpeechEvents) {
    this.#side = side;
    this.#policy.onStateChange((state) => events.breakerChanged(side, service, STATES[state]));
  }

  get closed(): boolean {
    return this.#policy.state === CircuitState.Closed;
  }

  /** Passes a stream on; throws `…_unreachable` with no request made while the service is left alone. */
  async *guard<T>(run: () => AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
    // Waiting for another's trial would cost the learner what the breaker is there to save.
    if (this.#policy.state === CircuitState.HalfOpen) throw this.#paused();
    const outcome = await this.#begin();
    let heard = false;
    try {
      for await (const item of run()) {
        // A trial is over with the first sign of life, so that nobody has to wait for its end.
        if (!heard && !this.closed) outcome.resolve();
        heard = true;
        yield item;
      }
      outcome.resolve();
    } catch (error) {
      outcome.reject(signal.aborted ? this.#undecided() : error);
      throw error;
    } finally {
      // Where it was left early; otherwise this comes too late to say anything.
      outcome.reject(this.#undecided());
    }
  }

  /** Nobody wanted to hear more. A trial without a sign of life has shown nothing, so the service stays left alone. */
  #undecided(): Error {
    return this.closed ? UNDECIDED : this.#paused();
  }

  async #begin() {
    const outcome = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const watched = this.#policy.execute(() => {
      begun.resolve();
      return outcome.promise;
    });
    try {
      // The policy's copy of the outcome is of no use once it has begun; a refusal comes before that.
      await Promise.race([begun.promise, watched]);
      watched.catch((error: unknown) => error);
      return outcome;
    } catch (error) {
      throw isBrokenCircuitError(error) ? this.#paused(error) : error;
    }
  }

  #paused(cause?: unknown): AppError {
    return speechError(this.#side, 'unreachable', { cause });
  }
}

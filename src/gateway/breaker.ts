import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel';
import { AppError, unavailable } from '../errors.ts';
import type { BreakerState, ModelEvents } from '../events/model.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { ServiceBoard } from '../service-board.ts';
import { begin, follow } from './begin.ts';

/** Failed requests in a row, each already retried, before the model is left alone. */
const FAILURES = 3;
/** How long it is left alone before one request may try it. */
const PAUSE_MS = 15_000;
/** What one request alone is to blame for says nothing about the model. */
const OWN_FAULT = 'model_bad_request';

const STATES: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
};

/**
 * Stops asking a model that does not answer: `model_unavailable` at once instead of another wait. After a pause one request
 * tries it; meanwhile the others are still refused.
 * @param board where `model` is reported; left out for a model that is only a fallback.
 */
export function breaking(model: LanguageModel, events: ModelEvents, board?: ServiceBoard): LanguageModel {
  const policy = circuitBreaker(handleWhen(isOutage), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: PAUSE_MS,
  });
  policy.onStateChange((state) => events.breakerChanged(model.id, STATES[state]));
  policy.onBreak(() => board?.report('model', 'degraded', 'The language model is not answering.'));

  return {
    id: model.id,
    async *stream(request, signal) {
      // Waiting for another request's trial would cost the learner what the breaker is there to save.
      if (policy.state === CircuitState.HalfOpen) throw paused();
      try {
        const answer = await policy.execute(() => begin(model, request, signal));
        board?.report('model', 'ok');
        yield* follow(answer);
      } catch (error) {
        if (isBrokenCircuitError(error)) throw paused(error);
        if (error instanceof AppError && error.code === 'model_refused_key') {
          board?.report('model', 'degraded', error.message);
        }
        throw error;
      }
    },
  };
}

function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code !== OWN_FAULT;
}

function paused(cause?: unknown): AppError {
  return unavailable('model_unavailable', 'The language model is not answering; it will be tried again soon.', cause);
}

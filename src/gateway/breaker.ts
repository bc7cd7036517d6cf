import { AppError, unavailable } from '../errors.ts';
import type { ModelEvents } from '../events/model.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { ServiceBoard } from '../service-board.ts';
import { Circuit } from './circuit.ts';

/** Failed requests in a row, each already retried, before the model is left alone. */
const FAILURES = 3;

/**
 * Stops asking a model that does not answer: `model_unavailable` at once instead of another wait.
 * @param board where `model` is reported; left out for a model that is only a fallback.
 */
export function breaking(model: LanguageModel, events: ModelEvents, board?: ServiceBoard): LanguageModel {
  const circuit = new Circuit({
    failures: FAILURES,
    mayBreakOff: false,
    paused: (cause) =>
      unavailable('model_unavailable', 'The language model is not answering; it will be tried again soon.', cause),
    onChange(state) {
      events.breakerChanged(model.id, state);
      if (state === 'open') board?.report('model', 'degraded', 'The language model is not answering.');
    },
  });

  return {
    id: model.id,
    async *stream(request, signal) {
      let begun = false;
      try {
        for await (const event of circuit.guard(() => model.stream(request, signal), signal)) {
          if (!begun) board?.report('model', 'ok');
          begun = true;
          yield event;
        }
      } catch (error) {
        if (error instanceof AppError && error.code === 'model_refused_key') {
          board?.report('model', 'degraded', error.message);
        }
        throw error;
      }
    },
  };
}

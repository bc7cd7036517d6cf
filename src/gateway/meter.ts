import { toAppError } from '../errors.ts';
import type { ModelEvents } from '../events/model.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';

/** Counts every request to this model, how it ended, and how long its first event took. */
export function metered(model: LanguageModel, events: ModelEvents, clock: Clock): LanguageModel {
  return {
    id: model.id,
    async *stream(request, signal) {
      const askedAt = clock.now();
      let begun = false;
      let outcome: 'complete' | 'stopped' | 'failed' = 'stopped';
      try {
        for await (const event of model.stream(request, signal)) {
          if (!begun) events.firstToken(model.id, clock.now() - askedAt);
          begun = true;
          yield event;
        }
        outcome = 'complete';
      } catch (error) {
        if (!signal.aborted) {
          outcome = 'failed';
          events.failed(model.id, toAppError(error).code, error);
        }
        throw error;
      } finally {
        if (outcome !== 'failed') events.ended(model.id, outcome);
      }
    },
  };
}

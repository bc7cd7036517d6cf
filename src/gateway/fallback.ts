import { AppError } from '../errors.ts';
import type { ModelEvents } from '../events/model.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import { begin, follow } from './begin.ts';

/** Lets a second model answer where the first one fails before its first event, whatever it failed of. */
export function fallingBack(model: LanguageModel, fallback: LanguageModel, events: ModelEvents): LanguageModel {
  return {
    id: model.id,
    async *stream(request, signal) {
      let answer: Awaited<ReturnType<typeof begin>>;
      try {
        answer = await begin(model, request, signal);
      } catch (error) {
        if (!(error instanceof AppError) || signal.aborted) throw error;
        events.fellBack(model.id, fallback.id, error.code);
        answer = await begin(fallback, request, signal);
      }
      yield* follow(answer);
    },
  };
}

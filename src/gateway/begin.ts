import type { ChatRequest, LanguageModel, ModelEvent } from '../ports/language-model.ts';

/** An answer of which the first event is there: from here on it can't be asked again without being heard twice. */
export interface BegunAnswer {
  first: IteratorResult<ModelEvent>;
  rest: AsyncIterator<ModelEvent>;
}

/** Asks, and waits for the first event. Throws what the model throws; `signal`'s reason once it is aborted. */
export async function begin(model: LanguageModel, request: ChatRequest, signal: AbortSignal): Promise<BegunAnswer> {
  signal.throwIfAborted();
  const rest = model.stream(request, signal)[Symbol.asyncIterator]();
  return { first: await rest.next(), rest };
}

/** All of a begun answer; leaving early ends it. */
export async function* follow({ first, rest }: BegunAnswer): AsyncGenerator<ModelEvent> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

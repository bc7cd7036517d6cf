import Anthropic from '@anthropic-ai/sdk';
import type { Stream } from '@anthropic-ai/sdk/streaming';
import { createHttp } from '../../http-fetch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ChatRequest, LanguageModel, ModelEvent } from '../../ports/language-model.ts';
import { toModelError } from './errors.ts';
import { readAnswer } from './model-events.ts';
import { ReadAhead } from './read-ahead.ts';
import { toParams } from './request.ts';
import { ThinkingMemory } from './thinking-memory.ts';
import { type ModelTimeouts, Watchdog } from './watchdog.ts';

export interface AnthropicModelOptions {
  /** e.g. `claude-haiku-5-5`, or whatever a server behind `baseUrl` calls its models. */
  model: string;
  /** Left out for servers that want none. */
  apiKey?: string | undefined;
  /** Another server that speaks the Messages API. */
  baseUrl?: string | undefined;
  clock: Clock;
  timeouts?: Partial<ModelTimeouts>;
}

/** Beyond these a learner believes that nothing will come: measured first tokens are well under a second. */
const TIMEOUTS: ModelTimeouts = { connectMs: 3000, firstTokenMs: 10_000, idleMs: 15_000 };

/**
 * A model behind the Messages API, through the official SDK. Makes one attempt: whether another is worth the learner's
 * time is for the gateway to decide. In `usage`, `inputTokens` are those not read from the cache.
 */
export function createAnthropicModel(options: AnthropicModelOptions): LanguageModel {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const thoughts = new ThinkingMemory();
  const http = createHttp({ clock: options.clock, ms: timeouts.connectMs });
  const client = new Anthropic({
    // Without a key of its own the SDK would go looking for one in the environment and on disk.
    apiKey: options.apiKey ?? 'none',
    ...(options.apiKey === undefined ? { defaultHeaders: { Authorization: null } } : {}),
    ...(options.baseUrl === undefined ? {} : { baseURL: options.baseUrl }),
    fetch: http.fetch,
    maxRetries: 0,
    // The SDK would log what it could not parse, which is what learners hear.
    logLevel: 'off',
  });

  async function* stream(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const watchdog = new Watchdog(options.clock, timeouts, signal);
    try {
      const params = toParams(options.model, request, thoughts);
      const events = await client.messages.create(params, { signal: watchdog.signal });
      yield* whileRead(events, watchdog, request);
    } catch (error) {
      throw watchdog.signal.aborted ? watchdog.signal.reason : toModelError(error);
    } finally {
      watchdog.end();
    }
  }

  /** Leaving before the end ends the request. */
  async function* whileRead(
    events: Stream<Anthropic.RawMessageStreamEvent>,
    watchdog: Watchdog,
    { onPrompt }: ChatRequest,
  ) {
    const said = new ReadAhead();
    const onEvent = (isContent: boolean) => watchdog.heard(isContent);
    void readAnswer(events, said, { thoughts, onPrompt, onEvent }).then(() => watchdog.end());
    try {
      yield* said;
    } finally {
      if (!said.over) events.controller.abort();
    }
  }

  return { id: options.model, stream, warm: () => http.warm(client.baseURL) };
}

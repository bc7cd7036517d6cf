import { DelegateBackoff, handleWhen, type IRetryBackoffContext, retry } from 'cockatiel';
import { AppError } from '../errors.ts';
import type { ModelEvents } from '../events/model.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import { begin, follow } from './begin.ts';

/** Attempts after the first. Two: a third wait would be longer than a learner's patience for a first word. */
const RETRIES = 2;
/** Milliseconds before the first retry; doubled for the next. */
const BASE_MS = 100;
/** Seconds: a model that asks for a longer pause is given up at once, so that a fallback can answer. */
const LONGEST_PAUSE_S = 1;
/** Failures that are over in a moment. A timeout is not one of them: it has cost the learner ten seconds already. */
const PASSING = new Set(['model_overloaded', 'model_unreachable', 'model_cut_off', 'model_rate_limited']);

/** Asks again when the model fails before its first event; never after it, or words would be said twice. */
export function retrying(model: LanguageModel, events: ModelEvents, random = Math.random): LanguageModel {
  const policy = retry(handleWhen(isPassing), {
    maxAttempts: RETRIES,
    backoff: new DelegateBackoff((context: IRetryBackoffContext<unknown>) => delayOf(context, random)),
  });
  policy.onRetry((failure) => {
    const error = 'error' in failure ? failure.error : undefined;
    events.retried(model.id, error instanceof AppError ? error.code : 'unknown', failure.delay);
  });
  return {
    id: model.id,
    async *stream(request, signal) {
      const beginning = policy.execute(() => begin(model, request, signal), signal);
      yield* follow(await orAborted(beginning, signal));
    },
  };
}

function isPassing(error: unknown): boolean {
  return error instanceof AppError && PASSING.has(error.code) && (error.retryAfter ?? 0) <= LONGEST_PAUSE_S;
}

/** Doubling and spread out, so that many turns that failed together do not come back together; never before asked for. */
function delayOf({ attempt, result }: IRetryBackoffContext<unknown>, random: () => number): number {
  const asked = 'error' in result && result.error instanceof AppError ? (result.error.retryAfter ?? 0) * 1000 : 0;
  return Math.max(asked, BASE_MS * 2 ** (attempt - 1) * (0.5 + random()));
}

/** The pause between attempts can't be aborted, so whoever waits for it is let go instead. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

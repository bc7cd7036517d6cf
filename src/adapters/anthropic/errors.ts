import Anthropic from '@anthropic-ai/sdk';
import { AppError, toAppError, unavailable } from '../../errors.ts';

const OVERLOADED = 'The language model is overloaded right now.';
const LIMITED = 'The language model is answering too many requests right now.';

/** Any error of the SDK, or of the connection under it, as one of the port's. */
export function toModelError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof Anthropic.APIConnectionError) {
    return unavailable('model_unreachable', 'The language model can’t be reached.', error);
  }
  if (error instanceof Anthropic.APIError) return ofStatus(error) ?? ofType(error) ?? cutOff(error);
  // What breaks while the body is read. A parser's message repeats what it read, which is what a learner hears: not kept.
  if (error instanceof SyntaxError) return cutOff(new Error('an event of the stream was not JSON'));
  if (error instanceof Error) return cutOff(error);
  return toAppError(error);
}

/** The stream ended before the answer was complete. */
export function cutOff(cause?: unknown): AppError {
  return unavailable('model_cut_off', 'The language model’s answer was cut off.', cause);
}

function ofStatus(error: InstanceType<typeof Anthropic.APIError>): AppError | undefined {
  const { status } = error;
  if (status === undefined) return undefined;
  if (status === 429) return rateLimited(error);
  if (status === 408) return unavailable('model_timeout', 'The language model took too long.', error);
  if (status >= 500) return unavailable('model_overloaded', OVERLOADED, error);
  if (status === 401 || status === 402 || status === 403) {
    const message = 'The language model refused our key.';
    return new AppError({ code: 'model_refused_key', status: 502, message, cause: error });
  }
  const message = 'The language model did not take the request.';
  return new AppError({ code: 'model_bad_request', status: 502, message, cause: error });
}

/** An `error` event in the middle of a stream has a type and no status. */
function ofType(error: InstanceType<typeof Anthropic.APIError>): AppError | undefined {
  if (error.type === 'rate_limit_error') return rateLimited(error);
  if (error.type === 'timeout_error') return unavailable('model_timeout', 'The language model took too long.', error);
  if (error.type === 'overloaded_error' || error.type === 'api_error') {
    return unavailable('model_overloaded', OVERLOADED, error);
  }
  return undefined;
}

function rateLimited(error: InstanceType<typeof Anthropic.APIError>): AppError {
  const seconds = Number(error.headers?.get('retry-after'));
  return new AppError({
    code: 'model_rate_limited',
    status: 429,
    message: LIMITED,
    retryable: true,
    ...(seconds > 0 ? { retryAfter: seconds } : {}),
    cause: error,
  });
}

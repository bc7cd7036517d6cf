import { AppError } from '../errors.ts';

/** @param resetMs ms until another attempt is looked at. */
export function tooManyAttempts(resetMs: number): AppError {
  return new AppError({
    code: 'too_many_attempts',
    status: 429,
    message: 'Too many attempts; wait a while, then try again.',
    retryable: true,
    retryAfter: Math.max(1, Math.ceil(resetMs / 1000)),
  });
}

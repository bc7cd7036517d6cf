/** What went wrong, in words that a client may see and in fields that a program can act on. */
export interface AppErrorOptions {
  /** Machine-readable, snake_case, stable across versions: `document_too_large`. */
  code: string;
  /** HTTP status that the REST door answers with. */
  status: number;
  /** For people: one sentence, no internals. */
  message: string;
  /** Whether the same request may succeed later without change. */
  retryable?: boolean;
  /** Seconds to wait before trying again, where known. */
  retryAfter?: number;
  cause?: unknown;
}

/** The one error type that core and adapters throw on purpose; anything else is a defect and becomes a 500. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;

  constructor(options: AppErrorOptions) {
    super(options.message, { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.retryable = options.retryable ?? false;
    this.retryAfter = options.retryAfter;
  }
}

/** 404 for a thing that is not there, or is not this learner's: the two look the same from outside. */
export function notFound(what: string): AppError {
  return new AppError({ code: 'not_found', status: 404, message: `There is no such ${what}.` });
}

/** 422 for input that is well-formed but cannot be taken. */
export function invalid(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, status: 422, message, cause });
}

/** 503 for a part that is down or slow right now. */
export function unavailable(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, status: 503, message, retryable: true, cause });
}

/** Any thrown value as an AppError; what nobody foresaw becomes `internal`, its cause kept for the log. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError({
    code: 'internal',
    status: 500,
    message: 'Something went wrong on our side.',
    retryable: true,
    cause: error,
  });
}

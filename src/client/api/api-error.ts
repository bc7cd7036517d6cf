/** The server refused a request; `message` is its problem document's detail, for people. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly requestId: string | undefined;
  /** Seconds that the server asked to wait. */
  readonly retryAfter: number | undefined;

  constructor(options: { code: string; status: number; message: string; requestId?: string; retryAfter?: number }) {
    super(options.message);
    this.code = options.code;
    this.status = options.status;
    this.requestId = options.requestId;
    this.retryAfter = options.retryAfter;
  }

  /** Whether the same request may succeed later without change. */
  get retryable(): boolean {
    return this.status === 429 || this.status >= 500 || this.retryAfter !== undefined;
  }
}

/** The server could not be reached at all. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';

  constructor(cause?: unknown) {
    super('The tutor can’t be reached right now. Check your connection.', { cause });
  }
}

/** What to tell a person about any thrown value. */
export function describeError(error: unknown): string {
  if (error instanceof ApiError || error instanceof OfflineError) return error.message;
  return 'Something went wrong in the app. Try again.';
}

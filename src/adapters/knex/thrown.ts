import { AppError, type AppErrorOptions } from '../../errors.ts';

/** What a store threw, as it goes from one thread to another: an Error alone arrives without its fields. */
export type Thrown = { known: Omit<AppErrorOptions, 'cause'>; cause: unknown } | { defect: unknown };

export function toThrown(error: unknown): Thrown {
  if (!(error instanceof AppError)) return { defect: asError(error) };
  const { code, status, message, retryable, retryAfter } = error;
  return {
    known: { code, status, message, retryable, ...(retryAfter !== undefined && { retryAfter }) },
    cause: asError(error.cause),
  };
}

/** The same error, to be thrown here. */
export function fromThrown(thrown: Thrown): unknown {
  return 'known' in thrown ? new AppError({ ...thrown.known, cause: thrown.cause }) : thrown.defect;
}

/** With what every Error has, its code in front of its message: fields of its own, and what it holds, stay where they are. */
function asError(error: unknown): unknown {
  if (!(error instanceof Error)) return error === undefined ? undefined : new Error(String(error));
  const message = 'code' in error && typeof error.code === 'string' ? `${error.code}: ${error.message}` : error.message;
  return Object.assign(new Error(message), { name: error.name, stack: error.stack });
}

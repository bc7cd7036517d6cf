import { AppError } from '../errors.ts';

/** Who closes the page in the middle of a file has done nothing wrong. */
export function ignoreGoneReader(error: unknown): void {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ERR_STREAM_PREMATURE_CLOSE') return;
  throw error instanceof AppError ? error : new Error('the file could not be sent', { cause: error });
}

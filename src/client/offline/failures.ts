import { signal } from '@preact/signals';
import { ApiError, describeError, OfflineError } from '../api/api-error.ts';

/** The last thing that failed where no screen waited for it, for people. */
export const lastFailure = signal<string | undefined>(undefined);

/** Says what went wrong where no screen waited for it. @param text for people */
export function tellFailure(text: string): void {
  lastFailure.value = text;
}

/** Tells about a failure in the background; being offline, or signed out, shows in its own place already. */
export function noteFailure(error: unknown): void {
  if (error instanceof OfflineError || (error instanceof ApiError && error.status === 401)) return;
  tellFailure(describeError(error));
}

import type { JSX } from 'preact';
import { lastFailure } from '../offline/failures.ts';
import { CloseIcon } from './icons.tsx';

/** What failed in the background, until it is put away. */
export function FailureNote(): JSX.Element {
  return (
    <div role="alert" class="failure-note-place">
      {lastFailure.value === undefined ? null : (
        <div class="note problem">
          <p>{lastFailure.value}</p>
          <button
            type="button"
            class="icon-button"
            aria-label="Dismiss"
            onClick={() => {
              lastFailure.value = undefined;
            }}
          >
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}

import type { JSX } from 'preact';
import { online } from '../offline/connectivity.ts';

export function ConnectionBadge(): JSX.Element {
  return (
    <div role="status" class="connection-badge-place">
      {online.value ? null : (
        <p class="badge offline">Offline — you can read what you have seen, and questions wait here.</p>
      )}
    </div>
  );
}

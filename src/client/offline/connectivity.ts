import { signal } from '@preact/signals';

/** What the browser believes; a server out of reach shows elsewhere. */
export const online = signal(navigator.onLine);

const returned = new Set<() => void>();
const lost = new Set<() => void>();

function call(listeners: Set<() => void>): void {
  for (const listener of listeners) listener();
}

/** Calls back when the network, or the learner, is back. @returns the function that ends it */
export function onReturn(listener: () => void): () => void {
  returned.add(listener);
  return () => returned.delete(listener);
}

/** Calls back when the network is known to be gone. @returns the function that ends it */
export function onLost(listener: () => void): () => void {
  lost.add(listener);
  return () => lost.delete(listener);
}

/** Watches the network and the page's visibility; called once. */
export function watchConnectivity(): void {
  window.addEventListener('online', () => {
    online.value = true;
    call(returned);
  });
  window.addEventListener('offline', () => {
    online.value = false;
    call(lost);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') call(returned);
  });
}

import { signal } from '@preact/signals';
import { noteFailure } from './failures.ts';

/** A new version that waits for a quiet moment. */
const waiting = signal<ServiceWorker | undefined>(undefined);
const busy = new Set<object>();

/** Asks again for a new version this often in a page that stays open, ms. */
const CHECK_MS = 60 * 60_000;

/** Marks the app as busy, e.g. in a talk: no update meanwhile. @returns the function that ends it */
export function holdUpdates(): () => void {
  const mark = {};
  busy.add(mark);
  return () => {
    busy.delete(mark);
  };
}

/** Lets a waiting version take over, unless something is going on. The page then loads itself again. */
function takeOverWhenIdle(): void {
  if (waiting.value && busy.size === 0 && document.visibilityState === 'hidden') waiting.value.postMessage('take-over');
}

function watch(registration: ServiceWorkerRegistration): void {
  const noticeWaiting = () => {
    if (registration.waiting && navigator.serviceWorker.controller) waiting.value = registration.waiting;
  };
  noticeWaiting();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', noticeWaiting);
  });
  setInterval(() => void registration.update().catch(noteOnlineFailure), CHECK_MS);
}

/** Not finding the server while offline is no news. */
function noteOnlineFailure(error: unknown): void {
  if (navigator.onLine) noteFailure(error);
}

/** Installs the service worker, and new versions of it when nobody looks. */
export function registerServiceWorker(): void {
  // A release that takes the worker away must not bring it back.
  if (!('serviceWorker' in navigator) || import.meta.env.DEV || __RETIRE_SERVICE_WORKER__) return;
  // The very first worker takes a page that is current anyway.
  let controlled = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    if (controlled) location.reload();
    controlled = true;
  });
  document.addEventListener('visibilitychange', takeOverWhenIdle);
  navigator.serviceWorker.register('/service-worker.js').then(watch, noteOnlineFailure);
}

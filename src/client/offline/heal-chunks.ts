const KEY = 'reloaded-for-chunk';
/** A second failure within this time is no old release, so reloading again would not help, ms. */
const ONCE_PER_MS = 60_000;

/** A part of an old release may be gone from the server: loading the page again brings the new one. */
export function healFailedChunks(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    if (!navigator.onLine || Date.now() - last < ONCE_PER_MS) return;
    sessionStorage.setItem(KEY, String(Date.now()));
    event.preventDefault();
    location.reload();
  });
}

/// <reference lib="webworker" />
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CacheFirst } from 'workbox-strategies';
import { SHARE_PATH } from './share/shared-contents.ts';
import { takeShare } from './share/take-share.ts';

declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: (string | { url: string; revision: string | null })[];
};

/** Paths that belong to the server: never answered from a cache, never with the app's shell. */
const serverPaths = /^\/(api|twilio|docs|openapi\.json|health|metrics|admin)(\/|$|\?)/;

/** Hands every page back to the network: for taking a broken release off devices that can't be reached otherwise. */
async function retire(): Promise<void> {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
  for (const client of await self.clients.matchAll({ type: 'window' })) await client.navigate(client.url);
}

/** What hands-free talking needs: its code, the model that knows a voice, and what runs it; 17 MB, and a release's own. */
const handsFree = /^\/assets\/(hands-free-|silero_|ort-wasm)/;
const HANDS_FREE_FILES = 3;

/** What draws PDFs: 2 MB, and for few of them fonts, character maps and decoders. */
const pdfPages = /^\/assets\/(pdf-reader-|pdf\.worker|pdfjs-)/;
const PDF_FILES = 40;

/** Lets go of what has been in a cache for longest. */
async function keepNewest(cacheName: string, count: number): Promise<void> {
  const cache = await caches.open(cacheName);
  const kept = await cache.keys();
  for (const old of kept.slice(0, Math.max(0, kept.length - count))) await cache.delete(old);
}

function serveShell(): void {
  cleanupOutdatedCaches();
  precacheAndRoute(self.__WB_MANIFEST);
  registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [serverPaths] }));
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && url.pathname === SHARE_PATH,
    ({ request }) => takeShare(request),
    'POST',
  );
  // Kept when it was used, and no longer than it takes another release's place.
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && handsFree.test(url.pathname),
    new CacheFirst({
      cacheName: 'hands-free',
      plugins: [{ cacheDidUpdate: ({ cacheName }) => keepNewest(cacheName, HANDS_FREE_FILES) }],
    }),
  );
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && pdfPages.test(url.pathname),
    new CacheFirst({
      cacheName: 'pdf-pages',
      plugins: [{ cacheDidUpdate: ({ cacheName }) => keepNewest(cacheName, PDF_FILES) }],
    }),
  );
  // Whatever is hashed and was not precached never changes under its name.
  registerRoute(
    ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
    new CacheFirst({ cacheName: 'lazy-chunks' }),
  );
}

if (__RETIRE_SERVICE_WORKER__) {
  self.addEventListener('install', (event) => event.waitUntil(self.skipWaiting()));
  self.addEventListener('activate', (event) => event.waitUntil(retire()));
} else {
  serveShell();
}

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') event.waitUntil(self.skipWaiting());
  if (event.data === 'retire') event.waitUntil(retire());
});

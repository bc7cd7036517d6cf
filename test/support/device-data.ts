import type { Page } from 'playwright-core';

/** Counts what the app keeps on the device, inside the page. */
const count = `(async () => {
  const settled = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const database = await settled(indexedDB.open('learning-voice-agent'));
  const names = [...database.objectStoreNames];
  const counts = await Promise.all(names.map((name) => settled(database.transaction(name).objectStore(name).count())));
  return { rows: Object.fromEntries(names.map((name, at) => [name, counts[at]])), localKeys: Object.keys(localStorage) };
})()`;

/** @returns how many rows each store of the app has on the device, and the keys of its local storage */
export function deviceData(page: Page): Promise<{ rows: Record<string, number>; localKeys: string[] }> {
  return page.evaluate(count);
}

/** Resolves when the service worker runs, so that the app can be opened offline. */
export async function offlineReady(page: Page): Promise<void> {
  await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
}

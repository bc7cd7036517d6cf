import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { DocumentList } from '../src/protocol/rest/documents.ts';
import { type App, ask, startApp } from '../test/support/app.ts';
import { keepPicture, launchBrowser, phone } from '../test/support/browser.ts';
import { signUp } from '../test/support/server-process.ts';

/**
 * Measures what a phone of the middle class sees: `node load/first-paint.ts [documents]`. The built client from the real server,
 * in Chromium with a processor four times slower and a line of 1.6 Mbit/s with 150 ms. Printed are the largest contentful
 * paint of the first visit to a page, with an empty cache and no service worker, and the slowest interaction on it (the
 * event-timing API, as for INP). Pictures of the library are kept under `artifacts/`.
 */
const DOCUMENTS = Number(process.argv[2] ?? 500);
const LINE = { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 93_750 };
const SLOWDOWN = 4;
const AT_ONCE = 50;
const EMAIL = 'ada@example.org';

const OBSERVE = `
  window.paints = []; window.waits = [];
  new PerformanceObserver((list) => window.paints.push(...list.getEntries().map((entry) => entry.startTime)))
    .observe({ type: 'largest-contentful-paint', buffered: true });
  new PerformanceObserver((list) => window.waits.push(...list.getEntries().filter((entry) => entry.interactionId).map((entry) => entry.duration)))
    .observe({ type: 'event', buffered: true, durationThreshold: 16 });
`;

/** Puts documents into the library, and waits until all are ready: what is still read keeps the same processor busy. */
async function fill(url: string, token: string): Promise<void> {
  for (let from = 0; from < DOCUMENTS; from += AT_ONCE) {
    const body = new FormData();
    for (let n = from; n < Math.min(DOCUMENTS, from + AT_ONCE); n += 1) {
      body.append(
        'files',
        new Blob([`Chapter ${n} tells of rivers and of what they carry to the sea.`]),
        `Chapter ${n}.txt`,
      );
    }
    const answer = await fetch(`${url}/api/documents`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body,
    });
    if (answer.status !== 201) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  }
  for (let ready = false; !ready; ) {
    await sleep(500);
    const answer = await fetch(`${url}/api/documents?limit=1`, { headers: { authorization: `Bearer ${token}` } });
    const { totals } = DocumentList.parse(await answer.json());
    ready = totals.passages >= DOCUMENTS && totals.embedded >= totals.passages;
  }
}

/** A page as seen for the first time. */
async function open(
  app: App,
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  state: State,
  path: string,
): Promise<Page> {
  const context = await browser.newContext({
    ...phone,
    baseURL: app.url,
    serviceWorkers: 'block',
    ...(state && { storageState: state }),
  });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', LINE);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.addInitScript(OBSERVE);
  await page.goto(path);
  return page;
}

type State = Awaited<ReturnType<ReturnType<Page['context']>['storageState']>> | undefined;

async function print(page: Page, name: string): Promise<void> {
  const [paint, wait] = await page.evaluate<[number, number]>('[Math.max(0, ...paints), Math.max(0, ...waits)]');
  console.log(`| ${name} | ${(paint / 1000).toFixed(2)} s | ${wait === 0 ? '–' : `${wait} ms`} |`);
}

const app = await startApp();
const browser = await launchBrowser();
try {
  const token = await signUp(app.url, EMAIL);
  await fill(app.url, token);

  const door = await open(app, browser, undefined, '/');
  await door.getByLabel('Email').fill(EMAIL);
  await door.getByLabel('Password').pressSequentially('correct horse battery');
  await print(door, 'The first page, signed out; typing');
  await door.getByRole('button', { name: 'Sign in' }).click();
  await door.getByRole('heading', { name: /Ada/ }).waitFor();
  const state = await door.context().storageState();

  const talk = await open(app, browser, state, '/talk?new=1');
  await talk.getByLabel('Your question').pressSequentially('What do rivers carry to the');
  await ask(talk, 'What do rivers carry to the sea?');
  await talk.locator('.message.tutor.complete').waitFor();
  await print(talk, 'The talk page; typing, asking');

  const library = await open(app, browser, state, '/library');
  await library.getByText(`${DOCUMENTS} documents`).waitFor();
  await library.getByLabel('Find by title').pressSequentially('chapter 42');
  await library.getByRole('link', { name: /Chapter 42\b/ }).waitFor();
  await keepPicture(library, 'phone-library-many');
  await library.getByLabel('Find by title').fill('');
  await library.getByRole('button', { name: /Show more/ }).click();
  await print(library, `The library with ${DOCUMENTS} documents; finding by title, showing more`);
} finally {
  await browser.close();
  await app[Symbol.asyncDispose]();
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, signUpInApp, startApp } from '../support/app.ts';
import { collectComplaints, desktop, keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { offlineReady } from '../support/device-data.ts';
import { makeBook } from '../support/pdf.ts';

const LEFT =
  'Squids swim by jets of water. An octopus, they say, is shy and clever; it hides between stones for most of the day.';
const HEARTS =
  'The heart of an octopus is really three hearts: two pump blood through the gills and one through the body.';
const BOOK = [
  {
    left: 'This book tells of squids, jellyfish and octopuses.',
    right: 'It has three pages, of which this is the first.',
  },
  { left: LEFT, right: HEARTS },
  { left: 'Jellyfish have no heart at all.', right: 'Water brings oxygen to every cell, for no cell lies deep.' },
];
const ARTICLE = `<!doctype html><html><head><title>Leaves</title><style>body{display:none}</style></head><body style="margin: 0">
<nav><a href="/menu">Menu of everything</a></nav>
<article><h1>Leaves</h1><p onclick="alert(1)" style="color: red">${'Leaves are the kitchens of plants, and they are busy while the sun shines. '.repeat(6)}</p>
<script>document.title = 'run'</script><img src="https://tracker.example/pixel.png" alt="A yellow leaf">
<p>Chlorophyll is what makes leaves <b>green</b>; in autumn it goes, and <a href="javascript:alert(1)">yellow</a>
<a href="/carotene">carotene</a> is left.</p></article></body></html>`;

/** The originals of what the tutor cites, at the very words. */
describe('originals', () => {
  let app: App;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  const paper = () => page.locator('.pdf-paper');
  const marks = () => page.locator('.pdf-paper mark');

  /** Brings a file and waits until it is read. */
  async function bring(name: string, mimeType: string, buffer: Buffer): Promise<string> {
    const headers = { Origin: app.url };
    const answer = await page.request.post('/api/documents', {
      headers,
      multipart: { files: { name, mimeType, buffer } },
    });
    const { documents } = await answer.json();
    const id = String(documents[0].id);
    await expect.poll(async () => (await (await page.request.get(`/api/documents/${id}`)).json()).status).toBe('ready');
    return id;
  }

  /** Opens a document at these words of its text. */
  async function openAt(id: string, quote: string): Promise<void> {
    const { text } = await (await page.request.get(`/api/documents/${id}/content`)).json();
    const start = String(text).indexOf(quote);
    expect(start).toBeGreaterThanOrEqual(0);
    const place = new URLSearchParams({ start: String(start), end: String(start + quote.length), quote });
    await page.goto('about:blank');
    await page.goto(`/library/${id}#${place}`);
    await page.locator('.document-text mark').first().waitFor();
  }

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    context = await browser.newContext({ ...phone, baseURL: app.url, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await signUpInApp(page, 'ada@example.org');
    complaints = collectComplaints(page);
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  let book = '';
  it('of a PDF open at the page, with the very words marked on it', async () => {
    book = await bring('sea.pdf', 'application/pdf', await makeBook(BOOK));
    await openAt(book, HEARTS);
    await page.getByRole('radio', { name: 'Page 2' }).check();
    await marks().first().waitFor();
    expect((await marks().allTextContents()).join(' ').replaceAll(/\s+/g, ' ')).toBe(HEARTS);
    const [onPaper, marked] = [await paper().boundingBox(), await marks().first().boundingBox()];
    // The right column of the page, below its header.
    expect(marked?.x ?? 0).toBeGreaterThan((onPaper?.x ?? 0) + (onPaper?.width ?? 0) / 2);
    expect(onPaper?.width).toBeLessThanOrEqual(390);
    await keepPicture(page, 'phone-pdf-page');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('are leafed through, and shown larger', async () => {
    await page.getByRole('button', { name: 'Next page' }).click();
    await paper().getByText('Jellyfish have no heart').waitFor();
    expect(await page.getByRole('button', { name: 'Next page' }).isDisabled()).toBe(true);
    expect(await marks().count()).toBe(0);
    await page.getByLabel('Page number').fill('1');
    await page.getByLabel('Page number').press('Enter');
    await paper().getByText('This book tells').waitFor();
    const before = (await paper().boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Larger' }).click();
    await expect.poll(async () => (await paper().boundingBox())?.width).toBeCloseTo(before * 1.5, 0);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    await page.getByRole('button', { name: 'Previous page' }).waitFor();
    expect(await page.getByRole('button', { name: 'Previous page' }).isDisabled()).toBe(true);
  });

  it('say so where the words are not on the page as it is drawn', async () => {
    const other = await browser.newContext({
      ...desktop,
      baseURL: app.url,
      storageState: await context.storageState(),
    });
    const wide = await other.newPage();
    await wide.route(
      (url) => url.pathname === `/api/documents/${book}/content`,
      async (route) => {
        const response = await route.fetch();
        const content = await response.json();
        await route.fulfill({
          response,
          json: { ...content, text: content.text.replace('three hearts', 'eight hearts') },
        });
      },
    );
    const { text } = await (await page.request.get(`/api/documents/${book}/content`)).json();
    const start = String(text).indexOf('The heart');
    await wide.goto(
      `/library/${book}#${new URLSearchParams({ start: `${start}`, end: `${start + HEARTS.length}`, quote: '' })}`,
    );
    await wide.getByRole('radio', { name: 'Page 2' }).check();
    await wide.getByText('The cited words were not found on this page').waitFor();
    await wide.locator('.pdf-paper').getByText('two pump').waitFor();
    expect(await wide.locator('.pdf-paper mark').count()).toBe(0);
    await keepPicture(wide, 'desktop-pdf-unmarked');
    await other.close();
  });

  it('in the library’s dark colours are still paper', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await openAt(book, HEARTS);
    await page.getByRole('radio', { name: 'Page 2' }).check();
    await marks().first().waitFor();
    await keepPicture(page, 'phone-pdf-page-dark');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
  });

  it('that were open before open without a network, and others say why they do not', async () => {
    await offlineReady(page);
    const other = await bring('other.pdf', 'application/pdf', await makeBook(BOOK.slice(2)));
    await page.goto(`/library/${other}`);
    await page.getByText('Jellyfish have no heart').waitFor();
    await context.setOffline(true);
    const offline = await context.newPage();
    await offline.goto(`/library/${book}#start=0&end=4`);
    await offline.getByRole('radio', { name: 'Page 1' }).check();
    await offline.locator('.pdf-paper').getByText('This book tells').waitFor();
    await offline.goto(`/library/${other}`);
    await offline.getByRole('radio', { name: 'Pages' }).check();
    await offline.getByText('The original is not on this device').waitFor();
    await context.setOffline(false);
    await offline.getByRole('button', { name: 'Try again' }).click();
    await offline.locator('.pdf-paper').getByText('Jellyfish').waitFor();
    await offline.close();
  });

  it('of a web page are its readable part, with the words marked, and nothing of it runs or loads', async () => {
    const id = await bring('leaves.html', 'text/html', Buffer.from(ARTICLE));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await openAt(id, 'Chlorophyll is what makes leaves green; in autumn it goes');
    await page.getByRole('radio', { name: 'Web page' }).check();
    const copy = page.locator('.web-copy');
    await copy.locator('mark').first().waitFor();
    expect((await copy.locator('mark').allTextContents()).join('')).toBe(
      'Chlorophyll is what makes leaves green; in autumn it goes',
    );
    expect(await copy.textContent()).not.toContain('Menu of everything');
    expect(await copy.textContent()).toContain('[Picture: A yellow leaf]');
    expect(await copy.locator('img, script, style, [onclick], a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).not.toBe('run');
    expect(asked.filter((url) => !url.startsWith(app.url))).toEqual([]);
    await keepPicture(page, 'phone-web-copy');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('offer the live page, at the words', async () => {
    const id = await bring('leaves-2.html', 'text/html', Buffer.from(ARTICLE.replace('Leaves are', 'Our leaves are')));
    await page.route(
      (url) => url.pathname === `/api/documents/${id}/content`,
      async (route) => {
        const response = await route.fetch();
        await route.fulfill({
          response,
          json: { ...(await response.json()), sourceUrl: 'https://example.org/leaves' },
        });
      },
    );
    await openAt(id, 'in autumn it goes');
    const live = page.getByRole('link', { name: 'Live page' });
    expect(await live.getAttribute('href')).toBe('https://example.org/leaves#:~:text=in%20autumn%20it%20goes');
    expect(await live.getAttribute('rel')).toContain('noreferrer');
    await page.getByRole('radio', { name: 'Web page' }).check();
    expect(await page.locator('.web-copy').getByRole('link', { name: 'carotene' }).getAttribute('href')).toBe(
      'https://example.org/carotene',
    );
    // Nor has the browser anything to say of what the page would run, and how it would look.
    expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });
});

describe('what shows originals', () => {
  const built = join(import.meta.dirname, '../../dist/client');

  it('is loaded when somebody wants to see one, not before', async () => {
    const worker = await readFile(join(built, 'service-worker.js'), 'utf8');
    expect(worker).not.toMatch(/assets\/(pdf-reader|web-copy)-/);
  });
});

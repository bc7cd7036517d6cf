import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, signUpInApp, startApp } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { hang } from '../support/fake-messages-api.ts';
import { drawnWords } from '../support/images.ts';

describe('order in the library', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  const documents = () => page.getByRole('list', { name: 'Documents' });
  const row = (title: RegExp | string) => documents().getByRole('link', { name: title });

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url });
    page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    for (const title of ['Clouds', 'Rivers', 'Winds']) {
      const data = { title, text: `Notes about ${title.toLowerCase()}.` };
      expect((await page.request.post('/api/documents', { data, headers: { Origin: app.url } })).status()).toBe(201);
    }
    await page.getByRole('link', { name: 'Library' }).click();
    await documents().getByRole('button', { name: 'Change Winds' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('renames and tags a document, and shows only those with a tag', async () => {
    await documents().getByRole('button', { name: 'Change Winds' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change document' });
    await dialog.getByLabel('Title').fill('Winds and storms');
    await dialog.getByLabel('Tags').fill('weather\nexam');
    expect(await accessibilityViolations(page)).toEqual([]);
    await keepPicture(page, 'phone-change-document');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await row('Winds and storms').waitFor();
    await page.getByRole('button', { name: 'exam', exact: true }).click();
    await row(/Rivers/).waitFor({ state: 'detached' });
    expect(await row(/Winds/).count()).toBe(1);
    await page.getByRole('button', { name: 'exam', exact: true }).click();
    await row(/Rivers/).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await keepPicture(page, 'phone-library-order');
  });

  it('takes a tag away, and with its last document the filter', async () => {
    await documents().getByRole('button', { name: 'Change Winds and storms' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change document' });
    expect(await dialog.getByLabel('Tags').inputValue()).toBe('weather\nexam');
    await dialog.getByLabel('Tags').fill('weather');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'exam', exact: true }).waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: 'weather', exact: true }).count()).toBe(1);
  });

  it('says what is wrong with a tag that is too long', async () => {
    await documents().getByRole('button', { name: 'Change Rivers' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change document' });
    await dialog.getByLabel('Tags').fill('x'.repeat(51));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('A tag has 50 characters at most.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('says what is kept and how much may be', async () => {
    await page.getByText(/^3 documents · \d+ B of .+ in use$/).waitFor();
    expect(await page.getByRole('progressbar', { name: 'Storage in use' }).count()).toBe(1);
  });

  it('says plainly why a web page can’t be had, and keeps what was typed', async () => {
    await page.getByText('Add a web page').click();
    await page.getByLabel('Address').fill('http://127.0.0.1/secret');
    await page.getByRole('button', { name: 'Add page' }).click();
    const alert = page.locator('details[open] [role=alert] .problem-text');
    await alert.waitFor();
    expect(await alert.textContent()).not.toMatch(/status|undefined|ECONN/);
    expect(await page.getByLabel('Address').inputValue()).toBe('http://127.0.0.1/secret');
    expect(await accessibilityViolations(page)).toEqual([]);
    await keepPicture(page, 'phone-refused-page');
  });

  it('asks the server for the page that was typed, and lists what came of it', async () => {
    const asked: unknown[] = [];
    // The server fetches from the public internet alone, which a test has none of: it is given the text instead.
    await page.route('**/api/documents', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback();
      asked.push(route.request().postDataJSON());
      await route.continue({ postData: JSON.stringify({ title: 'Tides', text: 'The moon pulls the sea.' }) });
    });
    await page.getByLabel('Address').fill('example.org/tides');
    await page.getByRole('button', { name: 'Add page' }).click();
    await row(/Tides/).waitFor();
    expect(asked).toEqual([{ url: 'https://example.org/tides' }]);
    await page.unroute('**/api/documents');
  });

  it('tries a document again that could not be read, and says again why', async () => {
    await page
      .getByLabel('Choose files, or drop them here')
      .setInputFiles([{ name: 'torn.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\ntorn') }]);
    const again = documents().getByRole('button', { name: /^Retry torn/ });
    await again.waitFor();
    const asked = page.waitForResponse((response) => response.url().endsWith('/retry'));
    await again.click();
    expect((await asked).status()).toBe(200);
    await again.waitFor();
    await keepPicture(page, 'phone-failed-document');
  });

  it('draws a long list in parts', async () => {
    for (let at = 0; at < 51; at += 1) {
      const data = { title: `Sheet ${at}`, text: `Sheet number ${at}.` };
      await page.request.post('/api/documents', { data, headers: { Origin: app.url } });
    }
    await page.reload();
    await row('Sheet 50').waitFor();
    expect(await documents().getByRole('listitem').count()).toBe(50);
    await page.getByRole('button', { name: /^Show more/ }).click();
    await row(/Rivers/).waitFor();
    expect(await page.getByRole('button', { name: /^Show more/ }).count()).toBe(0);
  });
});

it('stops the reading of a document on demand', async () => {
  await using app = await startApp();
  app.api.always(() => [hang()]);
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext({ ...phone, baseURL: app.url })).newPage();
    await signUpInApp(page, 'ada@example.org');
    await page.getByRole('link', { name: 'Library' }).click();
    // An image is read by the model, which takes for ever here.
    const buffer = await drawnWords('Clouds are made of drops').png().toBuffer();
    await page
      .getByLabel('Choose files, or drop them here')
      .setInputFiles([{ name: 'Clouds.png', mimeType: 'image/png', buffer }]);
    const stop = page.getByRole('button', { name: 'Stop reading Clouds' });
    await stop.waitFor();
    await keepPicture(page, 'phone-reading');
    await stop.click();
    await page.getByText('You stopped it before it was read.').waitFor();
    await page.getByRole('button', { name: 'Retry Clouds' }).click();
    await stop.waitFor();
  } finally {
    await browser.close();
  }
});

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, ask, signOutInApp, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { collectComplaints, keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { deviceData, offlineReady } from '../support/device-data.ts';
import { cite, gate, hold, say, sayWords } from '../support/fake-messages-api.ts';

describe('a learner on a phone', () => {
  let app: App;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    context = await browser.newContext({ ...phone, baseURL: app.url });
    page = await context.newPage();
    complaints = collectComplaints(page);
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('signs up and takes the sample', async () => {
    await signUpInApp(page, 'ada@example.org');
    await keepPicture(page, 'phone-first-run');
    await takeSample(page);
    await keepPicture(page, 'phone-library');
    expect(await page.getByRole('list', { name: 'Documents' }).textContent()).toContain('How plants make their food');
  });

  it('asks and reads the answer while it is being given', async () => {
    const rest = gate();
    app.api.reply(
      ...sayWords('Leaves look green because of a dye.'),
      cite(1),
      hold(rest.opened),
      ...say(' Which one?'),
    );
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'Why are leaves green?');
    const answer = page.locator('.message.tutor');
    await answer.getByText('Leaves look green').waitFor();
    expect(await answer.getAttribute('aria-busy')).toBe('true');
    expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(1);
    await keepPicture(page, 'phone-answering');
    rest.open();
    await page.locator('.message.tutor.complete').waitFor();
    expect(await answer.textContent()).toContain('Which one?');
    expect(page.url()).toMatch(/\/talk\/[0-9a-f-]{36}$/);
  });

  it('opens the source at the words that were quoted', async () => {
    await page.getByRole('button', { name: /^Source 1: How plants make their food/ }).click();
    const mark = page.locator('dialog mark');
    await mark.waitFor();
    expect(await mark.textContent()).not.toBe('');
    expect(await mark.first().isVisible()).toBe(true);
    await keepPicture(page, 'phone-source');
    await page.getByRole('link', { name: 'Open in library' }).click();
    await page.getByRole('heading', { name: 'How plants make their food', level: 1 }).waitFor();
    await page.locator('article mark').waitFor();
  });

  it('finds the talk again after loading the page anew', async () => {
    await page.goto('/conversations');
    await page.getByRole('link', { name: /leaves green/i }).click();
    await page.locator('.message.tutor.complete').waitFor();
    await page.reload();
    await page.locator('.message.tutor.complete').waitFor();
    expect(await page.locator('.message').count()).toBe(2);
    expect(await page.locator('.chip').count()).toBe(1);
    // Still behind the sentence it speaks for, not at the end.
    expect(await page.locator('.message.tutor').textContent()).toMatch(/dye\.\s*1\s*Which one/);
  });

  it('reads offline, and a question waits', async () => {
    await offlineReady(page);
    await context.setOffline(true);
    await page.reload();
    await page.locator('.message.tutor.complete').waitFor();
    expect(await page.getByText('Offline — you can read').count()).toBe(1);
    await ask(page, 'What is made of the sugar?');
    await page.getByText('Waits to be sent').waitFor();
    await keepPicture(page, 'phone-offline');
    await page.getByRole('button', { name: /^Source 1/ }).click();
    await page.locator('dialog mark').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.getByText('Waits to be sent').waitFor();
  });

  it('sends it once on return', async () => {
    const before = app.api.requests.length;
    await context.setOffline(false);
    await page.locator('.message.tutor.complete').nth(1).waitFor();
    expect(await page.getByText('Waits to be sent').count()).toBe(0);
    await page.reload();
    await page.locator('.message.tutor.complete').nth(1).waitFor();
    expect(await page.getByText('What is made of the sugar?', { exact: true }).count()).toBe(1);
    expect(app.api.requests.length).toBe(before + 1);
  });

  it('leaves nothing on the device after signing out', async () => {
    await signOutInApp(page);
    const { rows, localKeys } = await deviceData(page);
    expect(rows).toEqual({ contents: 0, conversations: 0, documents: 0, files: 0, outbox: 0, shares: 0, talks: 0 });
    expect(localKeys).toEqual([]);
  });

  it('gave the browser nothing to complain about', () => {
    // Being offline is told by the browser as failed requests.
    expect(complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|net::ERR/.test(text))).toEqual([]);
  });
});

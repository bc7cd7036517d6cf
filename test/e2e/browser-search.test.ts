import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, ask, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { collectComplaints, desktop, keepPicture, launchBrowser, phone } from '../support/browser.ts';

describe('search', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  const box = () => page.getByRole('searchbox', { name: 'Search your material and talks' });
  const results = () => page.getByRole('list', { name: 'Results' });

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url });
    page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'Why are some leaves yellow in autumn?');
    await page.locator('.message.tutor.complete').waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('finds places in material and talks while one types, with the words marked', async () => {
    const complaints = collectComplaints(page);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByRole('heading', { name: 'Search' }).waitFor();
    await box().pressSequentially('leaves chloroph');
    await results().locator('mark', { hasText: 'chlorophyll' }).first().waitFor();
    await results()
      .getByRole('link', { name: /You asked/ })
      .waitFor();
    await results().getByText('How plants make their food').first().waitFor();
    await keepPicture(page, 'phone-search');
    expect(await accessibilityViolations(page)).toEqual([]);
    const wide = 'document.documentElement.scrollWidth > innerWidth';
    expect(await page.evaluate(wide)).toBe(false);
    expect(complaints).toEqual([]);
  });

  it('looks only into talks when told to, and opens at what was said', async () => {
    await page.getByRole('radio', { name: 'Talks' }).check();
    await results().getByText('How plants make their food').first().waitFor({ state: 'detached' });
    await results()
      .getByRole('link', { name: /You asked/ })
      .click();
    await page.locator('.message-found', { hasText: 'yellow in autumn' }).waitFor();
    await page.goBack();
    expect(await box().inputValue()).toBe('leaves chloroph');
  });

  it('opens a document at the words, by keyboard alone', async () => {
    const context = await browser.newContext({
      ...desktop,
      baseURL: app.url,
      storageState: await page.context().storageState(),
    });
    const wide = await context.newPage();
    await wide.goto('/');
    await wide.getByRole('heading', { level: 1 }).waitFor();
    await wide.keyboard.press('Control+k');
    await wide.getByRole('heading', { name: 'Search' }).waitFor();
    await wide.keyboard.type('chlorophyll');
    await wide.locator('.search-result mark').first().waitFor();
    await keepPicture(wide, 'desktop-search');
    await wide.keyboard.press('ArrowDown');
    expect(await wide.evaluate('document.activeElement.closest(".search-result") !== null')).toBe(true);
    await wide.keyboard.press('ArrowUp');
    await wide.keyboard.press('Enter');
    await wide.locator('.document-text mark, .message-found').first().waitFor();
    await context.close();
  });

  it('says so when nothing is found, and when there is no connection', async () => {
    await box().fill('zzqx vvkkj');
    await page.getByText('Nothing found.').waitFor();
    await page.context().setOffline(true);
    await box().fill('chlorophyll');
    await page
      .getByRole('status')
      .filter({ hasText: /connection|offline|reach/i })
      .first()
      .waitFor();
    await page.context().setOffline(false);
  });
});

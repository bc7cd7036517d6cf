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

  it('opens with Enter what is found for the words as they are now, not for those before', async () => {
    await page.goto('/search');
    await box().fill('yellow leaves');
    await page.locator('.search-result').first().waitFor();
    await box().fill('zebras');
    await box().press('Enter');
    await page
      .getByText(/Nothing|nothing/)
      .first()
      .waitFor();
    expect(new URL(page.url()).pathname).toBe('/search');
    await box().fill('chlorophyll');
    await box().press('Enter');
    await page.locator('.document-text mark, .message-found').first().waitFor();
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

  it('looks into a course alone, remembers that, and says so where nothing is in it', async () => {
    const headers = { Origin: app.url };
    const course = await (await page.request.post('/api/courses', { data: { name: 'Oceans' }, headers })).json();
    const data = { title: 'Tides', text: 'Tides are the breath of the sea.' };
    const brought = await (await page.request.post('/api/documents', { data, headers })).json();
    const [tides] = brought.documents;
    await expect
      .poll(async () => (await (await page.request.get(`/api/documents/${tides.id}`)).json()).status)
      .toBe('ready');
    await page.request.patch(`/api/courses/${course.id}/documents`, { data: { add: [tides.id] }, headers });
    await page.goto('about:blank');
    await page.goto('/search#q=breath+chlorophyll');
    await results().getByText('How plants make their food').first().waitFor();
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Course').selectOption('Oceans');
    await results().getByText('How plants make their food').first().waitFor({ state: 'detached' });
    await results().getByText('Tides').first().waitFor();
    expect(await page.getByLabel('Document').locator('option').allTextContents()).toEqual(['All documents', 'Tides']);
    await page.getByText('Filters (1)').waitFor();
    await keepPicture(page, 'phone-search-filters');
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    await page.reload();
    await results().getByText('Tides').first().waitFor();
    expect(await page.getByLabel('Course').inputValue()).toBe(course.id);
    await box().fill('chlorophyll');
    await page.getByText('Nothing found in the course “Oceans”.').waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await keepPicture(page, 'phone-search-nothing-dark');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.getByRole('button', { name: 'Search everywhere' }).click();
    await results().getByText('How plants make their food').first().waitFor();
    expect(new URL(page.url()).hash).toBe('#q=chlorophyll');
  });

  it('looks only at what came in a stretch of days, by words alone, and names days that make no sense', async () => {
    await page.getByLabel('From').fill('2126-01-01');
    await page.getByText('Nothing found with these filters.').waitFor();
    await page.getByLabel('To').fill('2025-12-31');
    await page.getByText('The last day is before the first.').waitFor();
    await page.getByLabel('From').fill('');
    await page.getByText('Nothing found with these filters.').waitFor();
    await page.getByLabel('To').fill('2126-01-01');
    await results().getByText('How plants make their food').first().waitFor();
    const asked = page.waitForRequest((request) => request.url().includes('mode=keyword'));
    await page.getByLabel('Search by').selectOption('Words');
    await asked;
    await results().getByText('How plants make their food').first().waitFor();
  });

  it('helps where a course that an address names is gone', async () => {
    await page.goto('about:blank');
    await page.goto('/search#q=chlorophyll&course=0197b0f5-6a3e-7c11-8d42-000000000001');
    await page
      .getByRole('status')
      .filter({ hasText: /no such course/ })
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Search everywhere' }).click();
    await results().getByText('How plants make their food').first().waitFor();
  });

  it('shows how far a model is that is being loaded, by itself, while words are found already', async () => {
    let asked = 0;
    // As the server tells it then; that it does is tested where a model is loaded.
    await page.route(
      (url) => url.pathname === '/api/search',
      async (route) => {
        const response = await route.fetch();
        asked += 1;
        const meaning = { by: 'nothing_yet', loadedPercent: asked * 40 };
        await route.fulfill({ response, json: { ...(await response.json()), meaning } });
      },
      { times: 2 },
    );
    await box().fill('chlorophyll leaves');
    await page.getByText('is being loaded (40 %); until then words are searched.').waitFor();
    await results().getByText('How plants make their food').first().waitFor();
    await page.getByText('is being loaded (80 %)').waitFor();
    // And then what it is: no model at all.
    await page.getByText('no model that knows meaning is at work here').waitFor();
    await results().getByText('How plants make their food').first().waitFor();
  });

  it('says so when nothing is found, and when there is no connection', async () => {
    await box().fill('zzqx vvkkj');
    await page.getByText('Nothing found.').waitFor();
    await page.context().setOffline(true);
    await box().fill('chlorophyll');
    // Beside the page's own word for being offline, what that means here.
    await page.getByRole('status').getByText('Searching needs a connection.').waitFor();
    expect(await page.getByText('can’t be reached').count()).toBe(0);
    await page.context().setOffline(false);
  });
});

import { devices, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { ask, takeSample } from '../support/app.ts';
import { keepPicture, phone } from '../support/browser.ts';
import { type Learner, startLearner } from '../support/learner.ts';

/** What a browser does that would install the app; headless ones never do. */
const OFFER = `(() => {
  const offer = new Event('beforeinstallprompt', { cancelable: true });
  offer.prompt = async () => { window.asked = (window.asked ?? 0) + 1; };
  window.dispatchEvent(offer);
  return offer.defaultPrevented;
})()`;

describe('installing the app', () => {
  let learner: Learner;
  let page: Page;
  const title = () => page.getByRole('heading', { name: 'The tutor as an app' });

  beforeAll(async () => {
    learner = await startLearner(phone);
    page = learner.page;
  });
  afterAll(() => learner[Symbol.asyncDispose]());

  it('is not spoken of before there was a talk, and the browser’s own banner is kept back', async () => {
    expect(await page.evaluate(OFFER)).toBe(true);
    await page.getByText('What would you like to learn from?').waitFor();
    expect(await title().count()).toBe(0);
  });

  it('is offered quietly after it, can be put away, and stays in the settings', async () => {
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'Why are leaves green?');
    await page.locator('.message.tutor.complete').waitFor();
    await page.getByRole('link', { name: 'Today' }).click();
    await title().waitFor();
    await keepPicture(page, 'phone-install-hint');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Not now' }).click();
    await title().waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('link', { name: /^Continue/ }).waitFor();
    await page.evaluate(OFFER);
    expect(await title().count()).toBe(0);
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Install', exact: true }).click();
    expect(await page.evaluate('window.asked')).toBe(1);
    await title().waitFor({ state: 'detached' });
  });

  it('is told in words on an iPhone, and not where it is an app already', async () => {
    for (const [standalone, told] of [
      [false, 1],
      [true, 0],
    ] as const) {
      const { defaultBrowserType: _, ...iphone } = devices['iPhone 13'] ?? {};
      const other = await learner.browser.newContext({
        ...iphone,
        baseURL: learner.app.url,
        storageState: await learner.context.storageState(),
      });
      await other.addInitScript(`Object.defineProperty(navigator, 'standalone', { value: ${standalone} })`);
      page = await other.newPage();
      await page.goto('/settings');
      await page.getByRole('heading', { name: 'Your data' }).waitFor();
      expect({ standalone, told: await page.getByText('Add to Home Screen').count() }).toEqual({ standalone, told });
      expect(await page.getByRole('button', { name: 'Install', exact: true }).count()).toBe(0);
      await other.close();
    }
  });
});

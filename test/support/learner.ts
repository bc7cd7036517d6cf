import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type App, signUpInApp, startApp, takeSample } from './app.ts';
import { launchBrowser, phone } from './browser.ts';

/** A learner at the app's first page, signed up a moment ago. */
export interface Learner extends AsyncDisposable {
  app: App;
  browser: Browser;
  context: BrowserContext;
  page: Page;
}

/** @param device what the learner holds in hand */
export async function startLearner(device: BrowserContextOptions, options?: { model: boolean }): Promise<Learner> {
  const app = await startApp({}, options);
  const browser = await launchBrowser();
  const context = await browser.newContext({ ...device, baseURL: app.url });
  const page = await context.newPage();
  await signUpInApp(page, 'ada@example.org');
  return {
    app,
    browser,
    context,
    page,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await app[Symbol.asyncDispose]();
    },
  };
}

/** A learner with a phone and the sample, for the tests beside which it is called; there once they run. */
export function learnerOnPhone(): Pick<Learner, 'app' | 'page'> {
  let learner: Learner | undefined;
  beforeAll(async () => {
    learner = await startLearner(phone);
    await takeSample(learner.page);
  });
  afterAll(() => learner?.[Symbol.asyncDispose]());
  const there = () => {
    if (!learner) throw new Error('the tests have not begun');
    return learner;
  };
  return {
    get app() {
      return there().app;
    },
    get page() {
      return there().page;
    },
  };
}

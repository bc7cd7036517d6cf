import type { Browser, BrowserContext, Page, ViewportSize } from 'playwright-core';
import { type App, ask, signUpInApp, startApp, takeSample } from './app.ts';
import { launchBrowser, phone } from './browser.ts';

/** Every page of the app that a learner with a little material and one talk sees, by name, and what it shows when it is there. */
const PAGES = {
  today: { path: '/', shows: 'Continue' },
  talk: { path: undefined, shows: 'What does this tell you?' },
  'new talk': { path: '/talk?new=1', shows: 'What would you like to understand?' },
  library: { path: '/library', shows: 'How plants make their food' },
  conversations: { path: '/conversations', shows: 'New talk' },
  search: { path: '/search', shows: 'In your own words, or theirs.' },
  settings: { path: '/settings', shows: 'This device' },
} as const;
export type PageName = keyof typeof PAGES;
export const PAGE_NAMES = Object.keys(PAGES) as PageName[];

/** The app as such a learner has it on their phone, opened as often as a test wants in a window of any size. */
export class LearnersApp implements AsyncDisposable {
  readonly #app: App;
  readonly #browser: Browser;
  /** Path of the talk. */
  readonly talk: string;
  readonly #phone: BrowserContext;

  private constructor(app: App, browser: Browser, talk: string, phone: BrowserContext) {
    this.#app = app;
    this.#browser = browser;
    this.talk = talk;
    this.#phone = phone;
  }

  static async start(): Promise<LearnersApp> {
    const app = await startApp();
    const browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url });
    const page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'What does chlorophyll do?');
    await page.locator('.message.tutor.complete').waitFor();
    const talk = new URL(page.url()).pathname;
    await page.close();
    return new LearnersApp(app, browser, talk, context);
  }

  /** A page of the learner's phone. @param size of the window; the phone's own when left out */
  open(path: string, size?: ViewportSize): Promise<Page> {
    return openPage(this.#phone, path, size);
  }

  /** A page of a phone of its own, on which nobody has signed in. */
  async openSignedOut(path: string): Promise<Page> {
    return openPage(await this.#browser.newContext({ ...phone, baseURL: this.#app.url }), path);
  }

  /** One of the pages, once it shows what it is for. */
  async show(name: PageName, size?: ViewportSize): Promise<Page> {
    const { path = this.talk, shows } = PAGES[name];
    const page = await this.open(path, size);
    await page.getByText(shows).first().waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await this.#app[Symbol.asyncDispose]();
  }
}

async function openPage(context: BrowserContext, path: string, size?: ViewportSize): Promise<Page> {
  const page = await context.newPage();
  if (size) await page.setViewportSize(size);
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

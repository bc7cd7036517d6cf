import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, ask, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { collectComplaints, keepPicture, launchBrowser, phone } from '../support/browser.ts';

/** Narrow as a phone, or as a desktop window zoomed to 400 %. */
const narrow = { width: 320, height: 640 };

describe('every page, for everybody', () => {
  let app: App;
  let browser: Browser;
  let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
  let talk: string;

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url });
    const page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'What does chlorophyll do?');
    await page.locator('.message.tutor.complete').waitFor();
    talk = new URL(page.url()).pathname;
    signedIn = await context.storageState();
    await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  async function open(options: Parameters<Browser['newContext']>[0], path: string): Promise<Page> {
    const context = await browser.newContext({ ...phone, baseURL: app.url, ...options });
    const page = await context.newPage();
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return page;
  }

  const pages = () => [
    { name: 'today', path: '/', shows: 'Continue' },
    { name: 'talk', path: talk, shows: 'What does this tell you?' },
    { name: 'new talk', path: '/talk?new=1', shows: 'What would you like to understand?' },
    { name: 'library', path: '/library', shows: 'How plants make their food' },
    { name: 'conversations', path: '/conversations', shows: 'New talk' },
    { name: 'settings', path: '/settings', shows: 'This device' },
  ];

  describe.each(['light', 'dark'] as const)('in the %s scheme', (colorScheme) => {
    it('has no violations that axe finds, signed in', async () => {
      for (const { name, path, shows } of pages()) {
        const page = await open({ colorScheme, storageState: signedIn }, path);
        await page.getByText(shows).first().waitFor();
        expect({ name, violations: await accessibilityViolations(page) }).toEqual({ name, violations: [] });
        await page.context().close();
      }
    });

    it('has none with a source open, or while it asks whether to delete', async () => {
      const page = await open({ colorScheme, storageState: signedIn }, talk);
      await page.getByRole('button', { name: /^Source 1/ }).click();
      await page.locator('dialog mark').waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.goto('/library');
      await page.getByRole('button', { name: /^Delete/ }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).hover();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.context().close();
    });

    it('has none at the door', async () => {
      for (const path of ['/sign-in', '/sign-up']) {
        const page = await open({ colorScheme }, path);
        expect({ path, violations: await accessibilityViolations(page) }).toEqual({ path, violations: [] });
        await page.context().close();
      }
    });
  });

  it('needs no sideways scrolling at 320 px', async () => {
    for (const { name, path, shows } of pages()) {
      const page = await open({ viewport: narrow, storageState: signedIn }, path);
      await page.getByText(shows).first().waitFor();
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      await keepPicture(page, `narrow-${name.replace(' ', '-')}`);
      expect({ name, overflow }).toEqual({ name, overflow: 0 });
      await page.context().close();
    }
  });

  it('gives every control a target of 44 px, in itself or around it', async () => {
    for (const { name, path, shows } of pages()) {
      const page = await open({ storageState: signedIn }, path);
      await page.getByText(shows).first().waitFor();
      const small = await page.evaluate<
        string[]
      >(`[...document.querySelectorAll('button, a[href], summary, .mode-switch span, .choice')]
        .filter((element) => element.checkVisibility() && !element.matches('.skip-link, .chip'))
        .map((element) => [element, element.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
        .map(([element, box]) => element.outerHTML.slice(0, 80) + ' ' + box.width + 'x' + box.height)`);
      expect({ name, small }).toEqual({ name, small: [] });
      await page.context().close();
    }
  });

  it('can be used by keyboard alone: ask, open the source, close it, land where one was', async () => {
    const page = await open({ storageState: signedIn }, talk);
    const complaints = collectComplaints(page);
    const chip = page.getByRole('button', { name: /^Source 1/ });
    await chip.focus();
    await page.keyboard.press('Enter');
    await page.locator('dialog mark').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.className')).toBe('chip');
    await page.getByLabel('Your question').focus();
    await page.keyboard.type('one');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('two');
    expect(await page.getByLabel('Your question').inputValue()).toBe('one\ntwo');
    await page.keyboard.press('Enter');
    await page.locator('.message.learner').nth(1).waitFor();
    expect(await page.getByLabel('Your question').inputValue()).toBe('');
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('shows the limit of a question before it is reached, and sends nothing beyond it', async () => {
    const page = await open({ storageState: signedIn }, '/talk?new=1');
    const input = page.getByLabel('Your question');
    await input.fill('x'.repeat(4000));
    await page.getByText('4000 of 4000 characters').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
    await input.fill('x'.repeat(4001));
    await page.getByText('4001 of 4000 characters').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isEnabled()).toBe(false);
    await page.context().close();
  });
});

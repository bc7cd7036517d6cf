import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, ask, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { say } from '../support/fake-messages-api.ts';

/** What was said in earlier talks, as a learner meets it. */
describe('the tutor’s memory of earlier talks', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  const answers = () => page.locator('.message.tutor.complete');
  const earlier = () => page.getByRole('link', { name: /From an earlier talk/ });
  const newTalk = async () => {
    await page.goto('/talk?new=1');
    await page.getByRole('heading', { name: 'New talk' }).waitFor();
  };

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url, reducedMotion: 'reduce' });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    app.api.reply(...say('Rain has nothing to do with it.'));
    await newTalk();
    await ask(page, 'I believe that leaves turn yellow because of the autumn rain. Is that so?');
    await answers().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('is taken up where it helps, and leads to what was said', async () => {
    const similar = async () => {
      const found = await page.request.get(
        '/api/search?in=conversations&mode=semantic&q=leaves+turn+yellow+autumn+rain',
      );
      return (await found.json()).results.length;
    };
    // What was said is embedded when the server has started, and then every half a minute.
    await app.restart();
    await expect.poll(similar).toBeGreaterThan(0);
    const asked: string[] = [];
    app.api.replyWith((request) => {
      asked.push(JSON.stringify(request));
      return say('You asked about the rain before. It is the chlorophyll that goes.');
    });
    // A busy machine does not remember in time, and the tutor waits for nobody: then the learner asks once more.
    await vi.waitFor(async () => {
      await newTalk();
      await ask(page, 'Do leaves turn yellow because of the autumn rain?');
      await answers().waitFor();
      expect(asked.at(-1)).toContain('I believe that leaves turn yellow');
    }, 45_000);
    await earlier().waitFor();
    await keepPicture(page, 'phone-memory');
    expect(await accessibilityViolations(page)).toEqual([]);
    await earlier().click();
    await page.locator('.message-found', { hasText: 'because of the autumn rain' }).waitFor();
    await page.goBack();
    await earlier().waitFor();
    // Another device, which has followed nothing, shows it as well.
    const other = await page
      .context()
      .browser()
      ?.newContext({ ...phone, baseURL: app.url });
    if (!other) throw new Error('no other device');
    await other.addCookies(await page.context().cookies());
    const elsewhere = await other.newPage();
    await elsewhere.goto(page.url());
    await elsewhere.getByRole('link', { name: /From an earlier talk/ }).waitFor();
    await other.close();
  });

  it('is left alone where it has nothing to do with what is asked', async () => {
    const asked: string[] = [];
    app.api.replyWith((request) => {
      asked.push(JSON.stringify(request));
      return say('Roots take up water.');
    });
    await newTalk();
    await ask(page, 'What do the roots of a tree take up?');
    await answers().waitFor();
    expect(asked.at(-1)).not.toContain('<earlier_talk date');
    expect(await earlier().count()).toBe(0);
  });
});

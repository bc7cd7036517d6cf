import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, takeSample } from '../support/app.ts';
import { phone } from '../support/browser.ts';
import { type Learner, startLearner } from '../support/learner.ts';

const QUESTIONS = 6;

/** How far the page itself can be scrolled, and how far the list of messages is from its end, px. */
async function scrollsOf(page: Page): Promise<{ page: number; fromEnd: number }> {
  return {
    page: await page.locator(':root').evaluate((root) => root.scrollHeight - root.clientHeight),
    fromEnd: await page
      .locator('.message-scroll')
      .evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight)),
  };
}

describe('the screen of a long talk, on a phone', () => {
  let learner: Learner;
  let page: Page;

  beforeAll(async () => {
    // A banner above the messages says that there is no model.
    learner = await startLearner(phone, { model: false });
    page = learner.page;
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    for (let answers = 1; answers <= QUESTIONS; answers += 1) {
      await ask(page, 'Why are leaves green?');
      await vi.waitFor(async () => expect(await page.locator('.message.tutor.complete').count()).toBe(answers), 15_000);
    }
  });
  afterAll(() => learner[Symbol.asyncDispose]());

  it('scrolls the messages, never the page', async () => {
    expect((await scrollsOf(page)).page).toBe(0);
  });

  it('shows the end of the talk when it is opened again', async () => {
    await page.reload();
    await page.getByText('No language model is set up here').waitFor();
    await vi.waitFor(async () => expect((await scrollsOf(page)).fromEnd).toBe(0));
  });

  it('keeps the end in view while the question being typed grows', async () => {
    await page.getByLabel('Your question').fill('One more question.\n\n\n\nIt is long.');
    await vi.waitFor(async () => expect((await scrollsOf(page)).fromEnd).toBe(0));
  });

  it('stays where the learner reads when the space changes', async () => {
    await page.locator('.message-scroll').evaluate((list) => list.scrollTo({ top: 0 }));
    await page.getByLabel('Your question').fill('');
    expect(await page.locator('.message-scroll').evaluate((list) => list.scrollTop)).toBe(0);
  });

  it('goes on where the learner asks, when the talk was continued elsewhere', async () => {
    const other = await learner.context.newPage();
    await other.goto(page.url());
    await page.getByText('This talk goes on in another window.').waitFor();
    await ask(page, 'Why are leaves green?');
    await vi.waitFor(
      async () => expect(await page.locator('.message.tutor.complete').count()).toBe(QUESTIONS + 1),
      15_000,
    );
    await other.getByText('This talk goes on in another window.').waitFor();
  });
});

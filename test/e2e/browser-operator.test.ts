import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signUpInApp } from '../support/app.ts';
import { desktop, keepPicture } from '../support/browser.ts';
import { type Learner, startLearner } from '../support/learner.ts';

const startedAt = new Date().toISOString();
const CALLS = [
  { callId: 'a', mode: 'stream', status: 'completed', reconnects: 0, startedAt, durationS: 254, costUsd: 0.0421 },
  { callId: 'b', mode: 'gather', status: 'no-answer', reconnects: 12, startedAt, durationS: 0, errorCode: '31005' },
  { callId: 'c', mode: 'relay', status: 'in-progress', reconnects: 1, startedAt },
];
const totals = { turns: 12_345, inputTokens: 123_456_789, outputTokens: 9999, cachedTokens: 0, costUsd: 1234.56 };
const USAGE = {
  sinceDay: '2026-01-01',
  days: [{ ...totals, day: '2026-01-01' }],
  models: [{ ...totals, model: 'a-language-model-with-a-long-name-20260101' }],
  learners: [{ ...totals, learnerId: '0197b0f5-6a3e-7c11-8d42-000000000001', name: 'Maximiliane Mustermann-Lovelace' }],
};

describe('an operator', () => {
  let learner: Learner;
  let page: Page;

  beforeAll(async () => {
    learner = await startLearner(desktop);
    page = learner.page;
  });
  afterAll(() => learner[Symbol.asyncDispose]());

  it('comes from the settings to the operator’s page, and back', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Operator’s page' }).click();
    await page.getByRole('heading', { name: 'Operations' }).waitFor();
    await page.getByRole('link', { name: 'Back to the app' }).click();
    await page.getByRole('heading', { name: /Ada/ }).waitFor();
  });

  it.each([1280, 1024, 390])('reads every column of the tables at %i px', async (width) => {
    const context = await learner.browser.newContext({
      baseURL: learner.app.url,
      viewport: { width, height: 800 },
      storageState: await learner.context.storageState(),
    });
    const operator = await context.newPage();
    await operator.route('**/api/admin/overview', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), calls: CALLS, usage: USAGE } });
    });
    await operator.goto('/admin');
    await operator.getByRole('heading', { name: 'Calls of the last day' }).waitFor();
    await keepPicture(operator, `operator-${width}`);
    const cut = await operator.evaluate<string[]>(`[...document.querySelectorAll('.scroll')]
      .filter((box) => box.scrollWidth > box.clientWidth)
      .map((box) => box.closest('section').querySelector('h2').textContent + ' ' + (box.scrollWidth - box.clientWidth))`);
    expect(cut).toEqual([]);
    await context.close();
  });

  it('is asked to sign in at the page’s own address, and gets there', async () => {
    const fresh = await (await learner.browser.newContext({ ...desktop, baseURL: learner.app.url })).newPage();
    const response = await fresh.goto('/admin');
    expect(response?.status()).toBe(404);
    await fresh.getByLabel('Email').fill('ada@example.org');
    await fresh.getByLabel('Password').fill('correct horse battery');
    await fresh.getByRole('button', { name: 'Sign in' }).click();
    await fresh.getByRole('link', { name: 'Open the operator’s page' }).click();
    await fresh.getByRole('heading', { name: 'Operations' }).waitFor();
  });

  it('is the only one who learns that there is such a page', async () => {
    const other = await (await learner.browser.newContext({ ...desktop, baseURL: learner.app.url })).newPage();
    await signUpInApp(other, 'bob@example.org');
    await other.goto('/admin');
    await other.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await other.getByText(/operator/i).count()).toBe(0);
  });
});

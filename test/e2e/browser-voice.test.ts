import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type App, ask, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { gate, hold, say, sayWords } from '../support/fake-messages-api.ts';
import { type FakeSpeech, installFakeSpeech } from '../support/fake-speech.ts';

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { interval: 50 });

describe('talking aloud', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let speech: FakeSpeech;

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url });
    page = await context.newPage();
    speech = await installFakeSpeech(page);
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('sends what was said when the learner has finished, and answers by voice', async () => {
    const rest = gate();
    app.api.reply(
      ...sayWords('Leaves hold a green dye. Its name is long. '),
      hold(rest.opened),
      ...say('And that is why.'),
    );
    await page.getByRole('button', { name: 'Microphone' }).click();
    await page.getByText('Listening', { exact: true }).waitFor();
    await speech.hear('why are leaves', false);
    await page.getByText('why are leaves').waitFor();
    await keepPicture(page, 'phone-listening');
    await speech.hear('why are leaves green', true);
    await page.locator('.message.learner').getByText('why are leaves green').waitFor();
    await eventually(async () => expect(await speech.spoken()).toEqual(['Leaves hold a green dye.']));
    await keepPicture(page, 'phone-speaking');
    rest.open();
  });

  it('takes the tutor’s own voice in the microphone for an echo', async () => {
    await speech.hear('leaves hold a green', false);
    expect(await speech.cancelled()).toBe(0);
  });

  it('falls silent when the learner speaks, and keeps what was heard', async () => {
    const rest = gate();
    app.api.reply(...sayWords('One two three four five. Six seven eight. '), hold(rest.opened), ...say('Nine.'));
    await page.locator('.message.tutor.complete').waitFor();
    for (const sentence of ['Its name is long.', 'And that is why.']) {
      await speech.finish();
      expect((await speech.spoken()).at(-1)).toBe(sentence);
    }
    await speech.finish();
    await speech.hear('tell me more', true);
    await eventually(async () => expect((await speech.spoken()).at(-1)).toBe('One two three four five.'));
    await speech.reach('One two '.length);
    await speech.hear('stop please', false);
    expect(await speech.cancelled()).toBe(1);
    await page.getByText('You stopped the tutor here.').waitFor();
    expect(await page.locator('.message.tutor').nth(1).locator('p').first().textContent()).toBe('One two');
    rest.open();
    app.api.reply(...say('Very well.'));
    await speech.hear('stop please', true);
    await eventually(async () => expect((await speech.spoken()).at(-1)).toBe('Very well.'));
    await speech.finish();
  });

  it('keeps what was heard of an answer that has ended and is still being spoken', async () => {
    app.api.reply(...sayWords('Ten eleven twelve thirteen. Fourteen fifteen.'));
    await speech.hear('count on', true);
    await eventually(async () => expect((await speech.spoken()).at(-1)).toBe('Ten eleven twelve thirteen.'));
    const answer = page.locator('.message.tutor').last();
    await answer.getByText('Fourteen fifteen.').waitFor();
    await page.locator('.message.tutor.pending').waitFor({ state: 'detached' });
    await speech.reach('Ten eleven '.length);
    await page.getByRole('button', { name: 'Stop' }).click();
    await answer.getByText('You stopped the tutor here.').waitFor();
    expect(await answer.locator('p').first().textContent()).toBe('Ten eleven');
  });

  it('says so when the microphone is not allowed, and typing goes on', async () => {
    await speech.breakDown('not-allowed');
    await page.getByText('The microphone is blocked for this site.').waitFor();
    expect(await speech.isListening()).toBe(true);
    expect(await page.getByRole('button', { name: 'Microphone' }).getAttribute('aria-pressed')).toBe('false');
    app.api.reply(...say('Written answer.'));
    const before = (await speech.spoken()).length;
    await ask(page, 'Is typing silent?');
    await page.locator('.message.tutor.complete').getByText('Written answer.').waitFor();
    expect((await speech.spoken()).length).toBe(before);
  });

  it('reads every answer aloud when asked to', async () => {
    await page.getByRole('button', { name: 'Read answers aloud' }).click();
    app.api.reply(...say('Spoken answer.'));
    await ask(page, 'And now?');
    await eventually(async () => expect((await speech.spoken()).at(-1)).toBe('Spoken answer.'));
  });
});

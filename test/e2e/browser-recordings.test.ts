import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { desktop, keepPicture, launchBrowser } from '../support/browser.ts';
import type { FakeHttpService } from '../support/fake-http-service.ts';
import { sayWords } from '../support/fake-messages-api.ts';
import { openAiTranscript, startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { learnerWhoSays } from '../support/microphone.ts';
import { said } from '../support/sounds.ts';

const WORDS = 'Why are the leaves of a tree green?';

describe('recordings in the settings', () => {
  let dir: string;
  let speech: FakeHttpService;
  let app: App;
  let browser: Browser;
  let page: Page;
  const keep = () => page.getByLabel('Keep recordings of what I say');
  const rows = () => page.locator('#recordings-title ~ .rows .row-title');
  const speak = async () => {
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    app.api.reply(...sayWords('Leaves hold a green dye.'));
    await page.getByRole('button', { name: 'Microphone' }).click();
    await page.locator('.message.learner').getByText(WORDS).first().waitFor();
    await page.getByRole('button', { name: 'Microphone' }).click();
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lva-recordings-'));
    speech = await startFakeOpenAiAudio();
    speech.always(() => openAiTranscript(WORDS));
    app = await startApp({ STT_PROVIDER: 'openai', OPENAI_API_KEY: 'test', OPENAI_BASE_URL: `${speech.url}/v1` });
    browser = await launchBrowser(learnerWhoSays(dir, said(WORDS), 3));
    page = await browser.newPage({ ...desktop, baseURL: app.url, permissions: ['microphone'] });
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
    await speech[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  it('are off, and say what happens to what is said', async () => {
    await page.goto('/settings');
    expect(await keep().isChecked()).toBe(false);
    await page.getByText('What you say is turned into text and then forgotten.').waitFor();
    await keep().check();
    await page.getByText('is kept for 30 days, for you alone').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('hold what was said since, to be played', async () => {
    await speak();
    await expect
      .poll(async () => {
        await page.goto('/settings');
        await page.getByRole('heading', { name: 'Recordings' }).waitFor();
        await page.waitForLoadState('networkidle');
        return rows().count();
      })
      .toBeGreaterThan(0);
    expect(await rows().first().textContent()).toBe(WORDS);
    await page
      .getByRole('button', { name: `Play “${WORDS}”` })
      .first()
      .click();
    await expect
      .poll(() => page.evaluate<number>("document.querySelector('audio').duration || 0"))
      .toBeGreaterThan(0.1);
    expect(await accessibilityViolations(page)).toEqual([]);
    await keepPicture(page, 'settings-recordings');
  });

  it('stay when it is turned off, say so, and are deleted', async () => {
    await keep().uncheck();
    await page.getByText('The recordings from before stay until you delete them.').waitFor();
    await page
      .getByRole('button', { name: `Delete the recording of “${WORDS}”` })
      .first()
      .click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.reload();
    await page.getByText('What you say is turned into text and then forgotten.').waitFor();
    const all = page.getByRole('button', { name: 'Delete all recordings' });
    if ((await rows().count()) > 0) {
      await all.click();
      await page.getByRole('button', { name: 'Delete all', exact: true }).click();
    }
    await all.waitFor({ state: 'detached' });
    expect(await rows().count()).toBe(0);
  });
});

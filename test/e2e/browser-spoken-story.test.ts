import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TUTOR_SAMPLE_RATE } from '../../src/protocol/limits.ts';
import { type App, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { desktop, launchBrowser } from '../support/browser.ts';
import { offlineReady } from '../support/device-data.ts';
import type { FakeHttpService } from '../support/fake-http-service.ts';
import { say, sayWords } from '../support/fake-messages-api.ts';
import { openAiSound, openAiTranscript, startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { learnerWhoSays } from '../support/microphone.ts';
import { said } from '../support/sounds.ts';

const LONG = 'One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen.';

/** So many seconds of sound as OpenAI sends it. */
function sound(seconds: number): Buffer {
  return Buffer.alloc(2 * TUTOR_SAMPLE_RATE * seconds, 3);
}

describe('a spoken talk from the microphone to the loudspeaker, with the real server in between', () => {
  let dir: string;
  let speech: FakeHttpService;
  let app: App;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'lva-spoken-'));
    speech = await startFakeOpenAiAudio();
    speech.always((asked) =>
      asked.path.endsWith('/transcriptions')
        ? openAiTranscript('Why are the leaves of a tree green?')
        : openAiSound(sound(String(asked.body).includes('One two') ? 30 : 1)),
    );
    app = await startApp({
      STT_PROVIDER: 'openai',
      TTS_PROVIDER: 'openai',
      OPENAI_API_KEY: 'test',
      OPENAI_BASE_URL: `${speech.url}/v1`,
    });
    // Long enough for an answer on a busy machine: who speaks again before it has begun stops it.
    browser = await launchBrowser(learnerWhoSays(dir, said('Why are the leaves of a tree green?'), 12));
    page = await browser.newPage({ ...desktop, baseURL: app.url, permissions: ['microphone'] });
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
    await speech[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, force: true });
  });

  it('answers by voice what was said, and the answer counts as heard when it was played', async () => {
    app.api.reply(...say('Leaves hold a green dye.'));
    app.api.reply(...sayWords(LONG));
    app.api.reply(...say('Very well.'));
    await page.getByRole('button', { name: 'Microphone' }).click();
    await page.locator('.message.learner').getByText('Why are the leaves of a tree green?').first().waitFor();
    await page.locator('.caption.spoken').getByText('Leaves hold a green dye.').waitFor();
    await page.locator('.message.tutor.complete').getByText('Leaves hold a green dye.').waitFor();
  });

  it('stops for the next words, and keeps a part of the answer that ends with a word', async () => {
    await page.locator('.caption.spoken').getByText('One two').waitFor();
    const stopped = page.locator('.message.tutor.interrupted');
    await stopped.getByText('You stopped the tutor here.').waitFor();
    const heard = (await stopped.locator('p').first().textContent()) ?? '';
    expect(LONG.startsWith(`${heard} `)).toBe(true);
    await page.locator('.message.tutor.complete').getByText('Very well.').waitFor();
    await page.reload();
    await page.locator('.message.tutor.interrupted').waitFor();
    expect(await page.locator('.message.tutor.interrupted p').first().textContent()).toBe(heard);
  });

  it('keeps what hands-free talking needs on the device, from its first use on', async () => {
    await offlineReady(page);
    await page.reload();
    app.api.reply(...say('As you wish.'));
    await page.getByRole('button', { name: 'Microphone' }).click();
    await page.locator('.phase strong').getByText('Listening', { exact: true }).waitFor();
    const kept = () =>
      page.evaluate<string[]>(
        "caches.open('hands-free').then((cache) => cache.keys()).then((all) => all.map(({ url }) => url).sort())",
      );
    await expect.poll(kept).toHaveLength(3);
    await page.context().setOffline(true);
    for (const url of await kept()) {
      expect(await page.evaluate<boolean>(`fetch(${JSON.stringify(url)}).then(({ ok }) => ok)`)).toBe(true);
    }
    await page.context().setOffline(false);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Services } from '../../src/protocol/common.ts';
import { signUpInApp } from './app.ts';
import { launchBrowser } from './browser.ts';
import { type FakeSpeech, installFakeSpeech } from './fake-speech.ts';
import { learnerWhoSays } from './microphone.ts';
import { installPageSound, type PageSound } from './page-sound.ts';
import { ScriptedLine } from './scripted-line.ts';
import { startServer } from './server-process.ts';
import { said } from './sounds.ts';

/** What the learner says, again and again with five seconds of silence between. */
export const SAID = 'Why are the leaves of a tree green?';

export interface HandsFreeTalk extends AsyncDisposable {
  page: Page;
  line: ScriptedLine;
  sound: PageSound;
  /** The browser's own recogniser and voice. */
  speech: FakeSpeech;
  /** Waits for one of the states. */
  phase(name: 'Ready' | 'Answering' | 'Listening' | 'Thinking' | 'Speaking' | 'Paused'): Promise<void>;
}

/**
 * A new talk in a browser whose learner keeps asking, on a line that the test plays.
 * @param prepare does something to the page before it is opened
 */
export async function startHandsFreeTalk(
  device: BrowserContextOptions,
  services: Partial<Services> = {},
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<HandsFreeTalk> {
  const dir = await mkdtemp(join(tmpdir(), 'lva-hands-free-'));
  const server = await startServer({ DATA_DIR: dir, EMBEDDING_MODEL: 'hash' });
  const browser = await launchBrowser(learnerWhoSays(dir, said(SAID), 3));
  const page = await browser.newPage({ ...device, baseURL: server.url, permissions: ['microphone'] });
  await prepare(page);
  const sound = await installPageSound(page);
  const speech = await installFakeSpeech(page);
  const line = await ScriptedLine.install(page);
  line.services = { ...line.services, ...services };
  await signUpInApp(page, 'ada@example.org');
  await page.getByRole('link', { name: 'Talk', exact: true }).click();
  return {
    page,
    line,
    sound,
    speech,
    phase: (name) => page.locator('.phase strong').getByText(name, { exact: true }).waitFor(),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

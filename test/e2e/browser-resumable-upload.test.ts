import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UploadState } from '../../src/protocol/rest/uploads.ts';
import { type App, signUpInApp, startApp } from '../support/app.ts';
import { desktop, launchBrowser } from '../support/browser.ts';
import { CutLine } from '../support/cut-line.ts';

const MB = 1024 * 1024;

describe('a large file on a bad line', { timeout: 90_000 }, () => {
  let app: App;
  let line: CutLine;
  let browser: Browser;
  let page: Page;
  let folder: string;
  /** Where parts of the file were sent to, and from which byte on. */
  const parts: { path: string; offset: number }[] = [];
  const documents = () => page.getByRole('list', { name: 'Documents' });

  beforeAll(async () => {
    app = await startApp();
    line = await CutLine.to(app.url);
    folder = await mkdtemp(join(tmpdir(), 'lva-upload-'));
    browser = await launchBrowser();
    const context = await browser.newContext({ ...desktop, baseURL: line.url });
    page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on('request', (request) => {
      const offset = Number(request.headers()['upload-offset']);
      if (request.method() === 'PATCH') parts.push({ path: new URL(request.url()).pathname, offset });
    });
    await signUpInApp(page, 'ada@example.org');
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await line[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Chooses a file of 6 MB, most of which is empty, so that it is read quickly. */
  async function choose(name: string): Promise<void> {
    const path = join(folder, name);
    const text = `${name}\n`.repeat(1000);
    await writeFile(path, text.padEnd(6 * MB, '\n'), { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      // The same file is chosen again.
      if (error.code !== 'EEXIST') throw error;
    });
    await page.getByLabel('Choose files, or drop them here').setInputFiles(path);
  }

  /** Chooses a file, of which the line then lets 2.5 MB pass; the server has kept two of them. */
  async function chooseAndStall(name: string): Promise<void> {
    parts.length = 0;
    const silent = line.silentAfter(2.5 * MB);
    await choose(name);
    await silent;
    const received = async () => {
      const path = parts[0]?.path ?? '';
      const state = await page.evaluate(async (url) => (await fetch(url)).json() as Promise<unknown>, path);
      return UploadState.parse(state).received;
    };
    await expect.poll(received, { timeout: 30_000 }).toBe(2 * MB);
  }

  /** Nothing that was kept was sent again, but what the browser by itself may send anew, and that is refused. */
  function expectGoneOn(): void {
    expect(new Set(parts.map(({ path }) => path)).size).toBe(1);
    expect(parts[0]?.offset).toBe(0);
    expect(parts.length).toBeGreaterThan(1);
    for (const { offset } of parts.slice(1)) expect(offset).toBeGreaterThanOrEqual(2 * MB);
  }

  it('goes on by itself where the line was cut', async () => {
    await chooseAndStall('cut.txt');
    line.cut();
    await documents().getByText('cut', { exact: true }).waitFor();
    expectGoneOn();
  });

  it('goes on by itself where the server was killed', async () => {
    await chooseAndStall('killed.txt');
    await app.killAndRestart();
    await documents().getByText('killed', { exact: true }).waitFor();
    expectGoneOn();
  });

  it('goes on where it was when it is chosen again after a reload', async () => {
    await chooseAndStall('reloaded.txt');
    await page.reload();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await choose('reloaded.txt');
    await documents().getByText('reloaded', { exact: true }).waitFor();
    expectGoneOn();
  });
});

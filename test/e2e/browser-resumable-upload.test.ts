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

  it('goes on by itself from the byte at which the line was cut', async () => {
    const cut = line.after(3 * MB, 'cut');
    await choose('cut.txt');
    await cut;
    await documents().getByText('cut', { exact: true }).waitFor();
    const [first, second] = parts;
    expect(first?.offset).toBe(0);
    expect(second?.path).toBe(first?.path);
    // All of it but the head of the request.
    expect(second?.offset).toBeGreaterThan(3 * MB - 10_000);
    expect(parts).toHaveLength(2);
  });

  it('goes on by itself where the server was killed in the middle', async () => {
    parts.length = 0;
    const silent = line.after(2.5 * MB, 'silent');
    await choose('killed.txt');
    await silent;
    const received = async () => {
      const state = await page.evaluate(
        async (path) => (await fetch(path)).json() as Promise<unknown>,
        parts[0]?.path ?? '',
      );
      return UploadState.parse(state).received;
    };
    await expect.poll(received, { timeout: 20_000 }).toBe(2 * MB);
    await app.killAndRestart();
    await documents().getByText('killed', { exact: true }).waitFor();
    expect(parts.map(({ offset }) => offset)).toEqual([0, 2 * MB]);
  });

  it('goes on where it was when it is chosen again after a reload', async () => {
    parts.length = 0;
    const silent = line.after(2.5 * MB, 'silent');
    await choose('reloaded.txt');
    await silent;
    await page.reload();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
    await choose('reloaded.txt');
    await documents().getByText('reloaded', { exact: true }).waitFor();
    const last = parts.at(-1);
    expect(last?.path).toBe(parts[0]?.path);
    expect(last?.offset).toBeGreaterThan(0);
  });
});

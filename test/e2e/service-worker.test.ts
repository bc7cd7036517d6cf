import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { offlineReady } from '../support/device-data.ts';
import { type ListeningServer, listen } from '../support/listen.ts';

const root = join(import.meta.dirname, '../..');
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

describe('the service worker', () => {
  let retired: string;
  let served = join(root, 'dist/client');
  let site: ListeningServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    retired = await mkdtemp(join(tmpdir(), 'lva-retired-'));
    execFileSync(
      process.execPath,
      ['node_modules/vite/bin/vite.js', 'build', '--outDir', retired, '--logLevel', 'error'],
      {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production', SERVICE_WORKER: 'retire' },
        stdio: 'pipe',
      },
    );
    site = await listen(async (req, res) => {
      const path = new URL(req.url ?? '/', 'http://localhost').pathname;
      const file = extname(path) === '' ? '/index.html' : path;
      if (path.startsWith('/api/')) {
        res.writeHead(200, { 'content-type': 'application/json' }).end('null');
        return;
      }
      const body = await readFile(join(served, file)).catch(() => undefined);
      res.writeHead(body ? 200 : 404, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(body);
    });
    browser = await launchBrowser();
    page = await browser.newPage({ baseURL: site.url });
  });
  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
    await rm(retired, { recursive: true, force: true });
  });

  const cacheNames = () => page.evaluate<string[]>('caches.keys()');
  const registrations = () =>
    page.evaluate<number>('navigator.serviceWorker.getRegistrations().then((all) => all.length)');

  it('opens the app without a network, at any of its addresses', async () => {
    await page.goto('/');
    await offlineReady(page);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.context().setOffline(true);
    await page.goto('/library');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.context().setOffline(false);
  });

  it.each(['/api/me', '/docs', '/openapi.json', '/health/live', '/metrics', '/admin', '/twilio/voice'])(
    'leaves %s to the server',
    async (path) => {
      await page.context().setOffline(true);
      await expect(page.goto(path)).rejects.toThrow(/ERR_INTERNET_DISCONNECTED/);
      await page.context().setOffline(false);
    },
  );

  it('keeps no answer of the server’s', async () => {
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    const kept = await page.evaluate<string[]>(`(async () => {
      const urls = [];
      for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
      }
      return urls;
    })()`);
    expect(kept).toContain('/index.html');
    expect(kept.filter((path) => /^\/(api|admin|docs|health|metrics)/.test(path))).toEqual([]);
  });

  it('can be taken off every device by a release', async () => {
    served = retired;
    const reloaded = page.waitForEvent('framenavigated');
    await page.evaluate('void navigator.serviceWorker.getRegistration().then((registration) => registration.update())');
    await reloaded;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await cacheNames()).toEqual([]);
    expect(await registrations()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await registrations()).toBe(0);
  });
});

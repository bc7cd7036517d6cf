import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where the browser is; Debian's by default. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const artifacts = join(import.meta.dirname, '../../artifacts');

/** A real, headless Chromium that speaks to nobody but the tests. @param more arguments of the test's own */
export function launchBrowser(more: string[] = [], { keepsPages = false } = {}): Promise<Browser> {
  return chromium.launch({
    executablePath,
    // Pages that were left come back as they were, as in everybody's browser; playwright turns that off.
    ...(keepsPages && { ignoreDefaultArgs: ['--disable-back-forward-cache'] }),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...more],
  });
}

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
export const desktop = { viewport: { width: 1280, height: 800 } };

/** Keeps a picture of the page as `artifacts/NAME.png`, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await mkdir(artifacts, { recursive: true });
  await page.screenshot({ path: join(artifacts, `${name}.png`) });
}

/** Collects what a page complains about: exceptions, errors on the console, violations of the content security policy. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { sayWords } from '../support/fake-messages-api.ts';
import { AUTH_TOKEN, FakeTwilio } from '../support/fake-twilio.ts';
import { freePort } from '../support/free-port.ts';

const PUBLIC_URL = 'https://tutor.example.org';
const MOBILE = '+15550100';

describe('the telephone and the app', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  let twilio: FakeTwilio;
  const linked = () => page.locator('.row-title', { hasText: MOBILE });

  beforeAll(async () => {
    const port = await freePort();
    const server = `http://localhost:${port}`;
    app = await startApp({
      PORT: String(port),
      PUBLIC_URL,
      ALLOWED_ORIGINS: server,
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_PHONE_NUMBER: '+15550111',
    });
    twilio = new FakeTwilio({ server, publicUrl: PUBLIC_URL });
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: server });
    page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('links a number with a code that is shown here and typed there', async () => {
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Link a number' }).click();
    const code = (await page.locator('#telephone-title ~ .note code').textContent()) ?? '';
    expect(code).toMatch(/^\d{6}$/);
    await keepPicture(page, 'phone-link-code');
    expect(await accessibilityViolations(page)).toEqual([]);
    const call = await twilio.call(MOBILE);
    expect(await call.next()).toContain('not linked');
    await call.presses(code);
    expect(await call.next()).toContain('Hello Ada Lovelace.');
    await call.hangsUp();
    await page.getByRole('button', { name: 'I have typed it' }).click();
    await linked().waitFor();
  });

  it('goes on in the app with what was said in a call', async () => {
    app.api.reply(...sayWords('Plants make sugar from light.'));
    const call = await twilio.call(MOBILE);
    await call.next();
    await call.says('What do plants make?');
    expect(await call.next()).toBe('Plants make sugar from light.');
    await call.says('Goodbye.');
    expect(await call.next()).toContain('You asked one question. You find it in the app.');
    await call.hangsUp();
    await page.goto('/settings');
    await page.locator('.row-detail', { hasText: 'You asked one question.' }).waitFor();
    await keepPicture(page, 'phone-calls');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.goto('/conversations');
    await page.getByText('What do plants make').first().click();
    await page.locator('.message.tutor').getByText('Plants make sugar from light.').waitFor();
    await keepPicture(page, 'phone-call-in-the-app');
  });

  it('protects a shared phone with a PIN, and unlinks it', async () => {
    await page.goto('/settings');
    await page.getByRole('button', { name: 'Set a PIN' }).click();
    await page.getByLabel(`PIN for ${MOBILE}`).fill('2468');
    await keepPicture(page, 'phone-set-pin');
    await page.getByRole('button', { name: 'Set PIN', exact: true }).click();
    await page.getByText('asks for a PIN').waitFor();
    const call = await twilio.call(MOBILE);
    expect(await call.next()).toContain('PIN');
    await call.hangsUp();
    await page.getByRole('button', { name: `Unlink ${MOBILE}` }).click();
    await page.getByRole('button', { name: 'Unlink', exact: true }).click();
    await linked().waitFor({ state: 'detached' });
    const stranger = await twilio.call(MOBILE);
    expect(await stranger.next()).toContain('not linked');
    await stranger.hangsUp();
  });
});

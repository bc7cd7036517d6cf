import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, signUpInApp, startApp } from '../support/app.ts';
import { desktop, launchBrowser } from '../support/browser.ts';

describe('an operator', () => {
  let app: App;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    context = await browser.newContext({ ...desktop, baseURL: app.url });
    page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('comes from the settings to the operator’s page, and back', async () => {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Operator’s page' }).click();
    await page.getByRole('heading', { name: 'Operations' }).waitFor();
    await page.getByRole('link', { name: 'Back to the app' }).click();
    await page.getByRole('heading', { name: /Ada/ }).waitFor();
  });

  it('is asked to sign in at the page’s own address, and gets there', async () => {
    const fresh = await (await browser.newContext({ ...desktop, baseURL: app.url })).newPage();
    const response = await fresh.goto('/admin');
    expect(response?.status()).toBe(404);
    await fresh.getByLabel('Email').fill('ada@example.org');
    await fresh.getByLabel('Password').fill('correct horse battery');
    await fresh.getByRole('button', { name: 'Sign in' }).click();
    await fresh.getByRole('link', { name: 'Open the operator’s page' }).click();
    await fresh.getByRole('heading', { name: 'Operations' }).waitFor();
  });

  it('is the only one who learns that there is such a page', async () => {
    const other = await (await browser.newContext({ ...desktop, baseURL: app.url })).newPage();
    await signUpInApp(other, 'bob@example.org');
    await other.goto('/admin');
    await other.getByRole('heading', { name: 'There is no such page' }).waitFor();
    expect(await other.getByText(/operator/i).count()).toBe(0);
  });
});

import { expect, it, onTestFinished } from 'vitest';
import { signOutInApp, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { launchBrowser, phone } from '../support/browser.ts';

it('shows nothing to whoever goes back in the browser after signing out', async () => {
  const app = await startApp();
  onTestFinished(() => app[Symbol.asyncDispose]());
  const browser = await launchBrowser([], { keepsPages: true });
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext({ ...phone, baseURL: app.url })).newPage();
  await signUpInApp(page, 'ada@example.org');
  await takeSample(page);
  await page.goto('/library');
  await page
    .getByRole('link', { name: /How plants make their food/ })
    .first()
    .click();
  await page.locator('.document-text').waitFor();
  // By its address: the page is left, and comes back as it was.
  await page.goto(page.url());
  await page.locator('.document-text').waitFor();
  await page.goto('/settings');
  await signOutInApp(page);
  await page.goBack({ waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(await page.locator('.document-text').count()).toBe(0);
});

import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { signOutInApp } from '../support/app.ts';
import { keepPicture, phone } from '../support/browser.ts';
import { deviceData, offlineReady } from '../support/device-data.ts';
import { type Learner, startLearner } from '../support/learner.ts';

/** What a system hands to the app that was chosen from its list: a form, filled in by another app. */
async function share(page: Page, fields: Record<string, string>, file?: { name: string; type: string; text: string }) {
  const opened = page.waitForEvent('load');
  await page.evaluate(
    `(({ fields, file }) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: '/share', enctype: 'multipart/form-data' });
      for (const [name, value] of Object.entries(fields)) {
        form.append(Object.assign(document.createElement('input'), { name, value }));
      }
      if (file) {
        const chosen = new DataTransfer();
        chosen.items.add(new File([file.text], file.name, { type: file.type }));
        form.append(Object.assign(document.createElement('input'), { type: 'file', name: 'files', files: chosen.files }));
      }
      document.body.append(form);
      form.submit();
    })(${JSON.stringify({ fields, file })})`,
  );
  await opened;
  await page.waitForURL((url) => url.pathname === '/library' && url.search === '');
}

/** Safari's word for being an app; others say it by their display mode, which nothing here can put on. */
async function asInstalled(context: BrowserContext): Promise<void> {
  await context.addInitScript("Object.defineProperty(navigator, 'standalone', { value: true })");
}

describe('what other apps of the phone share', () => {
  let learner: Learner;
  let page: Page;
  const shared = () => page.getByRole('region', { name: 'Shared with the tutor' });
  const documents = () => page.getByRole('list', { name: 'Documents' });
  const setOffline = (isOffline: boolean) => learner.context.setOffline(isOffline);

  beforeAll(async () => {
    learner = await startLearner(phone);
    page = learner.page;
    await offlineReady(page);
  });
  afterAll(() => learner[Symbol.asyncDispose]());

  it('is asked about in a browser’s tab, to which any page can post, and added then', async () => {
    await share(page, {}, { name: 'leaves.txt', type: 'text/plain', text: 'Leaves are green because of chlorophyll.' });
    await shared().getByText('Was it you').waitFor();
    await keepPicture(page, 'phone-shared-asked');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.reload();
    await shared().getByRole('button', { name: 'Add leaves.txt' }).click();
    await documents().getByText('leaves').waitFor();
    await shared().waitFor({ state: 'detached' });
  });

  it('can be discarded', async () => {
    await share(page, { title: 'Unwanted', text: 'Buy this now.' });
    await shared().getByRole('button', { name: 'Discard Unwanted' }).click();
    await shared().waitFor({ state: 'detached' });
    expect((await deviceData(page)).rows['shares']).toBe(0);
  });

  it('goes into the Library by itself in the installed app', async () => {
    await asInstalled(learner.context);
    await share(page, { title: 'Roots', text: 'Roots take in water from the soil.' });
    await documents().getByText('Roots').waitFor();
    await shared().waitFor({ state: 'detached' });
  });

  it('says of a web page why it can’t be had, and keeps the address', async () => {
    await share(page, { title: 'Mine', text: 'Mine http://127.0.0.1:9/' });
    await shared().getByRole('button', { name: 'Retry http://127.0.0.1:9/' }).waitFor();
    await keepPicture(page, 'phone-shared-refused');
    expect(await accessibilityViolations(page)).toEqual([]);
    await shared().getByRole('button', { name: 'Discard' }).click();
    await shared().waitFor({ state: 'detached' });
  });

  it('is kept while there is no network, and sent when it is back', async () => {
    await setOffline(true);
    await share(page, { title: 'Stems' }, { name: 'stems.md', type: 'text/markdown', text: '# Stems\n\nStems carry.' });
    await shared().getByText('Is sent when you are online again').waitFor();
    await keepPicture(page, 'phone-shared-offline');
    await page.reload();
    await shared().getByText('stems.md').waitFor();
    await setOffline(false);
    await documents().getByText('stems').waitFor();
    await shared().waitFor({ state: 'detached' });
  });

  it('says when nothing was in it', async () => {
    await share(page, { text: ' ' });
    await page.getByText('Nothing was in what was shared.').waitFor();
    await page.reload();
    await documents().getByText('stems').waitFor();
    expect(await page.getByText('Nothing was in what was shared.').count()).toBe(0);
  });

  it('waits on the device for whoever signs in', async () => {
    await signOutInApp(page);
    await share(page, { title: 'Seeds', text: 'A seed holds a small plant.' });
    await page.getByText('waits on this device until you sign in').waitFor();
    await keepPicture(page, 'phone-shared-signed-out');
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.getByLabel('Email').fill('ada@example.org');
    await page.getByLabel('Password').fill('correct horse battery');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await documents().getByText('Seeds').waitFor();
    expect((await deviceData(page)).rows['shares']).toBe(0);
  });

  it('is told to be lost where the service worker is not there to take it', async () => {
    const context = await learner.browser.newContext({
      ...phone,
      baseURL: learner.app.url,
      serviceWorkers: 'block',
    });
    page = await context.newPage();
    await page.goto('/');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await share(page, {}, { name: 'leaves.txt', type: 'text/plain', text: 'Leaves are green.' });
    await page.getByText('could not be kept on this device').waitFor();
    await context.close();
  });
});

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from '../../src/protocol/limits.ts';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, signUpInApp, startApp } from '../support/app.ts';
import { desktop, keepPicture, launchBrowser } from '../support/browser.ts';
import { makePdf } from '../support/pdf.ts';

describe('the library', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  const files = () => page.getByLabel('Choose files, or drop them here');
  const uploads = () => page.getByRole('list', { name: 'Uploads' });
  const documents = () => page.getByRole('list', { name: 'Documents' });

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...desktop, baseURL: app.url });
    page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('heading', { name: 'Library' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('takes many files at once and follows each until it can be read', async () => {
    const pdf = await makePdf(['Rivers carry sand to the sea.', 'Deltas grow where rivers slow down.'], {
      title: 'Rivers',
    });
    await files().setInputFiles([
      { name: 'rivers.pdf', mimeType: 'application/pdf', buffer: pdf },
      { name: 'winds.txt', mimeType: 'text/plain', buffer: Buffer.from('Winds blow from high to low pressure.') },
    ]);
    await documents().getByText('2 pages').waitFor();
    await documents().getByRole('link', { name: /winds/ }).waitFor();
    expect(await uploads().count()).toBe(0);
    await keepPicture(page, 'desktop-library');
  });

  it('believes what it was told last, not a list that was under way meanwhile', async () => {
    await documents().getByRole('link', { name: /winds/ }).waitFor();
    const lists = (url: URL) => url.pathname === '/api/documents';
    await page.route(
      lists,
      async (route) => {
        const response = await route.fetch();
        const list: { documents: { status: string }[] } = await response.json();
        for (const document of list.documents) document.status = 'embedding';
        await route.fulfill({ response, json: list });
      },
      { times: 1 },
    );
    // What the list says is doubted: each document that it calls unfinished is looked at once more.
    const one = /^\/api\/documents\/(?!events)[^/]+$/;
    const lookedAt = page.waitForResponse((response) => one.test(new URL(response.url()).pathname));
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Library' }).click();
    await lookedAt;
    await expect.poll(() => documents().getByText('2 pages').textContent()).not.toContain('Learning');
    expect(
      await documents()
        .getByRole('button', { name: /Stop reading/ })
        .count(),
    ).toBe(0);
  });

  it('says why a file was not taken, and lets it be put away, but not sent again in vain', async () => {
    const picture = {
      name: 'photo.png',
      mimeType: 'image/png',
      buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]),
    };
    await files().setInputFiles([picture]);
    const remove = uploads().getByRole('button', { name: 'Remove photo.png from the list' });
    await remove.waitFor();
    expect(await uploads().textContent()).not.toContain('status');
    expect(await uploads().getByRole('button', { name: /Retry/ }).count()).toBe(0);
    await keepPicture(page, 'desktop-refused-file');
    await remove.click();
    expect(await uploads().count()).toBe(0);
  });

  it('refuses a file over the limit with a clear reason', async () => {
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(${MAX_FILE_BYTES} + 1)], 'huge.txt', { type: 'text/plain' }));
      const input = document.querySelector('input[type=file]');
      input.files = transfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }`);
    await uploads().getByText(/50 MB/).last().waitFor();
    expect(await uploads().getByRole('button', { name: /Retry/ }).count()).toBe(0);
    await uploads().getByRole('button', { name: 'Remove huge.txt from the list' }).click();
  });

  it('opens a document to read, page by page', async () => {
    await documents()
      .getByRole('link', { name: /rivers/i })
      .click();
    await page.getByText('Deltas grow where rivers slow down.').waitFor();
    expect(await page.getByText('Page 2').count()).toBe(1);
    await keepPicture(page, 'desktop-document');
    await page.getByRole('main').getByRole('link', { name: 'Library' }).click();
  });

  it('keeps pasted notes', async () => {
    await page.getByText('Paste notes').click();
    await page.getByLabel('Title').fill('Clouds');
    await page.getByLabel('Text', { exact: true }).fill('Clouds are made of tiny drops.');
    await page.getByRole('button', { name: 'Add notes' }).click();
    await documents()
      .getByRole('link', { name: /Clouds/ })
      .waitFor();
  });

  it('names notes without a title by their first line', async () => {
    await page.getByText('Paste notes').click();
    await page
      .getByLabel('Text', { exact: true })
      .fill('Fog is a cloud on the ground.\nIt goes when the sun warms it.');
    await page.getByRole('button', { name: 'Add notes' }).click();
    await documents()
      .getByRole('link', { name: /Fog is a cloud on the ground\./ })
      .waitFor();
  });

  it('says of what is in it already which document that is', async () => {
    await files().setInputFiles([
      { name: 'air.txt', mimeType: 'text/plain', buffer: Buffer.from('Winds blow from high to low pressure.') },
    ]);
    await uploads()
      .getByText(/in your library already/)
      .getByRole('link', { name: 'winds' })
      .waitFor();
    await keepPicture(page, 'desktop-known-file');
    await uploads().getByRole('button', { name: 'Remove air.txt from the list' }).click();
    expect(await uploads().count()).toBe(0);
    await page.getByText('Paste notes').click();
    await page.getByLabel('Title').fill('Clouds');
    await page.getByLabel('Text', { exact: true }).fill('Clouds are made of tiny drops.');
    await page.getByRole('button', { name: 'Add notes' }).click();
    const known = page.getByText(/in your library already/);
    await known.getByRole('link', { name: 'Clouds' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    await known.getByRole('link', { name: 'Clouds' }).click();
    await page.getByText('Clouds are made of tiny drops.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Library' }).click();
  });

  it('sends a file that was chosen offline when the network is back', async () => {
    await page.context().setOffline(true);
    await page.getByText(/^Offline/).waitFor();
    await files().setInputFiles([{ name: 'hail.txt', mimeType: 'text/plain', buffer: Buffer.from('Hail is ice.') }]);
    await uploads().getByText('Is sent when you are online again').waitFor();
    await keepPicture(page, 'desktop-upload-waits');
    await page.context().setOffline(false);
    await documents().getByRole('link', { name: /hail/ }).waitFor();
    expect(await uploads().count()).toBe(0);
  });

  it('leaves the app its connections while many documents are read', async () => {
    const files = Array.from({ length: 12 }, (_, at) => ({
      name: `many-${at}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(`Of number ${at} this is all.`),
    }));
    await page.locator('input[type=file]').setInputFiles(files);
    await documents()
      .getByRole('link', { name: /^many-11\b/ })
      .waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByText('This device').first().waitFor();
    await page.getByRole('link', { name: 'Library' }).first().click();
    await documents()
      .getByRole('link', { name: /^many-0\b/ })
      .waitFor();
    expect(
      await documents()
        .getByRole('link', { name: /^many-/ })
        .count(),
    ).toBe(12);
  });

  it('deletes a document after asking once more', async () => {
    await documents().getByRole('button', { name: 'Delete Clouds' }).click();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(
      await documents()
        .getByRole('link', { name: /Clouds/ })
        .count(),
    ).toBe(1);
    await documents().getByRole('button', { name: 'Delete Clouds' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await documents()
      .getByRole('link', { name: /Clouds/ })
      .waitFor({ state: 'detached' });
    await page.reload();
    await documents().getByRole('link', { name: /winds/ }).waitFor();
    expect(
      await documents()
        .getByRole('link', { name: /Clouds/ })
        .count(),
    ).toBe(0);
  });
});

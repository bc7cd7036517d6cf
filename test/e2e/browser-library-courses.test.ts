import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleTitle } from '../../src/client/library/sample.ts';
import { accessibilityViolations } from '../support/accessibility.ts';
import { type App, ask, signUpInApp, startApp } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { searchResultsOf } from '../support/fake-messages-api.ts';

describe('courses in the library', () => {
  let app: App;
  let browser: Browser;
  let page: Page;
  const documents = () => page.getByRole('list', { name: 'Documents' });
  const row = (title: RegExp) => documents().getByRole('link', { name: title });
  const dialog = () => page.getByRole('dialog', { name: 'Change document' });
  const choose = (option: string) => page.getByLabel('Course', { exact: true }).selectOption(option);

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    const context = await browser.newContext({ ...phone, baseURL: app.url });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await signUpInApp(page, 'ada@example.org');
    for (const title of ['Clouds', 'Rivers', sampleTitle]) {
      const data = { title, text: `${title} carry water over the land.` };
      expect((await page.request.post('/api/documents', { data, headers: { Origin: app.url } })).status()).toBe(201);
    }
    await page.getByRole('link', { name: 'Library' }).click();
    await documents().getByRole('button', { name: 'Change Rivers' }).waitFor();
    await documents().getByRole('button', { name: 'Change Clouds' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  async function setIn(title: string, course: string, isIn: boolean): Promise<void> {
    await documents()
      .getByRole('button', { name: `Change ${title}` })
      .click();
    await dialog().getByLabel(course).setChecked(isIn);
    if (isIn) await keepPicture(page, 'phone-document-courses');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().waitFor({ state: 'detached' });
  }

  it('makes a course, which is empty and says how to fill it', async () => {
    await page.getByText('Make a course').click();
    await page.getByLabel('Name').first().fill('Geography');
    await page.getByRole('button', { name: 'Make course' }).click();
    await page.getByText('Nothing is in this course yet.').waitFor();
    expect(await documents().getByRole('listitem').count()).toBe(0);
    expect(await accessibilityViolations(page)).toEqual([]);
    await choose('');
    await row(/Rivers/).waitFor();
  });

  it('puts documents in, and lists only those of the course', async () => {
    await setIn('Rivers', 'Geography', true);
    await choose('Geography (1)');
    await row(/Clouds/).waitFor({ state: 'detached' });
    expect(await row(/Rivers/).count()).toBe(1);
    expect(await accessibilityViolations(page)).toEqual([]);
    await keepPicture(page, 'phone-course');
  });

  it('renames it', async () => {
    await page.getByText('Rename course').click();
    await page.getByLabel('Name').last().fill('Water on land');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('region', { name: 'Course Water on land' }).waitFor();
  });

  it('talks about the course alone, and says so above the talk', async () => {
    await page.getByRole('link', { name: 'Talk about this course' }).click();
    await page.getByText('Course: Water on land').waitFor();
    // The sample is not in it, and neither are the questions about that.
    expect(await page.getByRole('list', { name: 'Questions to begin with' }).count()).toBe(0);
    await keepPicture(page, 'phone-course-talk');
    const asked = app.api.nextRequest();
    await ask(page, 'What carries water over the land?');
    expect(searchResultsOf((await asked).body).map((result) => result.title)).toEqual(['Rivers']);
    await page.locator('.message.tutor.complete').waitFor();
    expect(await page.getByText('Course: Water on land').count()).toBe(1);
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.reload();
    await page.getByText('Course: Water on land').waitFor();
  });

  it('names the course in the list of talks', async () => {
    await page.getByRole('link', { name: 'Talks', exact: true }).click();
    await page.getByRole('list', { name: 'Talks' }).getByText('Course: Water on land').waitFor();
    await page.reload();
    await page.getByRole('list', { name: 'Talks' }).getByText('Course: Water on land').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('takes a document out, and deletes the course but not what was in it', async () => {
    await page.getByRole('link', { name: 'Library' }).click();
    await choose('Water on land (1)');
    await setIn('Rivers', 'Water on land', false);
    await page.getByText('Nothing is in this course yet.').waitFor();
    await page.getByRole('button', { name: 'Delete course Water on land' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await row(/Rivers/).waitFor();
    expect(await row(/Clouds/).count()).toBe(1);
    expect(await page.getByLabel('Course', { exact: true }).count()).toBe(0);
  });

  it('says that a document is deleted, and leaves the focus with the others', async () => {
    await documents().getByRole('button', { name: 'Delete Clouds' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByRole('status').getByText('“Clouds” is deleted.').waitFor();
    await row(/Clouds/).waitFor({ state: 'detached' });
    expect(await documents().and(page.locator(':focus')).count()).toBe(1);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { LearnersApp, PAGE_NAMES } from '../support/learners-app.ts';

const SCHEMES = ['light', 'dark'] as const;

/** What axe finds on the page as it is, in each scheme. */
async function violationsIn(page: Page) {
  const found: Record<string, string[]> = {};
  for (const colorScheme of SCHEMES) {
    await page.emulateMedia({ colorScheme });
    found[colorScheme] = await accessibilityViolations(page);
  }
  return found;
}
const NOTHING = { light: [], dark: [] };

describe('what axe finds in the light and in the dark scheme', () => {
  let app: LearnersApp;
  beforeAll(async () => {
    app = await LearnersApp.start();
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it.each(PAGE_NAMES)('is nothing on the page: %s', async (name) => {
    const page = await app.show(name);
    expect(await violationsIn(page)).toEqual(NOTHING);
    await page.close();
  });

  it.each(SCHEMES)(
    'is nothing with a source open, or while it asks whether to delete, in the %s one',
    async (colorScheme) => {
      const page = await app.open(app.talk);
      await page.emulateMedia({ colorScheme });
      await page.getByRole('button', { name: /^Source 1/ }).click();
      await page.locator('dialog mark').waitFor();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.goto('/library');
      await page.getByRole('button', { name: /^Delete/ }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).hover();
      expect(await accessibilityViolations(page)).toEqual([]);
      await page.close();
    },
  );

  it.each(['/sign-in', '/sign-up'])('is nothing at the door: %s', async (path) => {
    const page = await app.openSignedOut(path);
    expect(await violationsIn(page)).toEqual(NOTHING);
    await page.context().close();
  });
});

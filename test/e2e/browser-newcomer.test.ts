import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessibilityViolations } from '../support/accessibility.ts';
import { ask, signUpInApp } from '../support/app.ts';
import { desktop, keepPicture, phone } from '../support/browser.ts';
import { offlineReady } from '../support/device-data.ts';
import { type Learner, startLearner } from '../support/learner.ts';

describe('what a newcomer sees, where no model is set up', () => {
  let learner: Learner;
  let page: Page;

  beforeAll(async () => {
    learner = await startLearner(phone, { model: false });
    page = learner.page;
  });
  afterAll(() => learner[Symbol.asyncDispose]());

  const tutorSaid = () => page.locator('.message.tutor.complete').last();

  it('begins with questions about the sample, in a talk that is ready and nothing that is paused', async () => {
    await page.getByRole('button', { name: 'Try with a sample' }).click();
    await page.getByRole('heading', { name: 'New talk' }).waitFor();
    await page.locator('.phase strong').getByText('Ready', { exact: true }).waitFor();
    const first = page.getByRole('list', { name: 'Questions to begin with' });
    await first.getByRole('button').first().waitFor();
    await keepPicture(page, 'phone-newcomer-first-questions');
    expect(await accessibilityViolations(page)).toEqual([]);
    // On a small phone it begins at its beginning, too, and all of it can be seen.
    const { viewport } = phone;
    await page.setViewportSize({ width: 360, height: 740 });
    await page.reload();
    await first.getByRole('button').first().waitFor();
    await page.locator('.phase strong').getByText('Ready', { exact: true }).waitFor();
    const [above, below] = await hiddenAboveAndBelow(page);
    expect(above).toBe(0);
    // Browsers round the one and not the other.
    expect(below).toBeLessThanOrEqual(1);
    await keepPicture(page, 'small-phone-first-questions');
    await page.setViewportSize({ width: 360, height: 620 });
    expect((await hiddenAboveAndBelow(page))[0]).toBe(0);
    await page.setViewportSize(viewport);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByText(/^2 KB$/).waitFor();
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await first.getByRole('button', { name: 'What happens in the Calvin cycle?' }).click();
    await tutorSaid()
      .getByRole('button', { name: /^Source 1: / })
      .first()
      .waitFor();
    expect(await first.count()).toBe(0);
    await page.getByText('No language model is set up here').waitFor();
  });

  it('reads the note about what is limited once; it stays in the settings', async () => {
    await page.getByRole('button', { name: 'Put this note away' }).click();
    await page.reload();
    await tutorSaid().waitFor();
    await page.locator('.phase strong').getByText('Ready', { exact: true }).waitFor();
    expect(await page.getByText('No language model is set up here').count()).toBe(0);
    await keepPicture(page, 'phone-newcomer-answer');
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'What is limited here' }).waitFor();
    await page.getByText('No language model is set up here').waitFor();
  });

  it('is thanked back, and not told that nothing was found', async () => {
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'thanks!');
    await tutorSaid().getByText('You’re welcome!').waitFor();
  });

  it('renames a talk', async () => {
    await page.getByRole('link', { name: 'Talks' }).click();
    const rename = page.getByRole('button', { name: 'Rename What happens in the Calvin cycle?' });
    await rename.click();
    expect(await accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    const focused = () => page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    expect(await focused()).toBe('Rename What happens in the Calvin cycle?');
    await rename.click();
    await page.getByLabel('Title').fill('Calvin, again');
    await keepPicture(page, 'phone-rename-talk');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: /Calvin, again/ }).waitFor();
    // The focus is back where the dialog was opened, under its new name.
    await expect.poll(focused).toBe('Rename Calvin, again');
    await page.reload();
    await page.getByRole('link', { name: /Calvin, again/ }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  it('is told once that there is no network', async () => {
    await offlineReady(page);
    await page.reload();
    await page.getByRole('link', { name: /Calvin, again/ }).waitFor();
    await learner.context.setOffline(true);
    for (const name of ['Today', 'Talks', 'Library', 'Talk', 'Settings']) {
      await page.getByRole('link', { name, exact: true }).click();
      await page.getByText(/^Offline/).waitFor();
      await keepPicture(page, `phone-offline-${name.toLowerCase()}`);
      expect([name, await page.getByText(/can’t be reached|connection is gone/).count()]).toEqual([name, 0]);
    }
    // What the settings could not load is there when the network is.
    const devices = page.getByRole('region', { name: 'Devices' });
    expect(await devices.getByRole('listitem').count()).toBe(0);
    await learner.context.setOffline(false);
    await devices.getByRole('listitem').first().waitFor();
  });

  it('is told in the dark, too, why nobody can hear', async () => {
    const dark = await learner.browser.newContext({ ...desktop, colorScheme: 'dark', baseURL: learner.app.url });
    const other = await dark.newPage();
    // A browser without a recogniser, on a server that does not understand speech.
    await other.addInitScript('delete window.SpeechRecognition; delete window.webkitSpeechRecognition;');
    await signUpInApp(other, 'grace@example.org');
    await other.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(other, 'hello');
    await other.locator('.caption').getByText('Nobody can hear you here').waitFor();
    await keepPicture(other, 'desktop-dark-nobody-hears');
    expect(await accessibilityViolations(other)).toEqual([]);
    await dark.close();
  });
});

/** How much of the invitation to a new talk is out of sight, px. */
async function hiddenAboveAndBelow(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const { scrollTop, scrollHeight, clientHeight } = document.querySelector('.message-scroll');
    done([scrollTop, scrollHeight - clientHeight - scrollTop]);
  })))`);
}

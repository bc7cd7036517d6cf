import { describe, expect, it } from 'vitest';
import { ask } from '../support/app.ts';
import { keepPicture } from '../support/browser.ts';
import { gate, hold, say, sayWords } from '../support/fake-messages-api.ts';
import { learnerOnPhone } from '../support/learner.ts';

describe('a server that goes away in the middle of an answer', () => {
  const learner = learnerOnPhone();

  it('is not shown as answering: the talk says that the line is lost, and what becomes of questions', async () => {
    const { page } = learner;
    const rest = gate();
    learner.app.api.reply(...sayWords('Leaves look green.'), hold(rest.opened), ...say(' Why?'));
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'Why are leaves green?');
    const control = page.locator('.voice-control');
    await control.getByText('Answering', { exact: true }).waitFor();
    await learner.app.server.kill();
    await control.getByText('No connection', { exact: true }).waitFor();
    await control.getByText('Questions wait here').waitFor();
    await ask(page, 'What is the dye called?');
    await page.getByText('Waits to be sent').waitFor();
    await keepPicture(page, 'phone-line-lost');
    expect(await control.getByText('Answering', { exact: true }).count()).toBe(0);
    rest.open();
    await learner.app.killAndRestart();
    await page.getByText('Waits to be sent').waitFor({ state: 'detached' });
    await control.getByText('Ready', { exact: true }).waitFor();
    await page.locator('.message.tutor.complete').last().waitFor();
  });
});

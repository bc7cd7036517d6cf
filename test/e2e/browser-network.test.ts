import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, ask, signUpInApp, startApp, takeSample } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { fail, gate, hold, say, sayWords } from '../support/fake-messages-api.ts';
import { openTcpProxy } from '../support/tcp-proxy.ts';

/** Longer than any wait between two attempts to connect. */
const LONG = { timeout: 30_000 };

describe('a talk over a bad line', () => {
  let app: App;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const answers = () => page.locator('.message.tutor');

  beforeAll(async () => {
    app = await startApp();
    browser = await launchBrowser();
    context = await browser.newContext({ ...phone, baseURL: app.url });
    page = await context.newPage();
    await signUpInApp(page, 'ada@example.org');
    await takeSample(page);
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
  });
  afterAll(async () => {
    await browser.close();
    await app[Symbol.asyncDispose]();
  });

  it('loses nothing and repeats nothing when the network goes in the middle of an answer', async () => {
    const [cut, rest] = [gate(), gate()];
    app.api.reply(
      ...sayWords('One two three. '),
      hold(cut.opened),
      ...sayWords('Four five six. '),
      hold(rest.opened),
      ...say('Seven.'),
    );
    await ask(page, 'What limits photosynthesis?');
    await answers().getByText('One two three.').waitFor();
    await context.setOffline(true);
    await page.getByText('Offline — you can read').waitFor();
    cut.open();
    await context.setOffline(false);
    await answers().getByText('One two three. Four five six.').waitFor();
    rest.open();
    await page.locator('.message.tutor.complete').waitFor();
    expect(await answers().locator('p').textContent()).toBe('One two three. Four five six. Seven.');
  });

  it('comes back by itself when the line breaks without a word from the browser', async () => {
    const proxy = await openTcpProxy({ host: '127.0.0.1', port: Number(new URL(app.url).port) });
    const other = await browser.newContext({ ...phone, baseURL: `http://localhost:${proxy.port}` });
    const tram = await other.newPage();
    await signUpInApp(tram, 'tram@example.org');
    await takeSample(tram);
    await tram.getByRole('link', { name: 'Talk', exact: true }).click();
    const [down, rest] = [gate(), gate()];
    app.api.reply(
      ...sayWords('In the tunnel. '),
      hold(down.opened),
      ...sayWords('Half way. '),
      hold(rest.opened),
      ...say('Out.'),
    );
    await ask(tram, 'Where does the water come from?');
    await tram.locator('.message.tutor').getByText('In the tunnel.').waitFor();
    proxy.down();
    await tram.getByText('The connection is gone.').waitFor(LONG);
    await ask(tram, 'And the light?');
    await tram.getByText('Waits to be sent').waitFor();
    await keepPicture(tram, 'phone-line-gone');
    down.open();
    proxy.restore();
    await tram.locator('.message.tutor').getByText('In the tunnel. Half way.').waitFor(LONG);
    rest.open();
    await tram.locator('.message.tutor.complete').nth(1).waitFor(LONG);
    expect(await tram.locator('.message.tutor').first().locator('p').textContent()).toBe(
      'In the tunnel. Half way. Out.',
    );
    expect(await tram.getByText('And the light?', { exact: true }).count()).toBe(1);
    await other.close();
    await proxy.close();
  });

  it('shows an answer from its beginning when the page is loaded anew in the middle of it', async () => {
    const rest = gate();
    app.api.reply(...sayWords('Alpha beta gamma. '), hold(rest.opened), ...say('Delta.'));
    await ask(page, 'And what else?');
    await answers().nth(1).getByText('Alpha beta').waitFor();
    await page.reload();
    await answers().nth(1).getByText('Alpha beta gamma.').waitFor();
    rest.open();
    await page.locator('.message.tutor.complete').nth(1).waitFor();
    expect(await answers().nth(1).locator('p').textContent()).toBe('Alpha beta gamma. Delta.');
    expect(await page.locator('.message.learner').count()).toBe(2);
  });

  it('follows a running answer on a second device', async () => {
    const rest = gate();
    app.api.reply(...sayWords('Shared words here. '), hold(rest.opened), ...say('The end.'));
    await ask(page, 'Is this shared?');
    await answers().nth(2).getByText('Shared words').waitFor();
    const other = await browser.newContext({ baseURL: app.url, storageState: await context.storageState() });
    const laptop = await other.newPage();
    await laptop.goto(page.url());
    await laptop.locator('.message.tutor').nth(2).getByText('Shared words here.').waitFor();
    rest.open();
    await laptop.locator('.message.tutor.complete').nth(2).waitFor();
    expect(await laptop.locator('.message.tutor').nth(2).locator('p').textContent()).toBe(
      'Shared words here. The end.',
    );
    await other.close();
    await page.getByRole('button', { name: 'Continue here' }).click();
    await page.locator('.message.tutor.complete').nth(2).waitFor();
  });

  it('stops where the learner says so, and says where that was', async () => {
    const rest = gate();
    app.api.reply(...sayWords('First words. '), hold(rest.opened), ...say('Never heard.'));
    await ask(page, 'A long story, please.');
    await answers().nth(3).getByText('First words.').waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('You stopped the tutor here.').waitFor();
    expect(await answers().nth(3).textContent()).not.toContain('Never heard');
    rest.open();
  });

  it('offers to answer again when the model breaks off', async () => {
    app.api.reply(...sayWords('Half an answer. '), fail());
    await ask(page, 'Will this work?');
    const failed = page.locator('.message.tutor.failed');
    await failed.getByRole('button', { name: 'Answer again' }).waitFor();
    await keepPicture(page, 'phone-answer-again');
    app.api.reply(...sayWords('A whole answer.'));
    await failed.getByRole('button', { name: 'Answer again' }).click();
    await answers().last().getByText('A whole answer.').waitFor();
    expect(await failed.count()).toBe(0);
    expect(await page.getByText('Will this work?', { exact: true }).count()).toBe(1);
  });

  it('finds a turn that was running when the server was killed, and answers it again', async () => {
    app.api.always(() => sayWords('Back again.'));
    const never = gate();
    app.api.reply(...sayWords('Broken off. '), hold(never.opened));
    const failed = page.locator('.message.tutor.failed');
    await ask(page, 'What happens when you die?');
    await answers().last().getByText('Broken off.').waitFor();
    await app.killAndRestart();
    await failed.last().getByRole('button', { name: 'Answer again' }).waitFor(LONG);
    await keepPicture(page, 'phone-failed-turn');
    const questions = await page.locator('.message.learner').count();
    await failed.last().getByRole('button', { name: 'Answer again' }).click();
    await answers().last().getByText('Back again.').waitFor();
    expect(await page.locator('.message.learner').count()).toBe(questions);
    never.open();
  });

  it('goes on by itself when the server restarts', async () => {
    const earlier = await answers().count();
    await app.restart();
    await ask(page, 'Are you back?');
    await answers().nth(earlier).getByText('Back again.').waitFor(LONG);
    await page.reload();
    await answers().nth(earlier).getByText('Back again.').waitFor();
    expect(await page.getByText('Are you back?', { exact: true }).count()).toBe(1);
  });
});

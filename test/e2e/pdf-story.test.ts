import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MessageList } from '../../src/protocol/rest/conversations.ts';
import { type App, ask, signUpInApp, startApp } from '../support/app.ts';
import { keepPicture, launchBrowser, phone } from '../support/browser.ts';
import { cite, gate, hold, say, sayWords } from '../support/fake-messages-api.ts';
import { makePdf } from '../support/pdf.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const FACT =
  'The heart of an octopus is really three hearts: two pump blood through the gills and one through the body.';
const PAGES = [
  'Animals of the sea. This little book tells of squids, jellyfish and octopuses, and of the waters they live in.',
  `${FACT} The one for the body stands still while the octopus swims, which is why it prefers to crawl.`,
  'Jellyfish have no heart at all. Water brings oxygen to every cell, for no cell lies deep.',
];

describe('a learner with a PDF of their own', () => {
  let app: App;
  let proxy: TcpProxy;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  const answers = () => page.locator('.message.tutor');
  /** What the server has of the last message, asked past the cut line. */
  const storedAnswer = async (): Promise<string | undefined> => {
    const id = page.url().split('/').at(-1);
    const response = await context.request.get(`${app.url}/api/conversations/${id}/messages`);
    return MessageList.parse(await response.json()).messages.at(-1)?.status;
  };

  beforeAll(async () => {
    app = await startApp();
    proxy = await openTcpProxy({ host: '127.0.0.1', port: Number(new URL(app.url).port) });
    browser = await launchBrowser();
    context = await browser.newContext({
      ...phone,
      baseURL: `http://localhost:${proxy.port}`,
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser.close();
    await proxy.close();
    await app[Symbol.asyncDispose]();
  });

  it('signs up, uploads it, and sees when it has been read', async () => {
    await signUpInApp(page, 'grace@example.org');
    await page.getByRole('link', { name: 'Library' }).click();
    const file = { name: 'sea-animals.pdf', mimeType: 'application/pdf', buffer: await makePdf(PAGES) };
    await page.locator('input[type=file]').setInputFiles(file);
    const documents = page.getByRole('list', { name: 'Documents' });
    await documents.getByText(/3 pages/).waitFor();
    await keepPicture(page, 'pdf-library');
  });

  it('is answered from it, with a citation that opens at the very words on their page', async () => {
    app.api.replyWith((request) => {
      expect(JSON.stringify(request)).toContain('three hearts');
      return [...sayWords('An octopus has three of them.'), cite(1), ...say(' What are they for?')];
    });
    await page.getByRole('link', { name: 'Talk', exact: true }).click();
    await ask(page, 'How many hearts does an octopus have?');
    await page.locator('.message.tutor.complete').waitFor();
    expect(await answers().textContent()).toContain('An octopus has three of them.');
    await keepPicture(page, 'pdf-answer');
    await page.getByRole('button', { name: /^Source 1/ }).click();
    const mark = page.locator('dialog mark').first();
    await mark.waitFor();
    expect(FACT).toContain((await mark.textContent())?.trim());
    expect(await page.locator('dialog').textContent()).toContain('age 2');
    await keepPicture(page, 'pdf-source');
    await page.locator('dialog').getByRole('radio', { name: 'Page 2' }).check();
    const onPage = page.locator('dialog .pdf-paper mark').first();
    await onPage.waitFor();
    expect(FACT).toContain((await onPage.textContent())?.trim());
    await keepPicture(page, 'pdf-source-page');
    await page.getByRole('button', { name: 'Close' }).click();
  });

  it('finds it all again after the server was restarted', async () => {
    await app.restart();
    await page.goto('/conversations');
    await page.getByRole('link', { name: /hearts does an octopus/i }).click();
    await page.locator('.message.tutor.complete').waitFor();
    await page.getByRole('button', { name: /^Source 1/ }).click();
    await page.locator('dialog mark').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
  });

  it('loses nothing and repeats nothing when the line is cut in the middle of an answer', async () => {
    const [cut, rest] = [gate(), gate()];
    app.api.reply(
      ...sayWords('One two three. '),
      hold(cut.opened),
      ...sayWords('Four five six. '),
      hold(rest.opened),
      ...say('Seven.'),
    );
    await ask(page, 'And jellyfish?');
    await answers().nth(1).getByText('One two three.').waitFor();
    proxy.down();
    cut.open();
    await page.getByText('The connection is gone.').waitFor();
    proxy.restore();
    await answers().nth(1).getByText('One two three. Four five six.').waitFor();
    rest.open();
    await page.locator('.message.tutor.complete').nth(1).waitFor();
    expect(await answers().nth(1).locator('p').textContent()).toBe('One two three. Four five six. Seven.');
    expect(await page.getByText('And jellyfish?', { exact: true }).count()).toBe(1);
  });

  it('gets the answer that was given while the line lay silent', async () => {
    const silent = gate();
    app.api.reply(...sayWords('Before. '), hold(silent.opened), ...say('During the silence.'));
    await ask(page, 'What else lives there?');
    await answers().nth(2).getByText('Before.').waitFor();
    proxy.stall();
    silent.open();
    await vi.waitFor(async () => expect(await storedAnswer()).toBe('complete'));
    expect(await answers().nth(2).textContent()).not.toContain('During the silence.');
    proxy.cut();
    await page.locator('.message.tutor.complete').nth(2).waitFor();
    expect(await answers().nth(2).locator('p').textContent()).toBe('Before. During the silence.');
  });
});

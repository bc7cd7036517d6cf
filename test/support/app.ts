import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { FakeMessagesApi } from './fake-messages-api.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/** The real server with a model of the test's, and what it takes to start it again on its data. */
export interface App extends AsyncDisposable {
  readonly url: string;
  readonly api: FakeMessagesApi;
  readonly server: ServerProcess;
  /** Ends the server as a power cut would, and starts it again at the same address. */
  killAndRestart(): Promise<void>;
  /** Asks the server to end, and starts it again at the same address. */
  restart(): Promise<void>;
}

/**
 * @param variables further ones for the server
 * @param model whether a language model is set up
 */
export async function startApp(variables: Record<string, string> = {}, { model } = { model: true }): Promise<App> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lva-browser-'));
  const api = await FakeMessagesApi.start();
  const env = {
    DATA_DIR: dataDir,
    EMBEDDING_MODEL: 'hash',
    ...(model && { ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: api.url }),
    ...variables,
  };
  let server = await startServer(env);
  const { url } = server;
  const again = async () => {
    server = await startServer({ ...env, PORT: new URL(url).port });
  };
  return {
    url,
    api,
    get server() {
      return server;
    },
    async killAndRestart() {
      await server.kill();
      await again();
    },
    async restart() {
      await server.stop();
      await again();
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await api.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes an account through the app's own page. */
export async function signUpInApp(page: Page, email: string): Promise<void> {
  await page.goto('/sign-up');
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: /Ada/ }).waitFor();
}

/** By keyboard: what is above the button comes bit by bit, and a press of the mouse might miss it. */
export async function signOutInApp(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).press('Enter');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/** Takes the sample text on the first page, and waits until it can be found. */
export async function takeSample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try with a sample' }).click();
  await page.getByRole('heading', { name: 'New talk' }).waitFor();
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByText(/^2 KB$/).waitFor();
}

/** Asks by keyboard in the talk that is open. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Your question').fill(question);
  await page.getByLabel('Your question').press('Enter');
}

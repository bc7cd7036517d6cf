import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UploadAnswer } from '../../src/protocol/rest/documents.ts';
import { SearchAnswer } from '../../src/protocol/rest/search.ts';
import { DATABASE_KINDS, type DatabaseKind, openEmptyDatabase } from '../support/databases.ts';
import { type ServerProcess, signUp, startServer } from '../support/server-process.ts';
import { testDir } from '../support/temp-dir.ts';

const run = promisify(execFile);
const NOTES = Array.from({ length: 80 }, (_, i) => `# Part ${i}\n\nWhale number ${i} sings in the sea.`).join('\n\n');
const WAIT = { timeout: 30_000, interval: 100 };

/** A database and a data directory of one's own, and how a process is told of them. */
async function ground(kind: DatabaseKind) {
  const empty = await openEmptyDatabase(kind);
  onTestFinished(() => empty.drop());
  const { config, database } = empty;
  const dataDir = config.kind === 'sqlite' ? dirname(config.file) : await testDir();
  const env: Record<string, string> = { DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash', LOG_LEVEL: 'info' };
  if (config.kind === 'postgres') env['DATABASE_URL'] = config.url;
  const start = async () => {
    const server = await startServer(env);
    onTestFinished(async () => void (await server.stop()));
    return server;
  };
  const reindex = (more: Record<string, string> = {}) =>
    run(process.execPath, ['src/reindex.ts'], { env: { PATH: process.env['PATH'] ?? '', ...env, ...more } });
  return { knex: database.knex, dataDir, start, reindex };
}

/** @returns id of the document */
async function add({ url }: ServerProcess, token: string, title: string, text: string): Promise<string> {
  const response = await fetch(`${url}/api/documents`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ title, text }),
  });
  expect(response.status).toBe(201);
  return UploadAnswer.parse(await response.json()).documents[0]?.id ?? '';
}

async function bring(server: ServerProcess, token: string): Promise<void> {
  const { url } = server;
  await add(server, token, 'Whales', NOTES);
  await vi.waitFor(async () => expect((await search(url, token, 'semantic')).results.length).toBeGreaterThan(0), WAIT);
}

async function search(url: string, token: string, mode: 'keyword' | 'semantic') {
  const response = await fetch(`${url}/api/search?q=whale+number+7&in=documents&mode=${mode}`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  return SearchAnswer.parse(await response.json());
}

describe.each(DATABASE_KINDS)('npm run reindex on %s', (kind) => {
  it('makes full text and vectors anew from the database while no server runs', async () => {
    const { knex, dataDir, start, reindex } = await ground(kind);
    const server = await start();
    const token = await signUp(server.url);
    await bring(server, token);
    await server.stop();
    await rm(join(dataDir, 'chroma', 'chroma.sqlite3'), { force: true });
    if (kind === 'sqlite') await knex('passage_search').delete();
    else await knex('passages').update({ search: null });
    await knex('passages').update({ lexemes: null });
    const { stdout } = await reindex();
    expect(stdout).toMatch(/full text: 80 of 80 passages\n/);
    expect(stdout).toMatch(/vectors: 80 of 80\n/);
    expect(stdout).toMatch(/done: 80 texts\n$/);
    const again = await start();
    const words = await search(again.url, token, 'keyword');
    expect(words.results[0]?.text).toContain('Whale number 7 ');
    expect((await search(again.url, token, 'semantic')).results.length).toBeGreaterThan(0);
  });

  it('refuses a database of another version, and changes nothing', async () => {
    const { knex, dataDir, reindex } = await ground(kind);
    await rm(join(dataDir, 'chroma'), { recursive: true, force: true });
    await expect(reindex()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('npm run migrate') });
    expect(await knex.schema.hasTable('passages')).toBe(false);
  });
});

describe('npm run reindex', () => {
  // Where the vectors are made does not depend on the database.
  it('lets a running server make the vectors, which goes on answering, and tells its progress', async () => {
    const { start, reindex } = await ground('sqlite');
    const server = await start();
    const token = await signUp(server.url);
    const bees = await add(server, token, 'Bees', 'Bees hum in the meadow.');
    await bring(server, token);
    const reindexing = reindex();
    const marked = Promise.withResolvers<void>();
    reindexing.child.stdout?.on('data', (chunk) => String(chunk).includes('vectors: ') && marked.resolve());
    await Promise.race([marked.promise, reindexing]);
    // The server looks every half a minute what there is to do, and at once when something is deleted.
    const headers = { Authorization: `Bearer ${token}` };
    expect((await fetch(`${server.url}/api/documents/${bees}`, { method: 'DELETE', headers })).status).toBe(204);
    const { stdout } = await reindexing;
    expect(stdout).toContain('A server is running here');
    expect(stdout).toMatch(/vectors: 80 of 80\n/);
    expect((await search(server.url, token, 'semantic')).results.length).toBeGreaterThan(0);
  }, 120_000);

  it('refuses where there is no database', async () => {
    const { reindex } = await ground('sqlite');
    const stderr = expect.stringContaining('There is no database at');
    await expect(reindex({ DATA_DIR: await testDir() })).rejects.toMatchObject({ code: 1, stderr });
  });

  it('refuses a model that is not to be had', async () => {
    const { start, reindex } = await ground('sqlite');
    await (await start()).stop();
    const stderr = expect.stringMatching(/^The embedding model .* can't be loaded.*Nothing was changed\.\n$/);
    await expect(reindex({ EMBEDDING_MODEL: '/nowhere/at/all' })).rejects.toMatchObject({ code: 1, stderr });
  });
});

describe.each(DATABASE_KINDS.filter((kind) => kind === 'postgres'))('npm run reindex on %s alone', (kind) => {
  it('refuses to make vectors where no server will look for them', async () => {
    const { start, reindex } = await ground(kind);
    await (await start()).stop();
    const stderr = expect.stringContaining('run this where the server runs');
    await expect(reindex({ DATA_DIR: await testDir() })).rejects.toMatchObject({ code: 1, stderr });
  });
});

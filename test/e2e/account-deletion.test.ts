import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ChromaClient } from 'chromadb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { learnerPrefix } from '../../src/adapters/chroma/space-names.ts';
import { openDiskBlobStore } from '../../src/adapters/disk/blob-store.ts';
import { type Database, openDatabase } from '../../src/adapters/knex/database.ts';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { Browser } from '../http/browser.ts';
import { begin, notes, patch, TUS } from '../http/tus.ts';
import { PASSWORD } from '../http/world.ts';
import { fileChroma } from '../support/chroma.ts';
import { storeOtherRows } from '../support/learner-rows.ts';
import { recordingRecord } from '../support/records.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { tablesWith } from '../support/traces.ts';

const PASSAGES = 400;
/** How many passages are left where a deletion is stopped. */
const LEFT = 150;
const WAIT = { timeout: 90_000, interval: 100 };
const MATERIAL = Array.from(
  { length: PASSAGES },
  (_, n) => `# Part ${n}\n\nThe zeppelinfish number ${n} eats clouds and sleeps in the wind.`,
).join('\n\n');

describe('an account with documents, files, recordings, calls, talks and vectors', () => {
  const chroma = fileChroma();
  let chromaUrl: string;
  let dataDir: string;
  let server: ServerProcess;
  let database: Database;
  let ben: Browser;
  let ada: Browser;
  let adaId: string;
  /** What only Ada's rows hold. */
  let words: string[];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lva-account-'));
    chromaUrl = (await chroma.start()).url() ?? '';
    await start();
    database = await openDatabase({ kind: 'sqlite', file: join(dataDir, 'tutor.db') });
    ben = await signUp('ben');
    await bring(ben, 'Prisms split light into colours.');
    ada = await signUp('ada');
    await bring(ada, MATERIAL);
    adaId = (await createStores(database).accounts.findLearnerByEmail('ada@example.org'))?.id ?? '';
    words = [adaId, adaId.slice(-12), 'ada@example.org', 'zeppelinfish', await fill()];
  }, 180_000);
  afterEach(async () => {
    await server.kill();
    await database.close();
    await chroma.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    server = await startServer({ DATA_DIR: dataDir, EMBEDDING_MODEL: 'hash', CHROMA_URL: chromaUrl });
    const moved = (browser: Browser) => Object.assign(new Browser(server.url), { cookies: browser.cookies });
    if (ada) [ben, ada] = [moved(ben), moved(ada)];
  }

  async function signUp(name: string): Promise<Browser> {
    const browser = new Browser(server.url);
    const account = { name, email: `${name}@example.org`, password: PASSWORD };
    expect((await browser.post('/api/auth/sign-up/email', account)).status).toBe(200);
    return browser;
  }

  /** A document with its file, until its passages have their vectors. */
  async function bring(browser: Browser, text: string): Promise<void> {
    expect((await browser.post('/api/documents', { title: 'Notes', text })).status).toBe(201);
    await vi.waitFor(async () => {
      expect((await browser.get('/api/documents')).body.documents.map(({ status }) => status)).toEqual(['ready']);
    }, WAIT);
  }

  /** A talk, half an upload, a recording, and a row in every other table. @returns the talk's id */
  async function fill(): Promise<string> {
    const talk = (await ada.post('/api/conversations', { title: 'About the zeppelinfish' })).body.id;
    const asked = await ada.post(`/api/conversations/${talk}/messages`, { text: 'What does the zeppelinfish eat?' });
    expect(asked.status).toBe(200);
    expect((await patch(ada, await begin(ada, 100, 'zeppelinfish.txt'), 0, notes(50))).status).toBe(204);
    const { recordings, documents } = createStores(database);
    const recording = recordingRecord(adaId, talk);
    const blobs = await openDiskBlobStore(join(dataDir, 'files'));
    await blobs.put(recording.blobKey, Readable.from([Buffer.from('what was said')]), new AbortController().signal);
    await recordings.add(recording);
    const [document] = (await documents.list(adaId, { limit: 1 })).items;
    const message = await database.knex('messages').where({ learner_id: adaId, role: 'tutor' }).first('id');
    await storeOtherRows(database, adaId, message.id, document?.id ?? '');
    // What was said gets its vectors from time to time, and at the start.
    await server.stop();
    await start();
    await vi.waitFor(async () => {
      expect(await database.knex('message_vectors').where({ learner_id: adaId, embedded_by: null })).toEqual([]);
    }, WAIT);
    return talk;
  }

  const collections = async () => {
    const { hostname, port } = new URL(chromaUrl);
    const all = await new ChromaClient({ host: hostname, port: Number(port) }).listCollections({ limit: 1000 });
    return all.filter(({ name }) => name.startsWith(learnerPrefix(adaId))).map(({ name }) => name);
  };
  const files = async () =>
    (await readdir(join(dataDir, 'files'), { recursive: true })).filter((path) => path.includes(adaId));
  const passages = async () => {
    const row = await database.knex('passages').where({ learner_id: adaId }).count({ count: '*' }).first();
    return Number(row?.['count']);
  };

  /** All of it was there: what is looked for afterwards is found where it is. */
  async function expectEverything(): Promise<void> {
    expect((await tablesWith(database, words)).length).toBeGreaterThan(30);
    expect(await collections()).toHaveLength(2);
    expect((await files()).length).toBeGreaterThan(3);
  }

  /**
   * Rows, files and vectors go by themselves; what the index still has goes at the latest with the next start. That they were
   * removed is known for a day, after which they are removed once more.
   */
  async function expectNothing(): Promise<void> {
    await vi.waitFor(async () => {
      const tables = (await tablesWith(database, words)).filter((table) => !table.endsWith('_search_data'));
      expect(tables).toEqual(['removals']);
      expect(await database.knex('removals').whereNull('again_at')).toEqual([]);
      expect(await collections()).toEqual([]);
      expect(await files()).toEqual([]);
    }, WAIT);
    expect(existsSync(join(dataDir, 'files', adaId))).toBe(false);
    await server.stop();
    const known = { learner_id: adaId, document_id: null, blob_key: null };
    expect(await database.knex('removals').select('learner_id', 'document_id', 'blob_key')).toEqual([known]);
    // A day passes.
    await database.knex('removals').update({ again_at: Date.now() - 1 });
    await start();
    await vi.waitFor(async () => expect(await tablesWith(database, words)).toEqual([]), WAIT);
    expect(await database.knex('learners').pluck('name')).toEqual(['ben']);
    expect(await database.knex('passages').pluck('text')).toEqual(['Prisms split light into colours.']);
  }

  it('leaves nothing behind when it is deleted', async () => {
    await expectEverything();
    expect((await ada.delete('/api/me', { password: PASSWORD })).status).toBe(204);
    // Files and vectors go every half a minute, and as soon as anybody else has given something up.
    expect((await ben.fetch('DELETE', await begin(ben, 1), undefined, TUS)).status).toBe(204);
    await expectNothing();
  });

  it('leaves nothing behind when the server is killed while it deletes it', async () => {
    await expectEverything();
    await database.knex.raw(
      `create trigger stop_here before delete on passages when (select count(*) from passages) <= ${LEFT} ` +
        "begin select raise(abort, 'stopped'); end",
    );
    expect((await ada.delete('/api/me', { password: PASSWORD })).status).toBe(204);
    const left = await passages();
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(PASSAGES);
    await server.kill();
    await database.knex.raw('drop trigger stop_here');
    expect((await files()).length).toBeGreaterThan(3);
    await start();
    expect((await ada.get('/api/me')).status).toBe(401);
    await expectNothing();
  });
}, 180_000);

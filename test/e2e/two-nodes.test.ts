import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { newId } from '../../src/ids.ts';
import { Document, UploadAnswer } from '../../src/protocol/rest/documents.ts';
import { fileChroma, silent } from '../support/chroma.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeMessagesApi, gate, hang, hold, say } from '../support/fake-messages-api.ts';
import { RealtimeClient } from '../support/realtime-client.ts';
import { TEST_REDIS_URL } from '../support/redis.ts';
import { type ServerProcess, signUp, startServer } from '../support/server-process.ts';

/** Servers name their keys all alike, so these two get a database of Redis' to themselves. */
const REDIS_URL = Object.assign(new URL(TEST_REDIS_URL), { pathname: '/9' }).href;
/** Longer than a row of the database holds. */
const NOTES = `# Leaves\n\n${'Leaves make sugar from light, water and air. '.repeat(8000)}`;

describe('two server processes that share PostgreSQL, Redis and Chroma, and no disk', () => {
  const chroma = fileChroma();
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let api: FakeMessagesApi;
  let a: ServerProcess;
  let b: ServerProcess;
  let dataDirs: string[];
  let token: string;

  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    api = await FakeMessagesApi.start();
    const child = await chroma.start();
    const env = {
      DATABASE_URL: database.config.kind === 'postgres' ? database.config.url : '',
      REDIS_URL,
      CHROMA_URL: child.url() ?? '',
      EMBEDDING_MODEL: 'hash',
      ANTHROPIC_API_KEY: 'test',
      ANTHROPIC_BASE_URL: api.url,
    };
    dataDirs = [];
    const start = async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'lva-nodes-'));
      dataDirs.push(dataDir);
      return startServer({ ...env, DATA_DIR: dataDir });
    };
    [a, b] = await Promise.all([start(), start()]);
    token = await signUp(a.url);
  });
  afterAll(async () => {
    await Promise.all([a, b].map((node) => node?.stop()));
    await api.stop();
    await chroma.stop();
    await database.drop();
    for (const dataDir of dataDirs) await rm(dataDir, { recursive: true, force: true });
    const redis = await connectRedis(REDIS_URL, { logger: silent, clock: systemClock });
    await redis.commands.flushdb();
    await redis.close();
  });

  const headers = () => ({ Authorization: `Bearer ${token}` });
  const connect = (node: ServerProcess) => RealtimeClient.open(node.socketUrl, token);

  async function upload(node: ServerProcess, names: string[], text: string): Promise<Document[]> {
    const body = new FormData();
    for (const name of names) body.append('files', new Blob([`${text}\n\n${name}\n`]), name);
    const response = await fetch(`${node.url}/api/documents`, { method: 'POST', headers: headers(), body });
    expect(response.status).toBe(201);
    return UploadAnswer.parse(await response.json()).documents;
  }

  async function ready(node: ServerProcess, id: string): Promise<Document> {
    return vi.waitFor(
      async () => {
        const response = await fetch(`${node.url}/api/documents/${id}`, { headers: headers() });
        const document = Document.parse(await response.json());
        expect(document).toMatchObject({ status: 'ready', embedded: document.passages });
        return document;
      },
      { timeout: 60_000, interval: 100 },
    );
  }

  async function fileOf(node: ServerProcess, id: string): Promise<string> {
    const response = await fetch(`${node.url}/api/documents/${id}/file`, { headers: headers() });
    expect(response.status).toBe(200);
    return response.text();
  }

  it('read what was brought to one of them, whichever gets to it, and show its file on both', async () => {
    const [long] = await upload(a, ['leaves.md'], NOTES);
    const short = await upload(a, ['one.md', 'two.md', 'three.md', 'four.md', 'five.md'], '# Roots\n\nRoots drink.');
    const documents = [...(long ? [long] : []), ...short];
    expect(documents).toHaveLength(6);
    for (const { id } of documents) expect((await ready(b, id)).passages).toBeGreaterThan(0);
    for (const node of [a, b]) {
      expect(await fileOf(node, documents[0]?.id ?? '')).toBe(`${NOTES}\n\nleaves.md\n`);
    }
    for (const dataDir of dataDirs) expect(await readdir(dataDir)).not.toContain('files');
  });

  it('go on with a talk that began on the other one', async () => {
    api.reply(...say('Leaves make sugar.'));
    const before = await connect(a);
    const { conversationId } = await before.hello();
    before.ask(newId());
    expect((await before.next('passages')).passages.length).toBeGreaterThan(0);
    expect(await before.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'Leaves make sugar.' });
    before.socket.terminate();

    api.reply(...say('From light.'));
    const after = await connect(b);
    expect(await after.hello({ conversationId })).toMatchObject({ conversationId });
    const asked = api.nextRequest();
    after.ask(newId(), 'What do leaves make it from?');
    expect(JSON.stringify((await asked).body.messages)).toContain('Leaves make sugar.');
    expect((await after.next('passages')).passages.length).toBeGreaterThan(0);
    expect(await after.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'From light.' });
    after.socket.terminate();
  });

  it('tell the rest of an answer to a learner who comes back on the other one', async () => {
    const rest = gate();
    api.reply(...say('Leaves make '), hold(rest.opened), ...say('sugar.'));
    const before = await connect(a);
    const { conversationId, epoch } = await before.hello();
    before.ask(newId());
    await before.next('delta');
    before.socket.terminate();
    await before.closed;

    const after = await connect(b);
    const resume = { epoch, offset: before.offsets.at(-1) };
    expect(await after.hello({ conversationId, resume })).toMatchObject({ resumed: true, epoch });
    rest.open();
    expect(await after.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'Leaves make sugar.' });
    expect(before.text + after.text).toBe('Leaves make sugar.');
    after.socket.terminate();
  });

  it('stop a turn that runs on the other one, and let go of its model', async () => {
    api.reply(...say('Leaves make sugar. '), hang());
    const before = await connect(a);
    const { conversationId } = await before.hello();
    const asked = api.nextRequest();
    before.ask(newId());
    const { turnId } = await before.next('delta');
    const request = await asked;
    expect(request.abandoned).toBe(false);

    const after = await connect(b);
    await after.hello({ conversationId });
    after.send({ type: 'interrupt', turnId, heardChars: 11 });
    expect(await after.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: 'Leaves make' });
    await request.closed;
    expect(request.abandoned).toBe(true);
    after.socket.terminate();
    before.socket.terminate();
  });

  // Last, because it takes one of the two away.
  it('read what was brought to one that is gone', async () => {
    const [document] = await upload(a, ['stems.md'], '# Stems\n\nStems carry water.');
    const id = document?.id ?? '';
    await ready(a, id);
    expect(await a.stop()).toBe(0);
    const { knex } = database.database;
    await knex('passages').where({ document_id: id }).delete();
    await knex('documents').where({ id }).update({ passage_count: 0 });
    await database.stores.documents.setStatus(id, 'queued');
    expect((await ready(b, id)).passages).toBeGreaterThan(0);
    expect(await fileOf(b, id)).toContain('Stems carry water.');
  });
}, 120_000);

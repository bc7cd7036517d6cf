import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/adapters/knex/database.ts';
import { newId } from '../../src/ids.ts';
import { type Message, MessageList } from '../../src/protocol/rest/conversations.ts';
import { DocumentList } from '../../src/protocol/rest/documents.ts';
import { fileChroma } from '../support/chroma.ts';
import { FakeMessagesApi } from '../support/fake-messages-api.ts';
import { RealtimeClient } from '../support/realtime-client.ts';
import { type ServerProcess, signUp, startServer } from '../support/server-process.ts';

const KILLS = 20;
const QUESTION = 'What question do leaves answer?';
/** More than a turn has: some are killed at its very end. */
const MAX_EVENTS = 12;

/** Repeatable random numbers (mulberry32), so that a failure can be played again. */
function randomsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('a server killed at a random point of a turn', () => {
  const seed = Number(process.env['TEST_SEED'] ?? Date.now() % 1_000_000);
  const random = randomsFrom(seed);
  const chroma = fileChroma();
  let dataDir: string;
  let api: FakeMessagesApi;
  let env: Record<string, string>;
  let server: ServerProcess;
  let token: string;
  let conversationId: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lva-kill-'));
    api = await FakeMessagesApi.start({ wordMs: 2 });
    const child = await chroma.start();
    env = {
      DATA_DIR: dataDir,
      EMBEDDING_MODEL: 'hash',
      ANTHROPIC_API_KEY: 'test',
      ANTHROPIC_BASE_URL: api.url,
      CHROMA_URL: child.url() ?? '',
    };
    server = await startServer(env);
    token = await signUp(server.url);
    await addDocument();
    const client = await RealtimeClient.open(server.socketUrl, token);
    ({ conversationId } = await client.hello());
    client.socket.terminate();
  });
  afterAll(async () => {
    await server.kill();
    await api.stop();
    await chroma.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const headers = () => ({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' });

  /** Something to find and to cite. */
  async function addDocument(): Promise<void> {
    const body = JSON.stringify({ title: 'Leaves', text: 'Leaves answer every question: they make sugar from light.' });
    const added = await fetch(`${server.url}/api/documents`, { method: 'POST', headers: headers(), body });
    expect(added.status).toBe(201);
    const statuses = async () => {
      const listed = await fetch(`${server.url}/api/documents`, { headers: headers() });
      return DocumentList.parse(await listed.json()).documents.map((document) => document.status);
    };
    await vi.waitFor(async () => expect(await statuses()).toEqual(['ready']), { timeout: 30_000 });
  }

  const messages = async (): Promise<Message[]> => {
    const response = await fetch(`${server.url}/api/conversations/${conversationId}/messages?limit=100`, {
      headers: headers(),
    });
    expect(response.status).toBe(200);
    return MessageList.parse(await response.json()).messages;
  };

  /** Asks, and kills the server after so many events of the answer. */
  async function askAndKill(id: string, events: number): Promise<{ accepted: boolean }> {
    const client = await RealtimeClient.open(server.socketUrl, token);
    await client.hello({ conversationId });
    client.ask(id, QUESTION);
    const over = () => client.events.some((event) => event.type === 'turn_end');
    while (client.logged.length < events && !over()) await client.anything();
    await server.kill();
    await client.closed;
    return { accepted: client.events.some((event) => event.type === 'accepted') };
  }

  it(`keeps what was accepted, doubles nothing and leaves no half rows, ${KILLS} times (seed ${seed})`, async () => {
    const accepted: string[] = [];
    const lost: string[] = [];
    for (let n = 0; n < KILLS; n += 1) {
      const id = newId();
      const outcome = await askAndKill(id, Math.floor(random() * MAX_EVENTS));
      server = await startServer(env);
      const all = await messages();
      if (outcome.accepted) expect(all.map((message) => message.id)).toContain(id);
      (all.some((message) => message.id === id) ? accepted : lost).push(id);
      expect(all.filter((message) => message.role === 'learner').map((message) => message.id)).toEqual(accepted);
      expect(all.map((message) => message.role)).toEqual(accepted.flatMap(() => ['learner', 'tutor']));
      expect(all.map((message) => message.status)).not.toContain('pending');
    }
    await answerWhatFailed();
    for (const id of lost) await askAgain(id);
    await checkRows(accepted.length + lost.length);
  });

  /** Every failed answer can be asked for again. */
  async function answerWhatFailed(): Promise<void> {
    const client = await RealtimeClient.open(server.socketUrl, token);
    await client.hello({ conversationId });
    const failed = (await messages()).filter((message) => message.status === 'failed');
    for (const { id } of failed) {
      client.send({ type: 'regenerate', messageId: id });
      expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
    }
    client.socket.terminate();
    expect((await messages()).map((message) => message.status)).not.toContain('failed');
  }

  /** A message that was never accepted can be sent again under its id. */
  async function askAgain(id: string): Promise<void> {
    const client = await RealtimeClient.open(server.socketUrl, token);
    await client.hello({ conversationId });
    client.ask(id, QUESTION);
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
    client.socket.terminate();
  }

  async function checkRows(questions: number): Promise<void> {
    expect(await server.stop()).toBe(0);
    const database = await openDatabase({ kind: 'sqlite', file: join(dataDir, 'tutor.db') });
    const rows: { role: string; status: string; turn_id: string }[] = await database
      .knex('messages')
      .where({ superseded_at: null })
      .orderBy('position');
    const answers = database.knex('messages').where({ role: 'tutor', superseded_at: null }).select('id');
    const cited = (await database.knex('citations').distinct('message_id').whereIn('message_id', answers)).length;
    await database.close();
    expect(rows.map((row) => row.role)).toEqual(Array(questions).fill(['learner', 'tutor']).flat());
    expect(rows.every((row) => row.status === 'complete')).toBe(true);
    expect(cited).toBe(questions);
    for (let n = 0; n < rows.length; n += 2) expect(rows[n]?.turn_id).toBe(rows[n + 1]?.turn_id);
    expect(new Set(rows.map((row) => row.turn_id)).size).toBe(questions);
  }
}, 300_000);

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../src/ids.ts';
import { FakeMessagesApi, sayWords } from '../test/support/fake-messages-api.ts';
import { RealtimeClient } from '../test/support/realtime-client.ts';
import { type ServerProcess, signUp, startServer } from '../test/support/server-process.ts';
import { addDocument } from './add-document.ts';

/**
 * Measures what the server adds to a turn: `node load/turn-overhead.ts [turns] [first token ms]`. The real server as a
 * process of its own (SQLite, its own Chroma, the built-in embedder) answers over a real socket from one document, with a fake
 * Messages API whose first token takes a fixed time. Measured is the time from sending `user_text` to the first `delta`, less
 * the model's own time from receiving its request to sending its first token. Prints a Markdown row.
 */
const TURNS = Number(process.argv[2] ?? 200);
const FIRST_TOKEN_MS = Number(process.argv[3] ?? 300);
/** Turns in one conversation, so that history is part of what is measured. */
const TURNS_PER_TALK = 10;
const WARM_UP = 10;
const REPLY = 'Leaves make sugar from light, water and air. Which part of the leaf catches the light?';

/** Time that the model itself took for each request, in order. */
const modelMs: number[] = [];

function serveModel(api: FakeMessagesApi): void {
  api.always(() => {
    const arrivedAt = performance.now();
    const think = async () => {
      await sleep(FIRST_TOKEN_MS);
      modelMs.push(performance.now() - arrivedAt);
    };
    return [{ do: 'wait', until: think }, ...sayWords(REPLY)];
  });
}

/** One turn. @returns milliseconds from sending the question to its first text. */
async function turnMs(client: RealtimeClient, n: number): Promise<number> {
  const sentAt = performance.now();
  client.ask(newId(), `What does the manual say about configuration and backups, part ${n}?`);
  await client.next('delta');
  const ms = performance.now() - sentAt;
  const end = await client.next('turn_end');
  if (end.status !== 'complete') throw new Error(`turn ${n} ended as ${end.status}`);
  await client.next('state', (event) => event.state === 'listening');
  return ms;
}

async function measure(server: ServerProcess, token: string, turns: number): Promise<number[]> {
  const overheads: number[] = [];
  for (let n = 0; n < turns; ) {
    const client = await RealtimeClient.open(server.socketUrl, token);
    await client.hello({ mode: 'explain' });
    for (let inTalk = 0; inTalk < TURNS_PER_TALK && n < turns; inTalk += 1, n += 1) {
      const requests = modelMs.length;
      const ms = await turnMs(client, n);
      overheads.push(ms - (modelMs[requests] ?? 0));
    }
    client.socket.terminate();
  }
  return overheads;
}

function percentile(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}

const dataDir = await mkdtemp(join(tmpdir(), 'lva-load-'));
const api = await FakeMessagesApi.start();
const server = await startServer({
  DATA_DIR: dataDir,
  EMBEDDING_MODEL: 'hash',
  ANTHROPIC_API_KEY: 'load',
  ANTHROPIC_BASE_URL: api.url,
  LOG_LEVEL: 'info',
});
try {
  serveModel(api);
  const token = await signUp(server.url);
  const text = (await readFile(join(import.meta.dirname, '../README.md'), 'utf8')).replaceAll('#', '');
  await addDocument(server.url, token, { title: 'Manual', text });
  await measure(server, token, WARM_UP);
  const times = (await measure(server, token, TURNS)).sort((a, b) => a - b);
  console.log('| what | turns | model’s first token ms | median ms | p95 ms | max ms |');
  console.log('|---|---|---|---|---|---|');
  const cells = [TURNS, FIRST_TOKEN_MS, percentile(times, 0.5), percentile(times, 0.95), times.at(-1)?.toFixed(1)];
  console.log(`| user_text to first delta, beyond the model | ${cells.join(' | ')} |`);
} finally {
  await server.stop();
  await api.stop();
  await rm(dataDir, { recursive: true, force: true });
}

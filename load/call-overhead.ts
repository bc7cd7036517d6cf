import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreatedPhoneCode } from '../src/protocol/rest/phones.ts';
import { FakeMessagesApi, sayWords } from '../test/support/fake-messages-api.ts';
import { AUTH_TOKEN, FakeTwilio } from '../test/support/fake-twilio.ts';
import type { FakeCall } from '../test/support/fake-twilio-call.ts';
import { freePort } from '../test/support/free-port.ts';
import { startServer } from '../test/support/server-process.ts';

/**
 * Measures what the server adds to a turn of a call over ConversationRelay: `node load/call-overhead.ts [calls] [turns a call]`.
 * The real server as a process of its own, with a fake Messages API whose first token takes a fixed time; every call asks once
 * in five seconds, spread evenly. Measured is the time from sending the prompt, as it was planned, to the first token of the
 * answer, less the model's. Prints a Markdown row.
 */
const CALLS = Number(process.argv[2] ?? 50);
const TURNS = Number(process.argv[3] ?? 4);
const FIRST_TOKEN_MS = 300;
const EVERY_MS = 5000;
const PUBLIC_URL = 'https://tutor.example.org';

const dataDir = await mkdtemp(join(tmpdir(), 'lva-calls-'));
const api = await FakeMessagesApi.start();
const port = await freePort();
const url = `http://localhost:${port}`;
const server = await startServer({
  DATA_DIR: dataDir,
  PORT: String(port),
  PUBLIC_URL,
  ALLOWED_ORIGINS: url,
  TRUSTED_PROXIES: '1',
  EMBEDDING_MODEL: 'hash',
  ANTHROPIC_API_KEY: 'load',
  ANTHROPIC_BASE_URL: api.url,
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: AUTH_TOKEN,
  TWILIO_PHONE_NUMBER: '+15550111',
  TWILIO_MAX_CALLS: '1000',
});
const twilio = new FakeTwilio({ server: url, publicUrl: PUBLIC_URL });

/** A learner of their own, whose number is linked by the call itself. */
async function linkedCall(n: number): Promise<FakeCall> {
  const headers = { 'Content-Type': 'application/json', Origin: url, 'X-Forwarded-For': `10.0.${n >> 8}.${n & 255}` };
  const account = { name: `Learner ${n}`, email: `n${n}@example.org`, password: 'correct horse battery' };
  const signedUp = await post('/api/auth/sign-up/email', account, headers);
  const cookie = signedUp.headers
    .getSetCookie()
    .map((value) => value.split(';')[0])
    .join('; ');
  const made = await post('/api/phone-links/code', {}, { ...headers, Cookie: cookie });
  const { code } = CreatedPhoneCode.parse(await made.json());
  const call = await twilio.call(`+1555${1_000_000 + n}`);
  await call.next();
  await call.presses(code);
  await call.next();
  return call;
}

async function post(path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response;
}

/** Milliseconds from the planned moment of each question to the first token of its answer. */
async function talk(call: FakeCall, offsetMs: number, begin: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const planned = begin + offsetMs + turn * EVERY_MS;
    await sleep(Math.max(0, planned - performance.now()));
    await call.says(`What do leaves make in light number ${turn}?`);
    await call.begins();
    times.push(performance.now() - planned - FIRST_TOKEN_MS);
    await call.next();
  }
  return times;
}

function percentile(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}

try {
  api.always(() => [{ do: 'wait', until: () => sleep(FIRST_TOKEN_MS) }, ...sayWords('Leaves make sugar.')]);
  const calls: FakeCall[] = [];
  for (let n = 0; n < CALLS; n += 1) calls.push(await linkedCall(n));
  const begin = performance.now() + 500;
  const talks = calls.map((call, n) => talk(call, (n * EVERY_MS) / CALLS, begin));
  const times = (await Promise.all(talks)).flat().sort((a, b) => a - b);
  console.log('| mode | calls | turns | p50 over, ms | p95 over, ms | max ms |');
  console.log('|---|---|---|---|---|---|');
  const cells = [CALLS, times.length, percentile(times, 0.5), percentile(times, 0.95), times.at(-1)?.toFixed(1)];
  console.log(`| relay | ${cells.join(' | ')} |`);
  for (const call of calls) await call.hangsUp();
} finally {
  await server.stop();
  await api.stop();
  await rm(dataDir, { recursive: true, force: true });
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { signUp } from '../test/support/server-process.ts';
import { addDocument } from './add-document.ts';
import { percentile } from './percentile.ts';
import { startBareServer, startVoiceServer } from './voice-children.ts';
import { type Heard, TURN_EVERY_MS, VoiceCrowd } from './voice-crowd.ts';
import { FIRST_TOKEN_MS, HEARS_MS, SPEAKS_MS } from './voice-fakes.ts';
import type { Held, Use } from './voice-server.ts';

/**
 * Measures what the server adds to a spoken turn:
 * `node load/voice-overhead.ts [sessions] [seconds] [--library] [--bare] [--profiles FOLDER]`. Each session speaks for two seconds
 * in frames of 20 ms, every five seconds; server, model and learners are processes of their own. The services take fixed times:
 * hearing 100 ms, the model's first token 50 ms, speaking 30 ms. Measured is the time from sending `speech_end` with `done` to the
 * first sound of the answer, less those 180 ms. Prints a Markdown row.
 * With `--library` every learner has a document and earlier talks; without, nothing. With `--bare` a process that does nothing
 * but wait stands in for the server: what sockets, timers and this generator cost. With `--profiles` V8 writes a profile of each
 * of the server's threads there.
 */
const { values, positionals } = parseArgs({
  options: { library: { type: 'boolean' }, bare: { type: 'boolean' }, profiles: { type: 'string' } },
  allowPositionals: true,
});
const SESSIONS = Number(positionals[0] ?? 1);
const SECONDS = Number(positionals[1] ?? 30);
const SERVICES_MS = HEARS_MS + FIRST_TOKEN_MS + SPEAKS_MS;
/** Sessions with which the code gets warm, whatever is measured then; they are of learners of their own. */
const WARM_UP = { sessions: 20, seconds: 20 };

interface Measured extends Heard {
  idle?: Held;
  before?: Use;
  after?: Use;
  during?: Held;
  ms: number;
}

async function measureBare(): Promise<Measured> {
  const server = await startBareServer();
  const crowd = await VoiceCrowd.open(server.socketUrl, [''], SESSIONS);
  const startedAt = performance.now();
  const heard = await crowd.talk(SECONDS);
  crowd.close();
  server.stop();
  return { ...heard, ms: performance.now() - startedAt };
}

async function measure(): Promise<Measured> {
  const server = await startVoiceServer('Leaves make sugar from light and air. Why light?', {}, values.profiles);
  try {
    const tokens: string[] = [];
    for (let n = 0; n < SESSIONS; n += 1)
      tokens.push(await signUp(server.url, `learner${n}@example.org`, `10.0.${n >> 8}.${n & 255}`));
    if (values.library) await furnish(server, tokens);
    const warm = await VoiceCrowd.open(
      server.socketUrl,
      [await signUp(server.url, 'warm@example.org')],
      WARM_UP.sessions,
    );
    await warm.talk(WARM_UP.seconds);
    warm.close();
    const idle = await server.held();
    const crowd = await VoiceCrowd.open(server.socketUrl, tokens, SESSIONS);
    const before = await server.use();
    const startedAt = performance.now();
    const heard = await crowd.talk(SECONDS);
    const ms = performance.now() - startedAt;
    const after = await server.use();
    const during = await whileTalking(crowd, () => server.held());
    crowd.close();
    return { ...heard, idle, before, after, during, ms };
  } finally {
    await server.stop();
  }
}

/** Looked at in the middle of one more question of everybody's: what is measured is not to wait for it. */
async function whileTalking<T>(crowd: VoiceCrowd, look: () => Promise<T>): Promise<T> {
  const talk = crowd.talk(TURN_EVERY_MS / 1000);
  await sleep(TURN_EVERY_MS);
  const seen = await look();
  await talk;
  return seen;
}

/** Gives everybody a document, and a talk that they had before. */
async function furnish(server: { url: string; socketUrl: string }, tokens: readonly string[]): Promise<void> {
  const text = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  for (const token of tokens) await addDocument(server.url, token, { title: 'Manual', text });
  const earlier = await VoiceCrowd.open(server.socketUrl, tokens, tokens.length);
  await earlier.talk(1);
  earlier.close();
}

function row({ waits, lateMs, loopLateMs, idle, before, during, after, ms }: Measured): string {
  const over = waits.map((wait) => wait - SERVICES_MS);
  const cpu = before && after && (after.cpuMs - before.cpuMs) / ms / SESSIONS;
  const kb = (bytes: number) => (bytes / 1024 / SESSIONS).toFixed(0);
  const cells = [
    values.bare ? 'nothing but waiting' : values.library ? 'library and talks' : 'nothing to find',
    SESSIONS,
    over.length,
    ...[0, 0.5, 0.95, 1].map((share) => percentile(over, share).toFixed(1)),
    cpu === undefined ? '–' : `${(cpu * 100).toFixed(2)} %`,
    idle && during ? kb(during.heapBytes - idle.heapBytes) : '–',
    after ? `${after.servicesLateMs.p50.toFixed(1)} / ${after.servicesLateMs.p95.toFixed(1)}` : '–',
    `${lateMs.toFixed(1)} / ${loopLateMs.toFixed(1)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const measured = values.bare ? await measureBare() : await measure();
console.log(
  '| learners have | sessions | turns | least ms | p50 ms | p95 ms | max ms | of a core a session | KB a session | services late, p50 / p95 ms | load late / its loop, p95 ms |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
console.log(row(measured));

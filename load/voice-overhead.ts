import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signUp } from '../test/support/server-process.ts';
import { addDocument } from './add-document.ts';
import { percentile } from './percentile.ts';
import { startBareServer, startVoiceServer } from './voice-children.ts';
import { type Heard, VoiceCrowd } from './voice-crowd.ts';
import { FIRST_TOKEN_MS, HEARS_MS, SPEAKS_MS } from './voice-fakes.ts';
import type { Use } from './voice-server.ts';

/**
 * Measures what the server adds to a spoken turn: `node load/voice-overhead.ts [sessions] [seconds] [--library] [--bare]`. Each
 * session speaks for two seconds in frames of 20 ms, every five seconds; server, model and learners are processes of their own.
 * The services take fixed times: hearing 100 ms, the model's first token 50 ms, speaking 30 ms. Measured is the time from sending
 * `speech_end` with `done` to the first sound of the answer, less those 180 ms. Prints a Markdown row.
 * With `--library` every learner has a document and earlier talks; without, nothing. With `--bare` a process that does nothing
 * but wait stands in for the server: what sockets, timers and this generator cost.
 */
const { values, positionals } = parseArgs({
  options: { library: { type: 'boolean' }, bare: { type: 'boolean' } },
  allowPositionals: true,
});
const SESSIONS = Number(positionals[0] ?? 1);
const SECONDS = Number(positionals[1] ?? 30);
const SERVICES_MS = HEARS_MS + FIRST_TOKEN_MS + SPEAKS_MS;
/** Sessions with which the code gets warm, whatever is measured then; they are of learners of their own. */
const WARM_UP = { sessions: 20, seconds: 20 };

interface Measured extends Heard {
  idle?: Use;
  before?: Use;
  during?: Use;
  after?: Use;
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
  const server = await startVoiceServer('Leaves make sugar from light and air. Why light?');
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
    const idle = await server.use();
    const crowd = await VoiceCrowd.open(server.socketUrl, tokens, SESSIONS);
    const before = await server.use();
    const startedAt = performance.now();
    const half = new Promise<Use>((resolve) => setTimeout(() => resolve(server.use()), SECONDS * 500));
    const heard = await crowd.talk(SECONDS);
    const [during, after] = [await half, await server.use()];
    crowd.close();
    return { ...heard, idle, before, during, after, ms: performance.now() - startedAt };
  } finally {
    await server.stop();
  }
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
    during ? during.servicesLateMs.toFixed(1) : '–',
    `${lateMs.toFixed(1)} / ${loopLateMs.toFixed(1)}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

const measured = values.bare ? await measureBare() : await measure();
console.log(
  '| learners have | sessions | turns | least ms | p50 ms | p95 ms | max ms | of a core a session | KB a session | services late, p95 ms | load late / its loop, p95 ms |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
console.log(row(measured));

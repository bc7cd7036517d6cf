import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startChromaChild } from '../src/adapters/chroma/child.ts';
import { createChromaVectorStore } from '../src/adapters/chroma/vector-store.ts';
import { migrate } from '../src/adapters/knex/migrate.ts';
import { createStores } from '../src/adapters/knex/stores.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemProcesses } from '../src/adapters/system/processes.ts';
import { createEvents } from '../src/events.ts';
import { newId } from '../src/ids.ts';
import { chooseEmbedder } from '../src/knowledge/choose-embedder.ts';
import { createNearest } from '../src/knowledge/nearest.ts';
import { createRetriever } from '../src/knowledge/retrieve.ts';
import { createVectorWriter } from '../src/knowledge/vector-writer.ts';
import { createLogger } from '../src/logger.ts';
import type { Passage } from '../src/ports/document-store.ts';
import { ServiceBoard } from '../src/service-board.ts';
import { openLoadDatabase } from './load-database.ts';

/**
 * Measures retrieval: `node load/retrieval.ts [--postgres] [--rounds=1] [passages] [questions] [libraries]`, the passages spread
 * evenly over the libraries, each question in the next one; all questions in so many rounds. Real SQLite or PostgreSQL, real Chroma,
 * the built-in embedder; made-up material with the word frequencies of ordinary text. Prints a Markdown table.
 */
const { values: OPTIONS, positionals } = parseArgs({
  allowPositionals: true,
  options: { postgres: { type: 'boolean', default: false }, rounds: { type: 'string', default: '1' } },
});
const PASSAGES = Number(positionals[0] ?? 10_000);
const QUESTIONS = Number(positionals[1] ?? 300);
const LIBRARIES = Number(positionals[2] ?? 1);
const ROUNDS = Number(OPTIONS.rounds);
const IN_EACH = Math.ceil(PASSAGES / LIBRARIES);
const PER_DOCUMENT = 500;
const WORDS = 150;
const VOCABULARY = 20_000;
const MODES = ['hybrid', 'keyword', 'semantic'] as const;

let seed = 1;
/** The same numbers in every run (Lehmer's generator). */
function random(): number {
  seed = (seed * 48_271) % 0x7fffffff;
  return seed / 0x7fffffff;
}

/** The commonest words of a language are stop words, which are not looked for: questions are made without them. */
const STOP_RANKS = 100;
const SYLLABLES = 'ka lo mi ren tu vash por del sin gro bel fa'.split(' ');

/** A word as often as Zipf has it, of those from rank `from` on. */
function word(from: number): string {
  const rank = Math.floor(from * (VOCABULARY / from) ** random());
  let name = '';
  for (let rest = rank + 12; rest > 0; rest = Math.floor(rest / 12)) name += SYLLABLES[rest % 12];
  return name;
}

function words(count: number, from: number): string {
  return Array.from({ length: count }, () => word(from)).join(' ');
}

function passagesOf(documentId: string, learnerId: string, count: number): { text: string; passages: Passage[] } {
  let text = '';
  const passages = Array.from({ length: count }, (_, ordinal) => {
    const body = `${words(WORDS, 1)}.`;
    const start = text.length;
    text += `${body}\n\n`;
    const end = start + body.length;
    return { id: newId(), documentId, learnerId, ordinal, start, end, headings: [], text: body };
  });
  return { text, passages };
}

function percentile(sorted: number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}

const dir = await mkdtemp(join(tmpdir(), 'lva-load-'));
const logger = createLogger({ level: 'warn', pretty: false });
const board = new ServiceBoard();
const stack = new AsyncDisposableStack();
const database = await openLoadDatabase({ dir, postgres: OPTIONS.postgres }, stack);
const chroma = await startChromaChild({
  dataDir: join(dir, 'chroma'),
  board,
  logger,
  clock: systemClock,
  processes: systemProcesses,
});
try {
  await migrate(database);
  const { accounts, documents, passages, spaces, texts } = createStores(database);
  const vectors = createChromaVectorStore(chroma);
  const embedders = chooseEmbedder({ board, logger, clock: systemClock });
  const embedder = embedders.current();
  if (!embedder) throw new Error('no embedder');
  const now = Date.now();
  const learnerIds = Array.from({ length: LIBRARIES }, newId);
  for (const id of learnerIds) {
    const person = { email: `${id}@example.org`, name: 'Load', passwordHash: '-', role: 'learner' } as const;
    await accounts.createLearner({ id, ...person, createdAt: now }, { firstIsAdmin: false });
  }

  const filling = performance.now();
  for (const learnerId of learnerIds) {
    for (let made = 0; made < IN_EACH; made += PER_DOCUMENT) {
      const id = newId();
      const counts = { passageCount: 0, attempts: 0, embeddedCount: 0, bytes: 0, hash: '-', blobKey: '-' };
      await documents.create({
        id,
        learnerId,
        title: 'Load',
        kind: 'text/plain',
        tags: [],
        status: 'queued',
        createdAt: now,
        ...counts,
      });
      const content = passagesOf(id, learnerId, Math.min(PER_DOCUMENT, IN_EACH - made));
      await documents.saveExtraction(id, { ...content, pages: [] });
      await documents.setStatus(id, 'ready');
    }
  }
  const stored = performance.now();
  const signal = new AbortController().signal;
  const writer = createVectorWriter({ texts: texts.material, spaces, vectors, clock: systemClock });
  await writer.write({ embedder, scope: {}, signal });
  const embedded = performance.now();

  const events = createEvents(logger).knowledge;
  const retriever = createRetriever({
    passages,
    nearest: createNearest({ vectors, spaces, embedders }),
    board,
    clock: systemClock,
    events,
  });
  console.log(
    `${PASSAGES} passages stored in ${((stored - filling) / 1000).toFixed(1)} s, embedded in ${((embedded - stored) / 1000).toFixed(1)} s`,
  );
  console.log(
    `| mode | passages | libraries | questions | p50 ms | p95 ms | p99 ms | max ms | own CPU ms each | main thread ms each | degraded |`,
  );
  console.log(`|---|---|---|---|---|---|---|---|---|---|---|`);
  for (const mode of Array.from({ length: ROUNDS }, () => MODES).flat()) {
    const times: number[] = [];
    let degraded = 0;
    // The first question after a start waits until Chroma has read the library's vectors: not what is measured here.
    // As large libraries are searched by a thread that is begun by the first question.
    for (const learnerId of learnerIds) await retriever.retrieve({ learnerId, query: word(1), limit: 6, mode }, signal);
    const cpu = process.cpuUsage();
    const loop = performance.eventLoopUtilization();
    for (let i = 0; i < QUESTIONS; i += 1) {
      const query = words(8, STOP_RANKS);
      const learnerId = learnerIds[i % LIBRARIES] ?? '';
      const began = performance.now();
      const retrieval = await retriever.retrieve({ learnerId, query, limit: 6, mode }, signal);
      times.push(performance.now() - began);
      if (retrieval.degraded) degraded += 1;
    }
    times.sort((a, b) => a - b);
    const { user, system } = process.cpuUsage(cpu);
    const mainThread = (performance.eventLoopUtilization(loop).active / QUESTIONS).toFixed(1);
    const ownCpu = ((user + system) / 1000 / QUESTIONS).toFixed(1);
    const max = (times.at(-1) ?? 0).toFixed(1);
    console.log(
      `| ${mode} | ${PASSAGES} | ${LIBRARIES} | ${QUESTIONS} | ${percentile(times, 0.5)} | ${percentile(times, 0.95)} | ${percentile(times, 0.99)} | ${max} | ${ownCpu} | ${mainThread} | ${degraded} |`,
    );
  }
} finally {
  await chroma.stop();
  await stack.disposeAsync();
  await rm(dir, { recursive: true, force: true });
}

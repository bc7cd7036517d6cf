import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startChromaChild } from '../src/adapters/chroma/child.ts';
import { createChromaVectorStore } from '../src/adapters/chroma/vector-store.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { systemProcesses } from '../src/adapters/system/processes.ts';
import { createEvents } from '../src/events.ts';
import { chooseEmbedder } from '../src/knowledge/choose-embedder.ts';
import { createNearest } from '../src/knowledge/nearest.ts';
import { createRetriever } from '../src/knowledge/retrieve.ts';
import { createLogger } from '../src/logger.ts';
import { ServiceBoard } from '../src/service-board.ts';
import { fillLibraries } from './fill-libraries.ts';
import { openLoadStores } from './load-database.ts';
import { reseed, word, words } from './made-up-material.ts';
import { percentile } from './percentile.ts';

/**
 * Measures retrieval: `node load/retrieval.ts [--postgres] [--rounds=1] [--modes=hybrid,keyword,semantic] [--keep=folder] [passages]
 * [questions] [libraries]`, the passages spread evenly over the libraries, each question in the next one; all questions in so many
 * rounds. Real SQLite or PostgreSQL, real Chroma, the built-in embedder; made-up material with the word frequencies of ordinary text.
 * What was filled is kept in the folder, where one is named, and taken as it is the next time. Prints a Markdown table.
 */
const { values: OPTIONS, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    postgres: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '1' },
    modes: { type: 'string', default: 'hybrid,keyword,semantic' },
    keep: { type: 'string' },
  },
});
const PASSAGES = Number(positionals[0] ?? 10_000);
const QUESTIONS = Number(positionals[1] ?? 300);
const LIBRARIES = Number(positionals[2] ?? 1);
const ROUNDS = Number(OPTIONS.rounds);
const MODES = z.array(z.enum(['hybrid', 'keyword', 'semantic'])).parse(OPTIONS.modes.split(','));
/** The commonest words of a language are stop words, which are not looked for: questions are made without them. */
const STOP_RANKS = 100;
/** Where the words of questions begin, whether libraries were filled before or not. */
const QUESTIONS_SEED = 1_234_567;

const Filled = z.object({ passages: z.literal(PASSAGES), learnerIds: z.array(z.string()).length(LIBRARIES) });

const { keep, postgres } = OPTIONS;
const dir = keep ?? (await mkdtemp(join(tmpdir(), 'lva-load-')));
await mkdir(dir, { recursive: true });
const filledFile = join(dir, 'filled.json');
const logger = createLogger({ level: 'warn', pretty: false });
const board = new ServiceBoard();
await using stack = new AsyncDisposableStack();
if (!keep) stack.defer(() => rm(dir, { recursive: true, force: true }));
const opened = await openLoadStores({ dir, postgres, keptSchema: keep && 'load_kept' }, stack);
const { passages, spaces } = opened.stores;
const chroma = await startChromaChild({
  dataDir: join(dir, 'chroma'),
  board,
  logger,
  clock: systemClock,
  processes: systemProcesses,
});
stack.defer(() => chroma.stop());
const vectors = createChromaVectorStore(chroma);
const embedders = chooseEmbedder({ board, logger, clock: systemClock });

async function learners(): Promise<string[]> {
  if (existsSync(filledFile)) return Filled.parse(JSON.parse(await readFile(filledFile, 'utf8'))).learnerIds;
  const embedder = embedders.current();
  if (!embedder) throw new Error('no embedder');
  const learnerIds = await fillLibraries({ ...opened, vectors, embedder, passages: PASSAGES, libraries: LIBRARIES });
  await writeFile(filledFile, JSON.stringify({ passages: PASSAGES, learnerIds }));
  return learnerIds;
}

const learnerIds = await learners();
const { signal } = new AbortController();
const retriever = createRetriever({
  passages,
  nearest: createNearest({ vectors, spaces, embedders }),
  board,
  clock: systemClock,
  events: createEvents(logger).knowledge,
});
reseed(QUESTIONS_SEED);
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
  const { user, system } = process.cpuUsage(cpu);
  const mainThread = (performance.eventLoopUtilization(loop).active / QUESTIONS).toFixed(1);
  const ownCpu = ((user + system) / 1000 / QUESTIONS).toFixed(1);
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => percentile(times, share).toFixed(1));
  console.log(
    `| ${mode} | ${PASSAGES} | ${LIBRARIES} | ${QUESTIONS} | ${p50} | ${p95} | ${p99} | ${max} | ${ownCpu} | ${mainThread} | ${degraded} |`,
  );
}

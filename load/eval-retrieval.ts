import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SearchMode } from '../src/protocol/rest/search.ts';
import { chooseJoined, FIRST_PASSAGES, lookedForIn } from '../src/tutor/choose-passages.ts';
import { type DataSet, readDataSet, type Stretch } from './retrieval-data.ts';
import { average, type Scores, scoreAnswer } from './retrieval-scores.ts';
import { answerWhole, bring, openServer, type Server } from './retrieval-server.ts';
import { createTypist } from './typos.ts';

/**
 * Measures what retrieval finds: `npm run eval:retrieval -- [--typos] [--postgres] [--tutor] [--modes=hybrid,…] [set…]`. Each set's texts go through ingestion into one library, with
 * real SQLite, real Chroma and the built-in embedder; then question by question through `GET /api/search`. Prints a Markdown
 * table. `--tutor` measures the passages that the tutor begins an answer with instead. Sets that are not in EVAL_DATA (`../shared/data`) are skipped.
 */
const FOLDER = process.env['EVAL_DATA'] ?? join(import.meta.dirname, '../../shared/data');
const { values: OPTIONS, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    typos: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    tutor: { type: 'boolean', default: false },
    modes: { type: 'string', default: 'keyword,semantic,hybrid' },
  },
});
const SETS = positionals.length > 0 ? positionals : ['fairytaleqa-val', 'xquad-es', 'xquad-zh'];
const MODES = OPTIONS.modes.split(',').map((mode) => SearchMode.parse(mode));

async function ask(server: Server, storyOf: Map<string, string>, mode: SearchMode, { questions }: DataSet) {
  const scores: Scores[] = [];
  const typist = OPTIONS.typos ? createTypist() : (text: string) => text;
  for (const { question, story, gold } of questions) {
    const q = typist(question).slice(0, 500);
    const query = new URLSearchParams({ q, in: 'documents', mode, limit: '10' });
    const results = OPTIONS.tutor
      ? await tutorsPassages(server, q, mode)
      : await answerWhole(`${server.url}/api/search?${query}`);
    const stretches = results.map((result): Stretch | undefined =>
      storyOf.get(result.documentId ?? '') === story ? result : undefined,
    );
    scores.push(scoreAnswer(stretches, gold));
  }
  return average(scores);
}

/** What the tutor would begin its answer with. */
async function tutorsPassages({ retriever, learnerId }: Server, query: string, mode: SearchMode) {
  const request = { learnerId, query, mode, limit: lookedForIn(FIRST_PASSAGES) };
  const { passages } = await retriever.retrieve(request, new AbortController().signal);
  return chooseJoined(passages, FIRST_PASSAGES);
}

console.log('| set | questions | mode | hit@1 | hit@5 | nDCG@10 |\n|---|---|---|---|---|---|');
for (const name of SETS) {
  const data = await readDataSet(FOLDER, name);
  if (!data) {
    console.warn(`${name} is not in ${FOLDER}: skipped`);
    continue;
  }
  await using stack = new AsyncDisposableStack();
  const server = await openServer(stack, OPTIONS);
  const storyOf = await bring(server, data.stories);
  for (const mode of MODES) {
    const { hit1, hit5, ndcg10 } = await ask(server, storyOf, mode, data);
    const figures = [hit1, hit5, ndcg10].map((value) => value.toFixed(3)).join(' | ');
    console.log(`| ${name} | ${data.questions.length} | ${mode} | ${figures} |`);
  }
}

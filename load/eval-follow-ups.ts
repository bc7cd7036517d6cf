import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { selfContained } from '../src/tutor/follow-up.ts';
import { type FollowUp, followUpsOf } from './follow-ups.ts';
import { readDataSet, type Stretch } from './retrieval-data.ts';
import { average, type Scores, scoreAnswer } from './retrieval-scores.ts';
import { answerWhole, bring, openServer, type Server } from './retrieval-server.ts';

/**
 * Measures what making follow-up questions self-contained by rule gains: `npm run eval:follow-ups -- [--show]`. Follow-ups are made of
 * FairytaleQA's questions (`follow-ups.ts`), and asked as they are, as the rule completes them, and as a stranger would ask them, which is
 * the most that there is to gain. Prints a Markdown table. Then, of questions that were all written to stand alone, in three languages: how many
 * the rule leaves as they are when something else was asked before. `--show` prints what the rule does not find and a stranger would.
 */
const FOLDER = process.env['EVAL_DATA'] ?? join(import.meta.dirname, '../../shared/data');
const SET = 'fairytaleqa-val';
/** Some of their questions do point to others of their text all the same. */
const ALONE = [SET, 'xquad-es', 'xquad-zh'];
const { values: OPTIONS } = parseArgs({ options: { show: { type: 'boolean', default: false } } });

const WAYS: { name: string; query: (followUp: FollowUp) => string }[] = [
  { name: 'as it is', query: ({ asked }) => asked },
  { name: 'completed by rule', query: completed },
  { name: 'as a stranger asks it', query: ({ whole }) => whole.question },
];

function completed({ asked, before }: FollowUp): string {
  return selfContained(asked, [
    { role: 'learner', text: before.question },
    { role: 'tutor', text: before.answer },
  ]);
}

async function scoreOf(server: Server, storyOf: ReadonlyMap<string, string>, query: string, { whole }: FollowUp) {
  const params = new URLSearchParams({ q: query.slice(0, 500), in: 'documents', limit: '10' });
  const results = await answerWhole(`${server.url}/api/search?${params}`);
  const stretches = results.map((result): Stretch | undefined =>
    storyOf.get(result.documentId ?? '') === whole.story ? result : undefined,
  );
  return scoreAnswer(stretches, whole.gold);
}

const data = await readDataSet(FOLDER, SET);
if (!data) throw new Error(`${SET} is not in ${FOLDER}`);
await using stack = new AsyncDisposableStack();
const server = await openServer(stack, { postgres: false });
const storyOf = await bring(server, data.stories);
const followUps = followUpsOf(data.questions);
console.log('| follow-ups | asked | hit@1 | hit@5 | nDCG@10 |\n|---|---|---|---|---|');
for (const kind of ['pronoun', 'short', 'other subject'] as const) {
  const some = followUps.filter((followUp) => followUp.kind === kind);
  const scores = new Map<string, Scores[]>();
  for (const { name, query } of WAYS) {
    const all: Scores[] = [];
    for (const followUp of some) all.push(await scoreOf(server, storyOf, query(followUp), followUp));
    scores.set(name, all);
    const { hit1, hit5, ndcg10 } = average(all);
    console.log(
      `| ${kind} (${some.length}) | ${name} | ${[hit1, hit5, ndcg10].map((value) => value.toFixed(3)).join(' | ')} |`,
    );
  }
  if (!OPTIONS.show) continue;
  const [, rule = [], stranger = []] = [...scores.values()];
  for (const [at, followUp] of some.entries()) {
    if (rule[at]?.hit5 === 1 || stranger[at]?.hit5 === 0) continue;
    console.log(
      `${followUp.before.question} → ${followUp.asked} → ${completed(followUp)} [${followUp.whole.question}]`,
    );
  }
}

console.log('\n| questions that stand alone | questions | left as they are |\n|---|---|---|');
for (const set of ALONE) {
  const { questions = [] } = (await readDataSet(FOLDER, set)) ?? {};
  const left = questions.filter((asked, at) => {
    const before = questions[(at + Math.floor(questions.length / 2)) % questions.length] ?? asked;
    return completed({ kind: 'other subject', before, asked: asked.question, whole: asked }) === asked.question;
  });
  console.log(`| ${set} | ${questions.length} | ${left.length} |`);
}

import { join } from 'node:path';
import { hashEmbedder } from '../src/knowledge/hash-embedder.ts';
import { type Asked, readDataSet } from './retrieval-data.ts';

/**
 * Measures from which similarity on something that was asked in an earlier talk is about the same: `node load/memory-threshold.ts
 * [set]`, with the built-in embedder. Of each question the nearest of all others is looked up: it helps when both are answered by the
 * same stretch of the same text. Prints, for several thresholds, how many are recalled and how many of those help.
 */
const FOLDER = process.env['EVAL_DATA'] ?? join(import.meta.dirname, '../../shared/data');
const set = process.argv[2] ?? 'fairytaleqa-val';
const data = await readDataSet(FOLDER, set);
if (data) {
  const vectors = await hashEmbedder.embed(
    data.questions.map(({ question }) => question),
    'query',
  );
  const nearest = vectors.map((vector, at) => best(vector, vectors, at));
  console.log('| threshold | recalled | of those about the same |\n|---|---|---|');
  for (let threshold = 0.3; threshold < 0.95; threshold += 0.05) {
    const recalled = nearest.filter(({ score }) => score >= threshold);
    const same = recalled.filter(({ from, to }) => aboutTheSame(data.questions[from], data.questions[to]));
    const share = recalled.length === 0 ? 0 : same.length / recalled.length;
    console.log(`| ${threshold.toFixed(2)} | ${(recalled.length / nearest.length).toFixed(3)} | ${share.toFixed(3)} |`);
  }
} else {
  console.warn(`${set} is not in ${FOLDER}: skipped`);
}

function best(vector: Float32Array, all: readonly Float32Array[], from: number) {
  let [to, score] = [-1, -1];
  for (const [at, other] of all.entries()) {
    if (at === from) continue;
    const similarity = vector.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
    if (similarity > score) [to, score] = [at, similarity];
  }
  return { from, to, score };
}

function aboutTheSame(a: Asked | undefined, b: Asked | undefined): boolean {
  if (!a || !b || a.story !== b.story) return false;
  return a.gold.some((one) => b.gold.some((two) => Math.min(one.end, two.end) > Math.max(one.start, two.start)));
}

import type { Knex } from 'knex';
import type { TextIndex } from './text-index.ts';

/** Rows of the learner's with any of the terms, in no order. */
export function matchesInSqlite(
  knex: Knex,
  { table, entries }: TextIndex,
  learnerId: string,
  terms: readonly string[],
) {
  return knex(table)
    .join(entries, `${entries}.row_id`, `${table}.rowid`)
    .whereRaw('?? match ?', [table, matchExpression(learnerId, terms)])
    .where({ [`${entries}.learner_id`]: learnerId });
}

/** Orders them by bm25 of the words alone, over all learners' texts: good enough to choose candidates by. */
export function bestFirstInSqlite(knex: Knex, { table }: TextIndex) {
  return knex.raw('bm25(??, 1.0, 0.0)', [table]);
}

/** A learner as a token of the index; the letters at both ends keep the stemmer from changing it. */
export function ownerToken(learnerId: string): string {
  return `o${learnerId.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}x`;
}

/** The owner is looked for first: a learner's rows are few, however many hold the words. */
function matchExpression(learnerId: string, terms: readonly string[]): string {
  return `owner : "${ownerToken(learnerId)}" AND terms : (${terms.map((term) => `"${term}"`).join(' OR ')})`;
}

import type { Knex } from 'knex';
import type { TextIndex } from './text-index.ts';

/**
 * What PostgreSQL's parser takes for one word everywhere. What it makes of other letters depends on the server's locale, so
 * those terms go in as they are, as quoted lexemes.
 */
const ENGLISH = /^[a-z]+$/;

/** The index entry for a passage's terms, as an expression to insert. */
export function tsvectorOf(knex: Knex, terms: readonly string[]): Knex.Raw {
  const english = terms.filter((term) => ENGLISH.test(term)).join(' ');
  const lexemes = terms.filter((term) => !ENGLISH.test(term)).map((term, index) => `${quoted(term)}:${index + 1}`);
  return knex.raw("to_tsvector('english', ?) || ?::tsvector", [english, lexemes.join(' ')]);
}

/** Rows of the learner's with any of the terms, in no order. */
export function matchesInPostgres(knex: Knex, { entries }: TextIndex, learnerId: string, terms: readonly string[]) {
  const query = terms.map((term) => (ENGLISH.test(term) ? "plainto_tsquery('english', ?)" : '?::tsquery')).join(' || ');
  const values = terms.map((term) => (ENGLISH.test(term) ? term : quoted(term)));
  return knex(entries)
    .joinRaw(`cross join (select ${query} as terms) as query`, values)
    .where({ [`${entries}.learner_id`]: learnerId })
    .whereRaw('??.search @@ query.terms', [entries]);
}

/** Orders them by cover density, divided by the logarithm of the text's length, so that long ones don't win by length. */
export function bestFirstInPostgres(knex: Knex, { entries }: TextIndex) {
  return knex.raw('ts_rank_cd(??.search, query.terms, 1) desc', [entries]);
}

/** Terms are letters, digits and marks: there is nothing in them to escape. */
function quoted(term: string): string {
  return `'${term}'`;
}

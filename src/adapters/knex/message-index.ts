import type { Knex } from 'knex';
import { analyseText } from './analyse-text.ts';
import { chunked } from './columns.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';
import { languageSaid } from './said-language.ts';
import { collectWords } from './vocabulary.ts';

export interface SaidRow {
  id: string;
  conversation_id: string;
  learner_id: string;
  position: number;
  said: string;
}

/** What was said: of an answer, what of it was heard. */
export const SAID = 'coalesce(messages.heard_text, messages.text)';
/** Ids of one statement. */
const BATCH = 200;

/**
 * Brings the index of what was said in line with these messages: those that ended and still show are in it as they were
 * heard, all others are not. Call it in the transaction that changed them.
 */
export async function indexMessages(knex: Knex, ids: readonly string[]): Promise<void> {
  for (const batch of chunked(ids, BATCH)) {
    await knex('message_terms').whereIn('message_id', batch).delete();
    for (const row of await saidRows(knex, batch)) await indexNew(knex, row);
  }
}

/** The same for one that ended just now, and is not in the index yet. */
export async function indexNew(knex: Knex, row: SaidRow): Promise<void> {
  if (row.said === '') return;
  await insertEntry(knex, row, { language: await languageSaid(knex, row), words: wordsIn(row.said) });
}

/** Those of the messages that belong in the index. */
export async function saidRows(knex: Knex, ids: readonly string[]): Promise<SaidRow[]> {
  return await knex('messages')
    .whereIn('id', ids)
    .whereNull('superseded_at')
    .whereNot({ status: 'pending' })
    .orderBy(['conversation_id', 'position'])
    .select('id', 'conversation_id', 'learner_id', 'position', knex.raw(`${SAID} as said`));
}

/** Its words as they are noted: they tell what a misspelled one was meant to be. */
export function wordsIn(said: string): string {
  const words = new Set<string>();
  collectWords(words, said);
  return [...words].join(' ');
}

/**
 * @param noted what was not always: the language that its words are analysed as (English where it is left out), and its words. Older
 * migrations leave them out, since their columns are not there yet.
 */
export async function insertEntry(
  knex: Knex,
  { id, conversation_id, learner_id, position, said }: SaidRow,
  noted: { language?: string | undefined; words?: string } = {},
): Promise<void> {
  const { language, words } = noted;
  const { terms, lexemes } = analyseText(said, language);
  const entry = {
    ...{ message_id: id, conversation_id, learner_id, position, lexemes },
    ...(language !== undefined && { language }),
    ...(words !== undefined && { words }),
  };
  if (knex.client.config.client === 'pg') {
    await knex('message_terms').insert({ ...entry, search: tsvectorOf(knex, terms) });
    return;
  }
  await knex('message_terms').insert(entry);
  await knex('message_search').insert({
    rowid: knex('message_terms').where({ message_id: id }).select('row_id'),
    terms: terms.join(' '),
    owner: ownerToken(learner_id),
  });
}

import type { Knex } from 'knex';
import { chunked } from './columns.ts';
import { indexTerms } from './full-text.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';
import { lexemesOf, toBlob } from './lexemes.ts';
import { languageSaid } from './said-language.ts';

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
  if (row.said !== '') await insertEntry(knex, row, await languageSaid(knex, row));
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

/** @param language that its words are analysed as; English where it is left out, as before it was noted. */
export async function insertEntry(
  knex: Knex,
  { id, conversation_id, learner_id, position, said }: SaidRow,
  language?: string,
): Promise<void> {
  const entry = {
    ...{ message_id: id, conversation_id, learner_id, position, lexemes: toBlob(lexemesOf(said, language)) },
    ...(language !== undefined && { language }),
  };
  const terms = indexTerms(said, language);
  if (knex.client.config.client === 'pg') {
    await knex('message_terms').insert({ ...entry, search: tsvectorOf(knex, terms) });
    return;
  }
  const stored: { row_id: number }[] = await knex('message_terms').insert(entry).returning('row_id');
  await knex('message_search').insert({
    rowid: stored[0]?.row_id,
    terms: terms.join(' '),
    owner: ownerToken(learner_id),
  });
}

import type { Knex } from 'knex';
import type { Passage } from '../../ports/document-store.ts';
import type { TextEntry } from './analyse-text.ts';
import { type PassageRow, toPassageRow } from './document-rows.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';

/** Where passages belong. */
export interface PassagesOf {
  documentId: string;
  learnerId: string;
}

/** A passage with what searching reads of it. */
export interface PassageEntry extends TextEntry {
  passage: Passage;
}

/** Stores passages with their entries in the full-text index. */
export async function insertPassages(
  trx: Knex.Transaction,
  { documentId, learnerId }: PassagesOf,
  entries: PassageEntry[],
): Promise<void> {
  const rows = entries.map(({ passage, lexemes }) => ({
    ...toPassageRow({ ...passage, documentId }, learnerId),
    lexemes,
  }));
  if (trx.client.config.client === 'pg') {
    await trx('passages').insert(
      rows.map((row, at) => ({ ...row, search: tsvectorOf(trx, entries[at]?.terms ?? []) })),
    );
    return;
  }
  const stored: Pick<PassageRow, 'row_id' | 'id'>[] = await trx('passages').insert(rows).returning(['row_id', 'id']);
  const rowIds = new Map(stored.map((row) => [row.id, row.row_id]));
  const owner = ownerToken(learnerId);
  await trx('passage_search').insert(
    entries.map(({ passage, terms }) => ({ rowid: rowIds.get(passage.id), terms: terms.join(' '), owner })),
  );
}

/** The headings above a passage are part of what it is about. */
export function searchedText({ headings, text }: Pick<Passage, 'headings' | 'text'>): string {
  return [...headings, text].join('\n');
}

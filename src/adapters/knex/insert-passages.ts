import type { Knex } from 'knex';
import type { Passage } from '../../ports/document-store.ts';
import { type PassageRow, toPassageRow } from './document-rows.ts';
import { indexTerms } from './full-text.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';
import { lexemesOf, toBlob } from './lexemes.ts';

/** Where passages belong, and what they are written in. */
export interface PassagesOf {
  documentId: string;
  learnerId: string;
  language: string;
}

/** Stores passages with their entries in the full-text index. */
export async function insertPassages(trx: Knex.Transaction, of: PassagesOf, passages: Passage[]): Promise<void> {
  const { documentId, learnerId, language } = of;
  const texts = passages.map(searchedText);
  const rows = passages.map((passage, at) => ({
    ...toPassageRow({ ...passage, documentId }, learnerId),
    lexemes: toBlob(lexemesOf(texts[at] ?? '', language)),
  }));
  const terms = texts.map((text) => indexTerms(text, language));
  if (trx.client.config.client === 'pg') {
    await trx('passages').insert(rows.map((row, at) => ({ ...row, search: tsvectorOf(trx, terms[at] ?? []) })));
    return;
  }
  const stored: Pick<PassageRow, 'row_id' | 'id'>[] = await trx('passages').insert(rows).returning(['row_id', 'id']);
  const rowIds = new Map(stored.map((row) => [row.id, row.row_id]));
  const owner = ownerToken(learnerId);
  await trx('passage_search').insert(
    passages.map(({ id }, at) => ({ rowid: rowIds.get(id), terms: (terms[at] ?? []).join(' '), owner })),
  );
}

/** The headings above a passage are part of what it is about. */
export function searchedText({ headings, text }: Pick<Passage, 'headings' | 'text'>): string {
  return [...headings, text].join('\n');
}

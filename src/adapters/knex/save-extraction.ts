import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { notFound } from '../../errors.ts';
import type { DocumentStore, Passage } from '../../ports/document-store.ts';
import { chunked, definedOnly, storable } from './columns.ts';
import type { Database } from './database.ts';
import { type DocumentRow, type PassageRow, toPassageRow } from './document-rows.ts';
import { noteDocumentWords } from './document-words.ts';
import { indexTerms } from './full-text.ts';
import { tsvectorOf } from './full-text-postgres.ts';
import { ownerToken } from './full-text-sqlite.ts';
import { lexemesOf, toBlob } from './lexemes.ts';
import { collectWords } from './vocabulary.ts';

/** Rows of one insert: ten columns each stay well below the parameters that a statement may have. */
const BATCH = 100;

/** Stores text, passages and their index in one transaction, in place of what an earlier attempt left. */
export function saveExtraction(
  { knex, kind }: Database,
  ...[id, { text, pages, title, pageCount, unreadablePages = [], passages }]: Parameters<
    DocumentStore['saveExtraction']
  >
): Promise<void> {
  return knex.transaction(async (trx) => {
    const document = await trx<DocumentRow>('documents')
      .where({ id })
      .forUpdate()
      .first('learner_id', 'status', 'title_chosen');
    // Deleted or cancelled while it was being read.
    if (!document || document.status === 'failed') throw notFound('document');
    await trx('passages').where({ document_id: id }).delete();
    await trx('document_contents')
      .insert({ document_id: id, text: storable(text), pages: JSON.stringify(pages) })
      .onConflict('document_id')
      .merge();
    const insert = kind === 'postgres' ? insertInPostgres : insertInSqlite;
    const words = new Set<string>();
    for (const batch of chunked(passages, BATCH)) {
      for (const passage of batch) collectWords(words, searchedText(passage));
      await insert(trx, id, document.learner_id, batch);
      // SQLite works on this thread: let those who talk right now have their turn.
      await setImmediate();
    }
    await noteDocumentWords(trx, id, words);
    await trx('documents')
      .where({ id })
      .update({
        ...definedOnly({
          title: title === undefined || document.title_chosen ? undefined : storable(title),
          pages: pageCount,
        }),
        unreadable_pages: unreadablePages.length === 0 ? null : JSON.stringify(unreadablePages),
        passage_count: passages.length,
        status: 'embedding',
        failure_code: null,
        failure_message: null,
      });
  });
}

async function insertInPostgres(trx: Knex.Transaction, documentId: string, learnerId: string, passages: Passage[]) {
  await trx('passages').insert(
    passages.map((passage) => ({
      ...toPassageRow({ ...passage, documentId }, learnerId),
      lexemes: toBlob(lexemesOf(searchedText(passage))),
      search: tsvectorOf(trx, indexTerms(searchedText(passage))),
    })),
  );
}

async function insertInSqlite(trx: Knex.Transaction, documentId: string, learnerId: string, passages: Passage[]) {
  const rows = passages.map((passage) => ({
    ...toPassageRow({ ...passage, documentId }, learnerId),
    lexemes: toBlob(lexemesOf(searchedText(passage))),
  }));
  const stored: Pick<PassageRow, 'row_id' | 'id'>[] = await trx('passages').insert(rows).returning(['row_id', 'id']);
  const rowIds = new Map(stored.map((row) => [row.id, row.row_id]));
  const owner = ownerToken(learnerId);
  await trx('passage_search').insert(
    passages.map((passage) => ({
      rowid: rowIds.get(passage.id),
      terms: indexTerms(searchedText(passage)).join(' '),
      owner,
    })),
  );
}

/** The headings above a passage are part of what it is about. */
export function searchedText({ headings, text }: Pick<Passage, 'headings' | 'text'>): string {
  return [...headings, text].join('\n');
}

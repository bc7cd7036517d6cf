import { setImmediate } from 'node:timers/promises';
import type { Knex } from 'knex';
import { notFound } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { languageOfText } from '../../languages/detect.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import { analyseText } from './analyse-text.ts';
import { chunked, definedOnly, storable } from './columns.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './document-rows.ts';
import { noteDocumentWords } from './document-words.ts';
import { insertPassages, type PassageEntry, searchedText } from './insert-passages.ts';

type Extraction = Parameters<DocumentStore['saveExtraction']>[1];

/** One attempt to store the passages of a document. */
interface Saving {
  documentId: string;
  /** Another attempt has another one. */
  id: string;
}

/** Rows of one transaction: ten columns each stay well below the parameters that a statement may have. */
const BATCH = 100;
/** Passages are analysed for so long before others get their turn, ms. */
const SLICE_MS = 10;

/**
 * See the port. SQLite has one connection for everybody, and one transaction over a long text would keep all of them waiting: each
 * batch has its own, and analysing texts needs none. Nothing is found of a document whose `passage_count` is 0.
 */
export async function saveExtraction(
  { knex }: Database,
  ...[documentId, extraction]: Parameters<DocumentStore['saveExtraction']>
): Promise<void> {
  const saving = { documentId, id: newId() };
  const learnerId = await knex.transaction((trx) => begin(trx, saving));
  await removeLeftovers(knex, documentId);
  const language = languageOfText(extraction.text);
  const words = new Set<string>();
  let since = performance.now();
  for (const batch of chunked(extraction.passages, BATCH)) {
    const entries: PassageEntry[] = [];
    for (const passage of batch) {
      entries.push({ passage, ...analyseText(searchedText(passage), language, words) });
      if (performance.now() - since < SLICE_MS) continue;
      await setImmediate();
      since = performance.now();
    }
    await knex.transaction(async (trx) => {
      await requireOwn(trx, saving);
      await insertPassages(trx, { documentId, learnerId }, entries);
    });
    // SQLite works on this thread: let those who talk right now have their turn.
    await setImmediate();
  }
  await knex.transaction((trx) => finish(trx, saving, { ...extraction, language, words }));
}

/** From here on nothing of it is found. @returns the learner whose it is. */
async function begin(trx: Knex.Transaction, { documentId, id }: Saving): Promise<string> {
  const document = await trx<DocumentRow>('documents')
    .where({ id: documentId })
    .forUpdate()
    .first('learner_id', 'status');
  // Deleted or cancelled while it was being read.
  if (!document || document.status === 'failed') throw notFound('document');
  await trx('document_contents').where({ document_id: documentId }).delete();
  await trx<DocumentRow>('documents').where({ id: documentId }).update({ saving: id, passage_count: 0 });
  return document.learner_id;
}

/** What an earlier attempt stored. */
async function removeLeftovers(knex: Knex, documentId: string): Promise<void> {
  const some = knex('passages').where({ document_id: documentId }).limit(BATCH).select('row_id');
  while ((await knex('passages').whereIn('row_id', some.clone()).delete()) > 0) await setImmediate();
}

/** Throws where it was deleted or cancelled, or another attempt has begun. The document stays as it is until `trx` ends. */
async function requireOwn(
  trx: Knex.Transaction,
  { documentId, id }: Saving,
): Promise<Pick<DocumentRow, 'title_chosen'>> {
  const document = await trx<DocumentRow>('documents')
    .where({ id: documentId, saving: id })
    .whereNot({ status: 'failed' })
    .forUpdate()
    .first('title_chosen');
  if (!document) throw notFound('document');
  return document;
}

async function finish(
  trx: Knex.Transaction,
  saving: Saving,
  extraction: Extraction & { language: string; words: ReadonlySet<string> },
): Promise<void> {
  const { text, pages, title, pageCount, unreadablePages = [], passages, language, words } = extraction;
  const { documentId } = saving;
  const document = await requireOwn(trx, saving);
  await trx('document_contents').insert({
    document_id: documentId,
    text: storable(text),
    pages: JSON.stringify(pages),
  });
  await noteDocumentWords(trx, documentId, words);
  await trx('documents')
    .where({ id: documentId })
    .update({
      ...definedOnly({
        title: title === undefined || document.title_chosen ? undefined : storable(title),
        pages: pageCount,
      }),
      unreadable_pages: unreadablePages.length === 0 ? null : JSON.stringify(unreadablePages),
      passage_count: passages.length,
      language,
      status: 'embedding',
      failure_code: null,
      failure_message: null,
      saving: null,
    });
}

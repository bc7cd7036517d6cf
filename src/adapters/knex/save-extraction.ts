import { setImmediate } from 'node:timers/promises';
import { notFound } from '../../errors.ts';
import { languageOfText } from '../../languages/detect.ts';
import type { DocumentStore } from '../../ports/document-store.ts';
import { chunked, definedOnly, storable } from './columns.ts';
import type { Database } from './database.ts';
import type { DocumentRow } from './document-rows.ts';
import { noteDocumentWords } from './document-words.ts';
import { insertPassages, searchedText } from './insert-passages.ts';
import { collectWords } from './vocabulary.ts';

/** Rows of one insert: ten columns each stay well below the parameters that a statement may have. */
const BATCH = 100;

/** Stores text, passages and their index in one transaction, in place of what an earlier attempt left. */
export function saveExtraction(
  { knex }: Database,
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
    const language = languageOfText(text);
    const of = { documentId: id, learnerId: document.learner_id, language };
    const words = new Set<string>();
    for (const batch of chunked(passages, BATCH)) {
      for (const passage of batch) collectWords(words, searchedText(passage));
      await insertPassages(trx, of, batch);
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
        language,
        status: 'embedding',
        failure_code: null,
        failure_message: null,
      });
  });
}

import type { Knex } from 'knex';

interface WordsRow {
  document_id: string;
  /** Separated by spaces. */
  words: string;
}

/** Notes which words a document has, in place of what was noted. Call it in the transaction that stores its passages. */
export async function noteDocumentWords(knex: Knex, documentId: string, words: Iterable<string>): Promise<void> {
  const row: WordsRow = { document_id: documentId, words: [...words].join(' ') };
  await knex<WordsRow>('document_words').insert(row).onConflict('document_id').merge();
}

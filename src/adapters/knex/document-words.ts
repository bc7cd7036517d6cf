import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { chunked } from './columns.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

interface WordsRow {
  document_id: string;
  /** Separated by spaces. */
  words: string;
}

/** Ids of one statement. */
const BATCH = 200;
/** Words kept in memory, of all learners who misspelled something lately: some hundred megabytes at the very most. */
const KEPT_WORDS = 1_000_000;

/** Notes which words a document has, in place of what was noted. Call it in the transaction that stores its passages. */
export async function noteDocumentWords(knex: Knex, documentId: string, words: Iterable<string>): Promise<void> {
  const row: WordsRow = { document_id: documentId, words: [...words].join(' ') };
  await knex<WordsRow>('document_words').insert(row).onConflict('document_id').merge();
}

/** The words of documents, as they are needed to tell what a misspelled one was meant to be. */
export class DocumentWords {
  readonly #knex: Knex;
  readonly #known = new LRUCache<string, Vocabulary>({
    maxSize: KEPT_WORDS,
    sizeCalculation: ({ words }) => words.length + 1,
  });

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param documents ids, with how many passages each has: one that is read again has other words. */
  async of(documents: ReadonlyMap<string, number>): Promise<Vocabulary[]> {
    const found: Vocabulary[] = [];
    const missing: string[] = [];
    for (const [id, passages] of documents) {
      const known = this.#known.get(`${id} ${passages}`);
      if (known) found.push(known);
      else missing.push(id);
    }
    for (const batch of chunked(missing, BATCH)) {
      const rows = await this.#knex<WordsRow>('document_words').whereIn('document_id', batch);
      for (const { document_id, words } of rows) {
        const vocabulary = vocabularyOf(words === '' ? [] : words.split(' '));
        this.#known.set(`${document_id} ${documents.get(document_id)}`, vocabulary);
        found.push(vocabulary);
      }
    }
    return found;
  }
}

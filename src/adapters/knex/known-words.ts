import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { chunked } from './columns.ts';
import { type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** Where words are noted, separated by spaces, and whose they are. */
interface Source {
  table: string;
  group: string;
}

export const DOCUMENT_WORDS: Source = { table: 'document_words', group: 'document_id' };
export const TALK_WORDS: Source = { table: 'message_terms', group: 'conversation_id' };

/** Ids of one statement. */
const BATCH = 200;
/** Words kept in memory, of all learners who misspelled something lately: some hundred megabytes at the very most. */
const KEPT_WORDS = 1_000_000;

/** The words of documents or talks, as they are needed to tell what a misspelled one was meant to be. */
export class KnownWords {
  readonly #knex: Knex;
  readonly #source: Source;
  readonly #known = new LRUCache<string, Vocabulary>({
    maxSize: KEPT_WORDS,
    sizeCalculation: ({ words }) => words.length + 1,
  });

  constructor(knex: Knex, source: Source) {
    this.#knex = knex;
    this.#source = source;
  }

  /** @param groups ids, with how many texts each has: one that is read again, or goes on, has other words. */
  async of(groups: ReadonlyMap<string, number>): Promise<Vocabulary[]> {
    const found: Vocabulary[] = [];
    const missing: string[] = [];
    for (const [id, texts] of groups) {
      const known = this.#known.get(`${id} ${texts}`);
      if (known) found.push(known);
      else missing.push(id);
    }
    for (const batch of chunked(missing, BATCH)) {
      for (const [id, words] of await this.#read(batch)) {
        const vocabulary = vocabularyOf([...words]);
        this.#known.set(`${id} ${groups.get(id)}`, vocabulary);
        found.push(vocabulary);
      }
    }
    return found;
  }

  async #read(ids: string[]): Promise<Map<string, Set<string>>> {
    const { table, group } = this.#source;
    const rows: { id: string; words: string | null }[] = await this.#knex(table)
      .whereIn(group, ids)
      .select({ id: group, words: 'words' });
    const byGroup = new Map<string, Set<string>>();
    for (const { id, words } of rows) {
      const known = byGroup.get(id) ?? new Set();
      for (const word of words?.split(' ') ?? []) if (word !== '') known.add(word);
      byGroup.set(id, known);
    }
    return byGroup;
  }
}

import type { Knex } from 'knex';
import { LRUCache } from 'lru-cache';
import { chunked } from './columns.ts';
import type { TextIndex } from './text-index.ts';
import { bytesOf, type Vocabulary, vocabularyOf } from './vocabulary.ts';

/** Ids of one statement. */
const BATCH = 200;
/** What is kept in memory, of all learners who misspelled something lately. A novel's words take some hundred kilobytes. */
const KEPT_BYTES = 64 * 1024 * 1024;

/** The words of documents or talks, as they are needed to tell what a misspelled one was meant to be. */
export class KnownWords {
  readonly #knex: Knex;
  readonly #known = new LRUCache<string, Vocabulary>({
    maxSize: KEPT_BYTES,
    sizeCalculation: (vocabulary) => bytesOf(vocabulary) + 1,
  });

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param groups ids, with how many texts each has: one that is read again, or goes on, has other words. */
  async of({ words: source }: TextIndex, groups: ReadonlyMap<string, number>): Promise<Vocabulary[]> {
    const found: Vocabulary[] = [];
    const missing: string[] = [];
    for (const [id, texts] of groups) {
      const known = this.#known.get(`${source.table} ${id} ${texts}`);
      if (known) found.push(known);
      else missing.push(id);
    }
    for (const batch of chunked(missing, BATCH)) {
      for (const [id, words] of await this.#read(source, batch)) {
        const vocabulary = vocabularyOf(words);
        this.#known.set(`${source.table} ${id} ${groups.get(id)}`, vocabulary);
        found.push(vocabulary);
      }
    }
    return found;
  }

  /** The words of each, every one once, separated by spaces. */
  async #read({ table, group }: TextIndex['words'], ids: string[]): Promise<Map<string, string>> {
    const rows: { id: string; words: string | null }[] = await this.#knex(table)
      .whereIn(group, ids)
      .select({ id: group, words: 'words' });
    const noted = Map.groupBy(rows, ({ id }) => id);
    return new Map(Array.from(noted, ([id, some]) => [id, distinct(some.map(({ words }) => words ?? ''))]));
  }
}

/** Of a document there is one list, which has each word once. */
function distinct([first = '', ...others]: string[]): string {
  if (others.length === 0) return first;
  const words = new Set([first, ...others].flatMap((list) => list.split(' ')));
  words.delete('');
  return [...words].join(' ');
}

import { LRUCache } from 'lru-cache';
import type { Embedder } from '../ports/embedder.ts';

/** Queries repeat: a question is anticipated while it is spoken, then asked, then regenerated. */
const REMEMBERED = 500;

/** Vectors of queries, the latest remembered. */
export class QueryVectors {
  readonly #known = new LRUCache<string, Float32Array>({ max: REMEMBERED });

  async of(embedder: Embedder, query: string, signal: AbortSignal): Promise<Float32Array> {
    const key = `${embedder.id}\n${query}`;
    const known = this.#known.get(key);
    if (known) return known;
    const [vector] = await embedder.embed([query], 'query', signal);
    if (!vector) throw new Error(`${embedder.id} gave no vector`);
    this.#known.set(key, vector);
    return vector;
  }
}

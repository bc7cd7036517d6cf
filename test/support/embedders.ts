import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import type { Embedder, EmbedderSource } from '../../src/ports/embedder.ts';

/** Embedders that the test exchanges. Without a first one, the model is being loaded. */
export class Exchange implements EmbedderSource {
  #current: Embedder | undefined;
  readonly #listeners = new Set<() => void>();
  /** Those of before that can still be had, beside the built-in one. */
  readonly former = new Map<string, Embedder>();
  kept: readonly string[] = [];
  percent: number | undefined;

  constructor(first?: Embedder) {
    this.#current = first;
  }

  current = () => this.#current;

  find = (id: string) => [this.#current, hashEmbedder, ...this.former.values()].find((known) => known?.id === id);

  keep = (ids: readonly string[]) => {
    this.kept = ids;
  };

  loadedPercent = () => this.percent;

  onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  to(next: Embedder | undefined): void {
    this.#current = next;
    for (const listener of this.#listeners) listener();
  }
}

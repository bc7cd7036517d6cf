/** Turns text into vectors of length 1. */
export interface Embedder {
  /** Stable name of model and version; part of the vector store's collection names. */
  readonly id: string;
  readonly dimensions: number;
  /** False for the built-in hashed embedder, which knows words and their shapes but not meaning. */
  readonly semantic: boolean;
  /** @returns one vector a text, in order. */
  embed(texts: string[], kind: 'query' | 'passage', signal?: AbortSignal): Promise<Float32Array[]>;
}

/** Which embedder serves now. It changes when a model becomes available after the start. */
export interface EmbedderSource {
  /** Undefined while the model is being loaded. Keep it for a whole piece of work: its vectors go to its own space. */
  current(): Embedder | undefined;
  /** One that can embed queries for vectors of before; undefined where it can't be had, or not yet. */
  find(id: string): Embedder | undefined;
  /** Embedders whose vectors still serve somebody: what can be had of them is loaded in the background, the others are let go. */
  keep(ids: readonly string[]): void;
  /** How much of the model has arrived, in percent; undefined while none is being loaded, or nothing is known of it. */
  loadedPercent(): number | undefined;
  /** @returns the function that ends it. */
  onChange(listener: () => void): () => void;
}

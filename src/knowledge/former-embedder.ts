import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Embedder } from '../ports/embedder.ts';

export interface LoadedEmbedder extends Embedder {
  close(): Promise<void>;
}

/** Loads a model by its name from what is on this machine. */
export type LoadFormer = (name: string, signal: AbortSignal) => Promise<LoadedEmbedder>;

/**
 * The model of before, kept for as long as its vectors serve somebody: questions have to be embedded by what embedded the
 * passages. One at a time, as each takes its memory; without it words answer until the new vectors are there.
 */
export class FormerEmbedder {
  readonly #load: LoadFormer | undefined;
  readonly #logger: Logger;
  readonly #closing = new AbortController();
  /** What was asked for last; tried once, since what is not on the disk will not come there by itself. */
  #wanted: string | undefined;
  #loaded: LoadedEmbedder | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(load: LoadFormer | undefined, logger: Logger) {
    this.#load = load;
    this.#logger = logger;
  }

  find(id: string): Embedder | undefined {
    return this.#loaded?.id === id ? this.#loaded : undefined;
  }

  /** @param id of the one that is wanted; undefined: none. */
  keep(id: string | undefined): void {
    if (id === this.#wanted || this.#closing.signal.aborted) return;
    this.#wanted = id;
    this.#work = this.#work.then(() => this.#exchange());
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('closing'));
    await this.#work;
    await this.#loaded?.close();
  }

  /** Never rejects. */
  async #exchange(): Promise<void> {
    const id = this.#wanted;
    if (this.#closing.signal.aborted || this.#loaded?.id === id) return;
    const before = this.#loaded;
    this.#loaded = undefined;
    try {
      await before?.close();
      if (id === undefined || !this.#load) return;
      const loaded = await this.#load(id.slice(0, id.lastIndexOf('@')), this.#closing.signal);
      if (loaded.id === id) this.#loaded = loaded;
      else await loaded.close();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      const { code } = toAppError(error);
      this.#logger.warn({ code, embedder: id, err: error }, 'the model of before is not here: words answer meanwhile');
    }
  }
}

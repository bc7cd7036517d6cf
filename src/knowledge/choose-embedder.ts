import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { Embedder, EmbedderSource } from '../ports/embedder.ts';
import type { ServiceBoard } from '../service-board.ts';
import { FormerEmbedder, type LoadedEmbedder, type LoadFormer } from './former-embedder.ts';
import { hashEmbedder } from './hash-embedder.ts';

export interface ChooseEmbedderDeps {
  /** Loads the model, telling how much of it has arrived; left out: the built-in embedder is wanted. */
  load?: ((signal: AbortSignal, onProgress: (percent: number) => void) => Promise<LoadedEmbedder>) | undefined;
  /** Loads another model, whose vectors still serve. */
  loadFormer?: LoadFormer | undefined;
  /** Whether vectors that a model made serve somebody; left out: none do. */
  modelServes?: (() => Promise<boolean>) | undefined;
  board: ServiceBoard;
  clock: Clock;
  logger: Logger;
}

export interface ChosenEmbedder extends EmbedderSource {
  close(): Promise<void>;
}

/** How long until a model that could not be had is tried again, ms: offline now, online perhaps soon. */
const RETRY_MS = [60_000, 5 * 60_000, 30 * 60_000];

const WAITING =
  'The embedding model could not be loaded and is tried again. Until then search goes by words alone; the vectors it made are kept.';

/**
 * The model where it can be had, the built-in embedder where it can't. Loading happens in the background, the app is never
 * kept waiting; without the model it is tried again, and everybody is told when it is there. What a model embedded once is not
 * embedded again because it can't be loaded today: until it can, nothing serves and words alone are looked for.
 */
export function chooseEmbedder(deps: ChooseEmbedderDeps): ChosenEmbedder {
  return deps.load ? new Loading(deps, deps.load) : new Fixed(deps);
}

class Fixed implements ChosenEmbedder {
  readonly #former: FormerEmbedder;

  constructor({ board, loadFormer, logger }: ChooseEmbedderDeps) {
    this.#former = new FormerEmbedder(loadFormer, logger);
    board.report('embedder', 'ok', 'The built-in embedder is used: it knows words, not meaning.');
  }

  current(): Embedder {
    return hashEmbedder;
  }

  find(id: string): Embedder | undefined {
    return id === hashEmbedder.id ? hashEmbedder : this.#former.find(id);
  }

  keep(ids: readonly string[]): void {
    this.#former.keep(ids.find((id) => id !== hashEmbedder.id));
  }

  loadedPercent(): undefined {
    return undefined;
  }

  onChange(): () => void {
    return () => undefined;
  }

  close(): Promise<void> {
    return this.#former.close();
  }
}

class Loading implements ChosenEmbedder {
  readonly #deps: ChooseEmbedderDeps;
  readonly #load: NonNullable<ChooseEmbedderDeps['load']>;
  readonly #former: FormerEmbedder;
  readonly #listeners = new Set<() => void>();
  readonly #closing = new AbortController();
  #current: Embedder | undefined;
  #percent: number | undefined;
  /** The model can't be had, and nothing stands in for it. */
  #waits = false;
  #model: LoadedEmbedder | undefined;
  #attempts = 0;
  #cancelRetry: () => void = () => undefined;
  #attempt: Promise<void>;

  constructor(deps: ChooseEmbedderDeps, load: NonNullable<ChooseEmbedderDeps['load']>) {
    this.#deps = deps;
    this.#load = load;
    this.#former = new FormerEmbedder(deps.loadFormer, deps.logger);
    this.#reportLoading();
    this.#attempt = this.#try();
  }

  current(): Embedder | undefined {
    return this.#current;
  }

  find(id: string): Embedder | undefined {
    if (id === hashEmbedder.id) return hashEmbedder;
    return this.#current?.id === id ? this.#current : this.#former.find(id);
  }

  keep(ids: readonly string[]): void {
    // Before it is known what serves, that may be the very model which is being loaded.
    if (!this.#current && !this.#waits) return;
    this.#former.keep(ids.find((id) => id !== hashEmbedder.id && id !== this.#current?.id));
  }

  loadedPercent(): number | undefined {
    return this.#percent;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('closing'));
    this.#cancelRetry();
    await this.#attempt;
    await this.#former.close();
    await this.#model?.close();
  }

  /** Never rejects. */
  async #try(): Promise<void> {
    const { board, logger } = this.#deps;
    try {
      const model = await this.#load(this.#closing.signal, (percent) => this.#arrived(percent));
      this.#model = model;
      this.#percent = undefined;
      if (this.#closing.signal.aborted) return;
      logger.info({ embedder: model.id, dimensions: model.dimensions }, 'embedding model loaded');
      board.report('embedder', 'ok');
      this.#waits = false;
      this.#serve(model);
    } catch (error) {
      this.#percent = undefined;
      if (this.#closing.signal.aborted) return;
      await this.#doWithout(error);
      this.#retryLater();
    }
  }

  async #doWithout(error: unknown): Promise<void> {
    const { board, logger } = this.#deps;
    this.#waits = this.#current === undefined && (await this.#modelServes());
    const problem = { reason: reasonOf(error), code: toAppError(error).code };
    if (this.#waits) {
      logger.warn(problem, 'no embedding model: words are looked for until it can be loaded');
      board.report('embedder', 'degraded', WAITING);
      return;
    }
    logger.warn(problem, 'no embedding model: the built-in embedder is used, which knows words but not meaning');
    board.report('embedder', 'degraded', 'The embedding model could not be loaded: search knows words, not meaning.');
    this.#serve(hashEmbedder);
  }

  /** While nobody can say, nothing is embedded anew: that can be done later, undoing it is dear. */
  async #modelServes(): Promise<boolean> {
    try {
      return (await this.#deps.modelServes?.()) ?? false;
    } catch (error) {
      this.#deps.logger.warn({ err: error, code: toAppError(error).code }, 'it is not known which vectors serve');
      return true;
    }
  }

  /** While another one serves, its report stands: that is what learners have. */
  #arrived(percent: number): void {
    if (this.#model) return;
    this.#percent = percent;
    if (!this.#current && !this.#waits) this.#reportLoading();
  }

  #reportLoading(): void {
    const part = this.#percent === undefined ? '' : ` (${this.#percent} %)`;
    this.#deps.board.report('embedder', 'degraded', `The embedding model is being loaded${part}.`);
  }

  #serve(embedder: Embedder): void {
    if (this.#current === embedder) return;
    this.#current = embedder;
    for (const listener of this.#listeners) listener();
  }

  #retryLater(): void {
    const delay = RETRY_MS[Math.min(this.#attempts, RETRY_MS.length - 1)] ?? 0;
    this.#attempts += 1;
    this.#cancelRetry = this.#deps.clock.after(delay, () => {
      this.#attempt = this.#try();
    });
  }
}

/** Without a stack: it is no fault of the program that a model can't be had. */
function reasonOf(error: unknown): string {
  const messages: string[] = [];
  for (let each = error; each instanceof Error; each = each.cause) messages.push(each.message);
  return messages.join(' ');
}

import { z } from 'zod';
import { Document } from '../../protocol/rest/documents.ts';
import { backoff } from '../realtime/backoff.ts';
import { parseJson } from './request.ts';

export interface FeedReader {
  /** The stream has begun anew: what was told before may have changed unseen. */
  opened(): void;
  changed(document: Document): void;
  deleted(id: string): void;
  /** Everything unfinished has been told; from here on nothing is missed until `opened` again. */
  current(): void;
  /** No stream comes through; called again and again while that is so. */
  lost(): void;
}

/** How a browser opens a stream and waits; another in tests. */
export interface FeedEnvironment {
  open: (path: string) => EventSource;
  after: (ms: number, run: () => void) => () => void;
}

/** A stream that has said nothing for so long may be cut or held back by a proxy without anybody having noticed. */
const SILENCE_MS = 30_000;
const PATH = '/api/documents/events';
const Deleted = z.object({ id: z.string() });

const inBrowser: FeedEnvironment = {
  open: (path) => new EventSource(path),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** What becomes of the learner's documents, over one stream for all of them, opened again for as long as it is wanted. */
export class DocumentFeed {
  readonly #reader: FeedReader;
  readonly #environment: FeedEnvironment;
  #source: EventSource | undefined;
  #isWanted = false;
  #isCurrent = false;
  #failures = 0;
  #cancel: () => void = () => undefined;

  constructor(reader: FeedReader, environment: FeedEnvironment = inBrowser) {
    this.#reader = reader;
    this.#environment = environment;
  }

  /** The stream by which everything unfinished was told, and whatever changes is; undefined where there is none. */
  get current(): unknown {
    return this.#isCurrent ? this.#source : undefined;
  }

  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#failures = 0;
    this.#open();
  }

  stop(): void {
    this.#isWanted = false;
    this.#close();
  }

  #open(): void {
    const source = this.#environment.open(PATH);
    this.#source = source;
    this.#expectWord();
    const on = (name: string, heard: (data: unknown) => void) =>
      source.addEventListener(name, (event: MessageEvent<string>) => {
        // What was sent before it was closed may still arrive.
        if (source !== this.#source) return;
        this.#expectWord();
        heard(parseJson(event.data));
      });
    source.onopen = () => this.#reader.opened();
    on('document', (data) => {
      const document = Document.safeParse(data);
      if (document.success) this.#reader.changed(document.data);
    });
    on('deleted', (data) => {
      const deleted = Deleted.safeParse(data);
      if (deleted.success) this.#reader.deleted(deleted.data.id);
    });
    on('current', () => {
      this.#isCurrent = true;
      this.#failures = 0;
      this.#reader.current();
    });
    source.onerror = () => this.#lost();
  }

  #expectWord(): void {
    this.#cancel();
    this.#cancel = this.#environment.after(SILENCE_MS, () => this.#lost());
  }

  #close(): void {
    this.#cancel();
    this.#source?.close();
    this.#source = undefined;
    this.#isCurrent = false;
  }

  #lost(): void {
    this.#close();
    this.#cancel = this.#environment.after(backoff(this.#failures, Math.random()), () => this.#open());
    this.#failures += 1;
    this.#reader.lost();
  }
}

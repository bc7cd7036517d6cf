import { signal } from '@preact/signals';
import type { Document, UploadAnswer } from '../../protocol/rest/documents.ts';
import { ApiError, describeError } from '../api/api-error.ts';
import { DocumentFeed } from '../api/document-feed.ts';
import {
  addWebPage,
  cancelDocument,
  changeDocument,
  deleteDocument,
  getDocument,
  listDocuments,
  pasteNotes,
  retryDocument,
} from '../api/documents.ts';
import type { Database } from '../store/database.ts';
import { dropDocument, keepDocuments, readDocuments } from '../store/documents.ts';
import { DocumentShelf, isSettled, type Moment } from './document-shelf.ts';
import { type SendFile, sendFile, Uploads } from './uploads.ts';

/** A document as it came, `duplicate` where it was here before. */
type Brought = UploadAnswer['documents'][number];

/** When a request began, and the stream that told of every change then, if there was one. */
interface RequestMoment {
  at: Moment;
  stream: unknown;
}

/** The learner's material, as the server has it or as it was last seen. */
export class Library {
  /** Why the list may be old, for people. */
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  /** How much the files may take together; undefined until the server has said. */
  readonly quotaBytes = signal<number | undefined>(undefined);
  readonly #database: Database;
  readonly #shelf = new DocumentShelf();
  readonly documents = this.#shelf.documents;
  readonly uploads = new Uploads((...file) => this.addFile(...file));
  readonly #feed: DocumentFeed;
  /** Unfinished documents of which an answer told before the stream was open: what came since was told to nobody. */
  readonly #unsure = new Set<string>();
  #lists = 0;

  constructor(database: Database) {
    this.#database = database;
    this.#feed = new DocumentFeed({
      opened: () => {
        for (const { id } of this.#shelf.unfinished()) this.#unsure.add(id);
      },
      changed: (document) => {
        this.#unsure.delete(document.id);
        this.#shelf.told(document);
        this.#follow();
      },
      deleted: (id) => {
        this.#unsure.delete(id);
        this.#shelf.gone(id);
        this.#follow();
      },
      current: () => {
        this.#makeSure();
        // What went on while nothing could be reached.
        if (this.problem.value !== undefined) void this.#list();
      },
      lost: () => void this.#list(),
    });
  }

  /** Shows what is kept, then what the server has. */
  async refresh(): Promise<void> {
    if (!this.loaded.value) {
      const since = this.#shelf.now();
      this.#shelf.listed(await readDocuments(this.#database), since);
      if (this.documents.value.length > 0) this.loaded.value = true;
    }
    await this.#list();
    this.loaded.value = true;
  }

  /** Sends a file and hears what became of it. @throws when it did not arrive */
  addFile(...file: Parameters<SendFile>): Promise<UploadAnswer> {
    return this.#bring(() => sendFile(...file));
  }

  /** @param key the same for each attempt @returns the new document @throws when it was refused */
  async paste(title: string, text: string, key?: string): Promise<Brought | undefined> {
    const { documents } = await this.#bring(() => pasteNotes(title, text, key));
    return documents[0];
  }

  /** @param key the same for each attempt @throws when the page can't be had */
  async addPage(url: string, key?: string): Promise<Brought | undefined> {
    const { documents } = await this.#bring(() => addWebPage(url, key));
    return documents[0];
  }

  async change(id: string, patch: { title?: string; tags?: string[] }): Promise<void> {
    await this.#ask(() => changeDocument(id, patch));
  }

  /** Stops the reading of a document. */
  async cancel(id: string): Promise<void> {
    await this.#ask(() => cancelDocument(id));
  }

  /** Has a failed document read again. */
  async readAgain(id: string): Promise<void> {
    await this.#ask(() => retryDocument(id));
  }

  async remove(id: string): Promise<void> {
    await deleteDocument(id);
    try {
      // First: a page that is loaded again now begins with what the device has.
      await dropDocument(this.#database, id);
    } finally {
      this.#shelf.gone(id);
      this.#follow();
    }
  }

  /** Signed out: ends everything that is under way, and the next learner's are others. */
  forget(): void {
    this.#feed.stop();
    this.uploads.close();
    this.#lists += 1;
    this.#unsure.clear();
    this.#shelf.forget();
    this.loaded.value = false;
  }

  /** A list that was asked for earlier may come later: only the newest counts. */
  async #list(): Promise<void> {
    this.#lists += 1;
    const turn = this.#lists;
    const since = this.#moment();
    try {
      const { documents, quotaBytes } = await listDocuments();
      if (turn !== this.#lists) return;
      this.#shelf.listed(documents, since.at);
      this.quotaBytes.value = quotaBytes;
      this.problem.value = undefined;
      this.#doubt(documents, since);
      this.#follow();
      await keepDocuments(this.#database, this.documents.value);
    } catch (error) {
      if (turn !== this.#lists) return;
      this.problem.value = describeError(error);
      // Signed out: there is nothing to follow.
      if (error instanceof ApiError && !error.retryable) this.#feed.stop();
    }
  }

  async #ask(request: () => Promise<Document>): Promise<void> {
    const since = this.#moment();
    this.#answered([await request()], since);
  }

  async #bring(request: () => Promise<UploadAnswer>): Promise<UploadAnswer> {
    const since = this.#moment();
    const answer = await request();
    this.#answered(answer.documents, since);
    return answer;
  }

  #answered(documents: Document[], since: RequestMoment): void {
    const counting = documents.filter((document) => this.#shelf.answered(document, since.at));
    this.#doubt(counting, since);
    this.#follow();
  }

  #moment(): RequestMoment {
    return { at: this.#shelf.now(), stream: this.#feed.current };
  }

  /** What an answer says may have changed since, without anybody telling, unless the same stream was there all the time. */
  #doubt(documents: Document[], { stream }: RequestMoment): void {
    if (stream !== undefined && stream === this.#feed.current) return;
    for (const document of documents) if (!isSettled(document)) this.#unsure.add(document.id);
  }

  /** The stream is open while something is being read, and closed otherwise: browsers have few connections. */
  #follow(): void {
    if (this.#shelf.unfinished().length === 0) {
      this.#unsure.clear();
      this.#feed.stop();
      return;
    }
    this.#feed.start();
    if (this.#feed.current) this.#makeSure();
  }

  /** Asks once more, now that nothing is missed, for what only an answer told. */
  #makeSure(): void {
    const ids = [...this.#unsure];
    this.#unsure.clear();
    for (const id of ids) void this.#lookUp(id);
  }

  /** Never rejects. */
  async #lookUp(id: string): Promise<void> {
    try {
      await this.#ask(() => getDocument(id));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) return void this.#list();
      this.#shelf.gone(id);
      this.#follow();
    }
  }
}

import { signal } from '@preact/signals';
import type { Document, UploadAnswer } from '../../protocol/rest/documents.ts';
import { describeError } from '../api/api-error.ts';
import { followDocument, isSettled } from '../api/document-progress.ts';
import {
  addWebPage,
  cancelDocument,
  changeDocument,
  deleteDocument,
  listDocuments,
  pasteNotes,
  retryDocument,
} from '../api/documents.ts';
import { uploadFile } from '../api/upload.ts';
import type { Database } from '../store/database.ts';
import { dropDocument, keepDocuments, readDocuments } from '../store/documents.ts';

/** A file on its way to the server, or one that didn't get there. */
export interface Upload {
  key: string;
  name: string;
  bytes: number;
  /** Share sent, 0 to 1. */
  share: number;
  problem?: string | undefined;
}

/** The learner's material, as the server has it or as it was last seen. */
export class Library {
  readonly documents = signal<Document[]>([]);
  readonly uploads = signal<Upload[]>([]);
  /** Why the list may be old, for people. */
  readonly problem = signal<string | undefined>(undefined);
  readonly loaded = signal(false);
  /** How much the files may take together; undefined until the server has said. */
  readonly quotaBytes = signal<number | undefined>(undefined);
  readonly #database: Database;
  readonly #files = new Map<string, File>();
  readonly #running = new Map<string, AbortController>();
  readonly #followed = new Map<string, () => void>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Shows what is kept, then what the server has. */
  async refresh(): Promise<void> {
    if (!this.loaded.value) {
      this.documents.value = await readDocuments(this.#database);
      if (this.documents.value.length > 0) this.loaded.value = true;
    }
    try {
      const { documents, quotaBytes } = await listDocuments();
      this.documents.value = documents;
      this.quotaBytes.value = quotaBytes;
      this.problem.value = undefined;
      await keepDocuments(this.#database, this.documents.value);
    } catch (error) {
      this.problem.value = describeError(error);
    }
    this.loaded.value = true;
    for (const document of this.documents.value) this.#follow(document);
  }

  /** Uploads files one after the other: a phone's line is better used by one that arrives than by five that don't. */
  async upload(files: Iterable<File>): Promise<void> {
    const added = [...files].map((file) => {
      const key = crypto.randomUUID();
      this.#files.set(key, file);
      return { key, name: file.name, bytes: file.size, share: 0 };
    });
    this.uploads.value = [...this.uploads.value, ...added];
    for (const { key } of added) await this.#send(key);
  }

  async retry(key: string): Promise<void> {
    this.#change(key, { share: 0, problem: undefined });
    await this.#send(key);
  }

  /** Stops an upload, or clears a failed one away. */
  dismiss(key: string): void {
    this.#running.get(key)?.abort();
    this.#files.delete(key);
    this.uploads.value = this.uploads.value.filter((upload) => upload.key !== key);
  }

  /** @returns the new document @throws when it was refused */
  async paste(title: string, text: string): Promise<Document | undefined> {
    const answer = await pasteNotes(title, text);
    this.#stored(answer);
    return answer.documents[0];
  }

  /** @throws when the page can't be had */
  async addPage(url: string): Promise<void> {
    this.#stored(await addWebPage(url));
  }

  async change(id: string, patch: { title?: string; tags?: string[] }): Promise<void> {
    this.#seen(await changeDocument(id, patch));
  }

  /** Stops the reading of a document. */
  async cancel(id: string): Promise<void> {
    const document = await cancelDocument(id);
    this.#followed.get(id)?.();
    this.#followed.delete(id);
    this.#seen(document);
  }

  /** Has a failed document read again. */
  async readAgain(id: string): Promise<void> {
    const document = await retryDocument(id);
    this.#followed.delete(id);
    this.#seen(document);
    this.#follow(document);
  }

  async remove(id: string): Promise<void> {
    await deleteDocument(id);
    this.#followed.get(id)?.();
    this.#followed.delete(id);
    this.documents.value = this.documents.value.filter((document) => document.id !== id);
    await dropDocument(this.#database, id);
  }

  /** Ends everything that is under way: for leaving the app's signed-in part. */
  close(): void {
    for (const stop of this.#followed.values()) stop();
    this.#followed.clear();
    for (const controller of this.#running.values()) controller.abort();
  }

  async #send(key: string): Promise<void> {
    const file = this.#files.get(key);
    if (!file) return;
    const controller = new AbortController();
    this.#running.set(key, controller);
    try {
      const answer = await uploadFile(file, (share) => this.#change(key, { share }), controller.signal);
      this.#stored(answer);
      const failure = answer.failures[0];
      if (failure) this.#change(key, { problem: failure.message });
      else this.dismiss(key);
    } catch (error) {
      if (!controller.signal.aborted) this.#change(key, { problem: describeError(error) });
    } finally {
      this.#running.delete(key);
    }
  }

  #change(key: string, change: Partial<Upload>): void {
    this.uploads.value = this.uploads.value.map((upload) => (upload.key === key ? { ...upload, ...change } : upload));
  }

  #stored(answer: UploadAnswer): void {
    for (const document of answer.documents) {
      this.#seen(document);
      this.#follow(document);
    }
  }

  #seen(document: Document): void {
    const at = this.documents.value.findIndex((known) => known.id === document.id);
    this.documents.value = at < 0 ? [document, ...this.documents.value] : this.documents.value.with(at, document);
  }

  /** A list that was under way while a document became ready still calls it unready: it is then followed once more. */
  #follow(document: Document): void {
    if (isSettled(document) || this.#followed.has(document.id)) return;
    this.#followed.set(
      document.id,
      followDocument(document.id, (change) => {
        this.#seen(change);
        if (isSettled(change)) this.#followed.delete(change.id);
      }),
    );
  }
}

import { signal } from '@preact/signals';
import type { Document } from '../../protocol/rest/documents.ts';

/** A moment in what is known of documents; answers to what was asked then may be overtaken when they come. */
export type Moment = number;

/** Whether its reading has ended, well or badly. */
export function isSettled({ status }: Document): boolean {
  return status === 'ready' || status === 'failed';
}

/**
 * The documents as they are known, from two sources that overtake each other: answers to requests, and what the server tells by
 * itself. What it tells is always newest. An answer counts for a document only where nothing was learnt of it since the
 * request began: it may be older than that, and nobody would correct it later.
 */
export class DocumentShelf {
  /** Newest first. */
  readonly documents = signal<Document[]>([]);
  #now: Moment = 0;
  readonly #learnt = new Map<string, Moment>();

  /** To be asked for before a request begins. */
  now(): Moment {
    return this.#now;
  }

  find(id: string): Document | undefined {
    return this.documents.value.find((known) => known.id === id);
  }

  unfinished(): Document[] {
    return this.documents.value.filter((document) => !isSettled(document));
  }

  /** What the server told by itself. */
  told(document: Document): void {
    this.#learn(document.id);
    this.#put(document);
  }

  /** It is deleted, whatever answers under way still say. */
  gone(id: string): void {
    this.#learn(id);
    this.documents.value = this.documents.value.filter((document) => document.id !== id);
  }

  /** An answer about one document. @returns whether it counts */
  answered(document: Document, since: Moment): boolean {
    if (this.#isOvertaken(document.id, since)) return false;
    this.told(document);
    return true;
  }

  /** A list of all documents. */
  listed(documents: readonly Document[], since: Moment): void {
    const ids = new Set(documents.map(({ id }) => id));
    const unlisted = this.documents.value.filter(({ id }) => !ids.has(id) && this.#isOvertaken(id, since));
    const listed = documents.flatMap((document) =>
      this.#isOvertaken(document.id, since) ? (this.find(document.id) ?? []) : document,
    );
    this.documents.value = [...unlisted, ...listed];
  }

  forget(): void {
    for (const { id } of this.documents.value) this.gone(id);
  }

  #isOvertaken(id: string, since: Moment): boolean {
    return (this.#learnt.get(id) ?? 0) > since;
  }

  #learn(id: string): void {
    this.#now += 1;
    this.#learnt.set(id, this.#now);
  }

  #put(document: Document): void {
    const at = this.documents.value.findIndex((known) => known.id === document.id);
    this.documents.value = at < 0 ? [document, ...this.documents.value] : this.documents.value.with(at, document);
  }
}

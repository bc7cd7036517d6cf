import { signal } from '@preact/signals';
import { MAX_TITLE } from '../../protocol/limits.ts';
import { ApiError, describeError, OfflineError } from '../api/api-error.ts';
import type { SendFile } from '../library/uploads.ts';
import type { Database, SharedItem } from '../store/database.ts';
import { changeShares, dropShare, readShares } from '../store/shares.ts';

/** The ways into the Library, which repeat nothing for the same key. */
interface Ways {
  addFile: SendFile;
  addPage(url: string, key: string): Promise<unknown>;
  paste(title: string, text: string, key: string): Promise<unknown>;
}

interface Sending {
  id: string;
  /** Share of a file sent, 0 to 1. */
  share: number;
}

/** What other apps shared, on its way into the Library: it leaves only by being there, or by the learner's hand. */
export class Shares {
  /** All that is kept, in the order it was shared. */
  readonly items = signal<SharedItem[]>([]);
  readonly sending = signal<Sending | undefined>(undefined);
  readonly #database: Database;
  readonly #ways: Ways;
  #controller: AbortController | undefined;

  constructor(database: Database, ways: Ways) {
    this.#database = database;
    this.#ways = ways;
  }

  /** Looks at what the device has now: the service worker keeps things, and other tabs send them. */
  async refresh(): Promise<void> {
    this.items.value = await readShares(this.#database);
  }

  /** The learner wants one thing in the Library, also where it was refused before. */
  want(id: string): Promise<void> {
    return this.#change(
      (item) => item.id === id,
      ({ refusal: _, ...item }) => ({ ...item, isMeant: true }),
    );
  }

  /** The learner shared all of it. */
  wantShare(shareId: string): Promise<void> {
    return this.#change(
      (item) => item.shareId === shareId,
      (item) => ({ ...item, isMeant: true }),
    );
  }

  async discard(id: string): Promise<void> {
    await dropShare(this.#database, id);
    if (this.sending.value?.id === id) this.#controller?.abort();
    await this.refresh();
  }

  /** Stops what is under way; what is kept stays. */
  stop(): void {
    this.#controller?.abort();
  }

  /** Sends what waits, one after the other. @throws what stopped it: the server out of reach, or nobody signed in */
  async send(): Promise<void> {
    const tried = new Set<string>();
    for (;;) {
      await this.refresh();
      const next = this.items.value.find((item) => item.isMeant && !item.refusal && !tried.has(item.id));
      if (!next) return;
      tried.add(next.id);
      await this.#sendOne(next);
      const isStopped = this.#controller?.signal.aborted && this.items.value.some(({ id }) => id === next.id);
      if (isStopped) return;
    }
  }

  /** What the server can't take now waits on; what it refuses stays with the reason. */
  async #sendOne(item: SharedItem): Promise<void> {
    this.#controller = new AbortController();
    const { signal } = this.#controller;
    this.sending.value = { id: item.id, share: 0 };
    try {
      const refusal = await this.#bring(item, signal);
      if (refusal === undefined) await dropShare(this.#database, item.id);
      else await this.#refuse(item.id, refusal);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof OfflineError || (error instanceof ApiError && error.status === 401)) throw error;
      if (!(error instanceof ApiError && error.retryable)) await this.#refuse(item.id, describeError(error));
    } finally {
      this.sending.value = undefined;
      await this.refresh();
    }
  }

  /** @returns why a file was not taken @throws when it is not known to have arrived */
  async #bring({ id, content }: SharedItem, signal: AbortSignal): Promise<string | undefined> {
    switch (content.kind) {
      case 'page':
        await this.#ways.addPage(content.url, id);
        return undefined;
      case 'notes':
        await this.#ways.paste(content.title.slice(0, MAX_TITLE), content.text, id);
        return undefined;
      case 'file': {
        const file = new File([content.blob], content.name, { type: content.blob.type });
        const onProgress = (share: number) => {
          this.sending.value = { id, share };
        };
        const { failures } = await this.#ways.addFile(file, id, onProgress, signal);
        return failures[0]?.message;
      }
    }
  }

  #refuse(id: string, refusal: string): Promise<void> {
    return this.#change(
      (item) => item.id === id,
      (item) => ({ ...item, refusal }),
    );
  }

  async #change(...change: [(item: SharedItem) => boolean, (item: SharedItem) => SharedItem]): Promise<void> {
    await changeShares(this.#database, ...change);
    await this.refresh();
  }
}

import { toAppError } from '../errors.ts';
import type { Library } from '../knowledge/library.ts';
import type { Clock } from '../ports/clock.ts';
import type { Document as StoredDocument } from '../ports/document-store.ts';
import type { Signals } from '../ports/signals.ts';
import type { Document } from '../protocol/rest/documents.ts';
import { toDocumentView } from './documents-view.ts';

export interface FollowDeps {
  library: Library;
  signals: Signals;
  clock: Clock;
}

export interface FollowReader {
  changed(document: Document): void;
  deleted(id: string): void;
  /** Everything that was unfinished has been told once. */
  current(): void;
  failed(error: unknown): void;
  /** Called before every look. @returns whether it may go on */
  mayGoOn(): boolean;
  /** Resolves when more can be told. */
  taken(): Promise<void>;
}

/** Signals are delivered at most once: what was missed is seen within this time, ms. */
const LOOK_AGAIN_MS = 5000;
const PAGE = 100;

export function isSettled({ status }: Pick<Document, 'status'>): boolean {
  return status === 'ready' || status === 'failed';
}

/**
 * Tells a reader how a learner's documents (or one of them) are now and whenever they change. It listens before it looks for the
 * first time, and looks once more after whatever was signalled while it looked, so that no change falls in between.
 * @returns the function that ends it
 */
export function followDocuments(
  deps: FollowDeps,
  learnerId: string,
  reader: FollowReader,
  only?: string | undefined,
): () => void {
  const { library, signals, clock } = deps;
  /** Unfinished documents as they were last told. */
  const told = new Map<string, string>(only === undefined ? [] : [[only, '']]);
  const signalled = new Set<string>();
  let lookAtAll = true;
  let isCurrent = false;
  let looking = false;
  let stopped = false;
  let cancel: () => void = () => undefined;

  const tell = (document: StoredDocument) => {
    const view = toDocumentView(document);
    const text = JSON.stringify(view);
    if (stopped || told.get(view.id) === text) return;
    if (isSettled(view)) told.delete(view.id);
    else told.set(view.id, text);
    reader.changed(view);
  };

  async function lookAt(id: string): Promise<void> {
    try {
      tell(await library.get(learnerId, id));
    } catch (error) {
      if (toAppError(error).code !== 'not_found') throw error;
      told.delete(id);
      if (!stopped) reader.deleted(id);
    }
  }

  /** Also at those told as unfinished that are so no longer. */
  async function lookAround(): Promise<void> {
    const settled = new Set(told.keys());
    let cursor: string | undefined;
    do {
      if (only !== undefined || stopped) break;
      const page = await library.list(learnerId, { limit: PAGE, cursor, unfinished: true });
      for (const document of page.items) {
        settled.delete(document.id);
        tell(document);
      }
      await reader.taken();
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    for (const id of settled) if (!stopped) await lookAt(id);
    if (!isCurrent && !stopped) reader.current();
    isCurrent = true;
  }

  async function lookWhileAsked(): Promise<void> {
    while (!stopped && (lookAtAll || signalled.size > 0)) {
      if (lookAtAll) {
        lookAtAll = false;
        await lookAround();
      }
      const [id] = signalled;
      if (id === undefined) continue;
      signalled.delete(id);
      await lookAt(id);
    }
  }

  /** Never rejects. */
  async function look(): Promise<void> {
    if (looking || stopped) return;
    if (!reader.mayGoOn()) return;
    looking = true;
    cancel();
    try {
      await lookWhileAsked();
    } catch (error) {
      if (!stopped) reader.failed(error);
    } finally {
      looking = false;
    }
    if (stopped) return;
    cancel = clock.after(LOOK_AGAIN_MS, () => {
      lookAtAll = true;
      void look();
    });
  }

  const unsubscribe = signals.subscribe((signal) => {
    if (signal.type !== 'document' || signal.learnerId !== learnerId) return;
    if (only !== undefined && signal.documentId !== only) return;
    signalled.add(signal.documentId);
    void look();
  });
  void look();
  return () => {
    stopped = true;
    unsubscribe();
    cancel();
  };
}

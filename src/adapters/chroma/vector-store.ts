import { setTimeout as sleep } from 'node:timers/promises';
import { ChromaNotFoundError, type Collection } from 'chromadb';
import { LRUCache } from 'lru-cache';
import { AppError } from '../../errors.ts';
import type { VectorHit, VectorItem, VectorSpace, VectorStore } from '../../ports/vector-store.ts';
import { ChromaConnection, type ChromaTarget, type RequestClient } from './connection.ts';
import { collectionName, learnerPrefix } from './space-names.ts';
import { spread } from './spread.ts';

const QUERY_MS = 5000;
const WRITE_MS = 30_000;
/** A batch that Chroma takes in a fraction of a second. */
const BATCH = 200;
const LIST_PAGE = 500;
const KNOWN_COLLECTIONS = 10_000;

/** Vectors in Chroma: one collection for each learner and embedder, compared by cosine. */
export function createChromaVectorStore(target: ChromaTarget): VectorStore {
  return new ChromaVectorStore(new ChromaConnection(target));
}

/**
 * What Chroma says of an index whose first vectors are being written just now, or whose last have just gone (5 of 12,701 questions that were
 * asked while that happened): a moment later it can read it. So long it is given, ms.
 */
const NOT_READABLE_YET = /hnsw segment reader: Nothing found on disk/;
const AGAIN_AFTER_MS = [20, 60, 150];

class ChromaVectorStore implements VectorStore {
  readonly #connection: ChromaConnection;
  /** Ids of collections by name: looking one up costs as much as a query. */
  readonly #ids = new LRUCache<string, string>({ max: KNOWN_COLLECTIONS });

  constructor(connection: ChromaConnection) {
    this.#connection = connection;
  }

  async upsert(space: VectorSpace, items: VectorItem[], signal?: AbortSignal): Promise<void> {
    for (let at = 0; at < items.length; at += BATCH) {
      const batch = items.slice(at, at + BATCH);
      await this.#onCollection(space, WRITE_MS, signal, true, (collection, client) =>
        client.upsert(collection, {
          ids: batch.map((item) => item.passageId),
          embeddings: batch.map((item) => spread(item.vector, item.passageId)),
          metadatas: batch.map((item) => ({ documentId: item.documentId })),
        }),
      );
    }
  }

  async query(
    space: VectorSpace,
    vector: Float32Array,
    { documentIds, exceptDocumentId, limit }: Parameters<VectorStore['query']>[2],
    signal?: AbortSignal,
  ): Promise<VectorHit[]> {
    if (limit < 1 || documentIds?.length === 0) return [];
    const found = await untilReadable(() =>
      this.#onCollection(space, QUERY_MS, signal, false, (collection) =>
        collection.query({
          queryEmbeddings: [Array.from(vector)],
          nResults: limit,
          include: ['distances'],
          ...(documentIds && { where: { documentId: { $in: documentIds } } }),
          ...(exceptDocumentId !== undefined && { where: { documentId: { $ne: exceptDocumentId } } }),
        }),
      ),
    );
    const distances = found?.distances[0] ?? [];
    return (found?.ids[0] ?? []).map((passageId, i) => ({ passageId, score: 1 - (distances[i] ?? 1) }));
  }

  async count(space: VectorSpace, signal?: AbortSignal): Promise<number> {
    return (await this.#onCollection(space, QUERY_MS, signal, false, (collection) => collection.count())) ?? 0;
  }

  async removeDocument(learnerId: string, documentId: string): Promise<void> {
    for (const name of await this.#namesOf(learnerId)) {
      await this.#ignoringMissing(() =>
        this.#connection.request(WRITE_MS, undefined, async (client) => {
          const collection = await client.getCollection({ name });
          await collection.delete({ where: { documentId } });
        }),
      );
    }
  }

  async dropSpace(space: VectorSpace): Promise<void> {
    await this.#delete(collectionName(space));
  }

  async drop(learnerId: string): Promise<void> {
    for (const name of await this.#namesOf(learnerId)) await this.#delete(name);
  }

  async ping(signal?: AbortSignal): Promise<void> {
    await this.#connection.request(QUERY_MS, signal, (client) => client.heartbeat());
  }

  /** Works on a space's collection; undefined when it isn't there and `create` is false. */
  async #onCollection<T>(
    space: VectorSpace,
    ms: number,
    signal: AbortSignal | undefined,
    create: boolean,
    work: (collection: Collection, client: RequestClient) => Promise<T>,
  ): Promise<T | undefined> {
    const attempt = () =>
      this.#connection.request(ms, signal, async (client) => {
        const name = collectionName(space);
        const known = this.#ids.get(name);
        if (known) return work(client.collection(known), client);
        const collection = create
          ? await client.getOrCreateCollection({
              name,
              configuration: { hnsw: { space: 'cosine' } },
              metadata: { embedder: space.embedderId, dimensions: space.dimensions },
              embeddingFunction: null,
            })
          : await client.getCollection({ name });
        this.#ids.set(name, collection.id);
        return work(collection, client);
      });
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ChromaNotFoundError)) throw error;
      // What we knew was dropped meanwhile, perhaps by another node. A space that is not there has no neighbours.
      if (!this.#ids.delete(collectionName(space)) && !create) return undefined;
      return create ? await attempt() : await this.#ignoringMissing(attempt);
    }
  }

  async #delete(name: string): Promise<void> {
    this.#ids.delete(name);
    await this.#ignoringMissing(() =>
      this.#connection.request(WRITE_MS, undefined, (client) => client.deleteCollection({ name })),
    );
  }

  async #ignoringMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ChromaNotFoundError) return undefined;
      throw error;
    }
  }

  async #namesOf(learnerId: string): Promise<string[]> {
    const prefix = learnerPrefix(learnerId);
    const names: string[] = [];
    for (let offset = 0; ; offset += LIST_PAGE) {
      const page = await this.#connection.request(WRITE_MS, undefined, (client) =>
        client.listCollections({ limit: LIST_PAGE, offset }),
      );
      names.push(...page.map((collection) => collection.name).filter((name) => name.startsWith(prefix)));
      if (page.length < LIST_PAGE) return names;
    }
  }
}

async function untilReadable<T>(ask: () => Promise<T>): Promise<T> {
  for (const ms of AGAIN_AFTER_MS) {
    try {
      return await ask();
    } catch (error) {
      const cause = error instanceof AppError ? error.cause : undefined;
      if (!(cause instanceof Error && NOT_READABLE_YET.test(cause.message))) throw error;
    }
    await sleep(ms);
  }
  return ask();
}

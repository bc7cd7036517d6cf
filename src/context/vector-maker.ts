import { randomUUID } from 'node:crypto';
import { createChromaVectorStore } from '../adapters/chroma/vector-store.ts';
import type { Stores } from '../adapters/knex/stores.ts';
import { systemClock } from '../adapters/system/clock.ts';
import { loadTransformersEmbedder } from '../adapters/transformers/embedder.ts';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import { completeSpaces } from '../knowledge/complete-spaces.ts';
import { hashEmbedder } from '../knowledge/hash-embedder.ts';
import { createVectorWriter } from '../knowledge/vector-writer.ts';
import type { Logger } from '../logger.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { VectorSpace } from '../ports/vector-store.ts';
import { ServiceBoard } from '../service-board.ts';
import { chromaTarget } from './chroma-target.ts';

export interface VectorMakerParts {
  config: Config;
  logger: Logger;
  stores: Stores;
  alone: boolean;
  signal: AbortSignal;
}

/** Makes vectors beside no server: with a vector store and an embedder of its own, both there and working. */
export interface VectorMaker {
  /** Drops all vectors that serve: a store that is broken begins afresh. */
  dropAll(): Promise<void>;
  /** @param onProgress is told how many texts are embedded. */
  makeAll(onProgress: (done: number) => void): Promise<void>;
}

const PAGE = 100;

/** Throws AppError where the vector store does not answer, or the model can't be had. */
export async function openVectorMaker(parts: VectorMakerParts, stack: AsyncDisposableStack): Promise<VectorMaker> {
  const { config, logger, stores, alone, signal } = parts;
  const { spaces, texts } = stores;
  const clock = systemClock;
  const vectors = createChromaVectorStore(
    await chromaTarget({ config, logger, clock, board: new ServiceBoard() }, stack),
  );
  await vectors.ping(signal);
  const embedder = await openEmbedder(parts, stack);
  const writers = [texts.material, texts.talks].map((kind) =>
    createVectorWriter({ texts: kind, spaces, vectors, clock }),
  );
  return {
    async dropAll() {
      for (let last: VectorSpace | undefined; ; ) {
        const page = await spaces.listServing(PAGE, last);
        for (const space of page) await vectors.dropSpace(space);
        last = page.at(-1);
        if (page.length < PAGE) return;
      }
    },
    async makeAll(onProgress) {
      let done = 0;
      const owner = randomUUID();
      const deps = { spaces, writers, clock, owner, alone };
      const { failures } = await completeSpaces(deps, embedder, signal, async (_kind, _groups, count) => {
        done += count;
        onProgress(done);
      });
      if (failures[0]) throw failures[0];
    },
  };
}

async function openEmbedder(
  { config, logger, signal }: VectorMakerParts,
  stack: AsyncDisposableStack,
): Promise<Embedder> {
  const { embedder } = config;
  if (embedder.kind === 'hash') return hashEmbedder;
  try {
    const options = { ...embedder, board: new ServiceBoard(), logger, clock: systemClock };
    const loaded = await loadTransformersEmbedder(options, signal);
    stack.defer(() => loaded.close());
    return loaded;
  } catch (error) {
    signal.throwIfAborted();
    throw new AppError({
      code: 'embedder_unavailable',
      status: 503,
      message: `The embedding model ${embedder.model} can't be loaded: let it be fetched once, or set EMBEDDING_MODEL. Nothing was changed.`,
      cause: error,
    });
  }
}

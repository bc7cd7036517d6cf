import { unavailable } from '../errors.ts';
import type { Embedder, EmbedderSource } from '../ports/embedder.ts';
import type { Holdings, SpaceEmbedder, SpaceStore } from '../ports/vector-spaces.ts';
import type { SpaceKind, VectorHit, VectorStore } from '../ports/vector-store.ts';
import { QueryVectors } from './query-vectors.ts';
import { spaceOf } from './vector-writer.ts';

export interface NearestDeps {
  vectors: VectorStore;
  spaces: Pick<SpaceStore, 'holdings'>;
  embedders: EmbedderSource;
}

interface Asked {
  learnerId: string;
  query: string;
  limit: number;
  /** Documents or conversations, of which alone. */
  documentIds?: string[] | undefined;
  /** A document or conversation that is left out. */
  exceptGroup?: string | undefined;
  /** What the learner has, where that was looked up already. */
  holdings?: Holdings | undefined;
}

/** What is nearest to a query by the vectors that serve its learner, and what made them; undefined: there is nothing to look into. */
export type Nearest = (
  kind: SpaceKind,
  asked: Asked,
  signal: AbortSignal,
) => Promise<{ embedder: Embedder; hits: VectorHit[] } | undefined>;

/** Longer queries are cut for the embedder, which reads no more anyway. */
const MAX_QUERY = 2000;

/** Throws `vectors_unavailable`, or `embedder_unavailable` where nothing can embed the query now. */
export function createNearest({ vectors, spaces, embedders }: NearestDeps): Nearest {
  const queryVectors = new QueryVectors();

  /** While another embedder's vectors are being made, those of before serve, if what made them can be had. */
  function embedderFor({ serving }: { serving: SpaceEmbedder | undefined }): Embedder {
    const embedder = (serving && embedders.find(serving.id)) ?? embedders.current();
    if (!embedder) throw unavailable('embedder_unavailable', 'The embedding model is being loaded.');
    return embedder;
  }

  return async (kind, { learnerId, query, limit, documentIds, exceptGroup, holdings }, signal) => {
    const held = (holdings ?? (await spaces.holdings(learnerId)))[kind];
    if (!held) return undefined;
    const embedder = embedderFor(held);
    const vector = await queryVectors.of(embedder, query.slice(0, MAX_QUERY), signal);
    const options = { limit, documentIds, exceptDocumentId: exceptGroup };
    const hits = await vectors.query(spaceOf(learnerId, kind, embedder), vector, options, signal);
    return { embedder, hits };
  };
}

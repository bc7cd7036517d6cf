import { unavailable } from '../errors.ts';
import type { Embedder, EmbedderSource } from '../ports/embedder.ts';
import type { SpaceStore } from '../ports/vector-spaces.ts';
import type { SpaceKind, VectorHit, VectorStore } from '../ports/vector-store.ts';
import { QueryVectors } from './query-vectors.ts';
import { spaceOf } from './vector-writer.ts';

export interface NearestDeps {
  vectors: VectorStore;
  spaces: Pick<SpaceStore, 'serving'>;
  embedders: EmbedderSource;
}

interface Asked {
  learnerId: string;
  query: string;
  limit: number;
  documentIds?: string[] | undefined;
}

/** What is nearest to a query by the vectors that serve its learner, and what made them. */
export type Nearest = (
  kind: SpaceKind,
  asked: Asked,
  signal: AbortSignal,
) => Promise<{ embedder: Embedder; hits: VectorHit[] }>;

/** Longer queries are cut for the embedder, which reads no more anyway. */
const MAX_QUERY = 2000;

/** Throws `vectors_unavailable`, or `embedder_unavailable` where nothing can embed the query now. */
export function createNearest({ vectors, spaces, embedders }: NearestDeps): Nearest {
  const queryVectors = new QueryVectors();

  /** While another embedder's vectors are being made, those of before serve, if what made them can be had. */
  async function embedderFor(kind: SpaceKind, learnerId: string): Promise<Embedder> {
    const serving = await spaces.serving(learnerId, kind);
    const embedder = (serving && embedders.find(serving.id)) ?? embedders.current();
    if (!embedder) throw unavailable('embedder_unavailable', 'The embedding model is being loaded.');
    return embedder;
  }

  return async (kind, { learnerId, query, limit, documentIds }, signal) => {
    const embedder = await embedderFor(kind, learnerId);
    const vector = await queryVectors.of(embedder, query.slice(0, MAX_QUERY), signal);
    const hits = await vectors.query(spaceOf(learnerId, kind, embedder), vector, { limit, documentIds }, signal);
    return { embedder, hits };
  };
}

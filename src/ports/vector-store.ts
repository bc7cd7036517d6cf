/** What vectors are of: passages of the learner's material, or what was said in their talks. */
export type SpaceKind = 'material' | 'talks';

/** One learner's vectors of one kind and one embedder: vectors of two models never meet. */
export interface VectorSpace {
  learnerId: string;
  kind: SpaceKind;
  embedderId: string;
  dimensions: number;
}

/** Of a passage and its document; in the space of talks, of a message and its conversation. */
export interface VectorItem {
  passageId: string;
  documentId: string;
  vector: Float32Array;
}

export interface VectorHit {
  passageId: string;
  /** Cosine similarity, -1..1. */
  score: number;
}

/** Nearest neighbours. Every method throws `AppError('vectors_unavailable')` when the store can't be reached. */
export interface VectorStore {
  upsert(space: VectorSpace, items: VectorItem[], signal?: AbortSignal): Promise<void>;
  /** Best first; an unknown space has no neighbours. */
  query(
    space: VectorSpace,
    vector: Float32Array,
    /** `documentIds`: of these alone; `exceptDocumentId`: of all but this one. One of the two at most. */
    options: { limit: number; documentIds?: string[] | undefined; exceptDocumentId?: string | undefined },
    signal?: AbortSignal,
  ): Promise<VectorHit[]>;
  /** How many vectors a space holds; none where it is unknown. */
  count(space: VectorSpace, signal?: AbortSignal): Promise<number>;
  /** Removes a document's, or a conversation's, from all spaces of the learner. */
  removeDocument(learnerId: string, documentId: string): Promise<void>;
  /** Drops one space. */
  dropSpace(space: VectorSpace): Promise<void>;
  /** Drops all spaces of a learner. */
  drop(learnerId: string): Promise<void>;
  /** Throws unless the store answers. */
  ping(signal?: AbortSignal): Promise<void>;
}

import type { Embedder } from './embedder.ts';
import type { SpaceKind, VectorSpace } from './vector-store.ts';

/** What makes vectors, as the name of a space holds it. */
export type SpaceEmbedder = Pick<Embedder, 'id' | 'dimensions'>;

/** A text whose vector is wanted. */
export interface TextToEmbed {
  /** Of the passage or message. */
  id: string;
  /** Its document or conversation. */
  group: string;
  learnerId: string;
  text: string;
  /** Rises with time: a document that is read again has the same ids, and higher rows. */
  row: number;
}

/** Of one learner, one document or conversation, or some of them; without any, all texts. */
export interface TextScope {
  learnerId?: string | undefined;
  group?: string | undefined;
  groups?: readonly string[] | undefined;
}

/** The texts of one kind and the embedder whose vector of each is stored. */
export interface EmbeddableTexts {
  readonly kind: SpaceKind;
  /** Texts whose vector is not stored for this embedder, oldest first. */
  withoutVector(embedderId: string, limit: number, scope?: TextScope): Promise<TextToEmbed[]>;
  /** @param lastRow of those that were embedded: what was read again since has no vector yet, though its ids are the same. */
  markEmbedded(ids: string[], embedderId: string, lastRow?: number): Promise<void>;
  /** No vector of the document or conversation counts as stored: they may be gone. */
  unmark(group: string): Promise<void>;
  /** Whether there are still texts of the document or conversation: it may be deleted, or its reading cancelled. */
  hasGroup(learnerId: string, group: string): Promise<boolean>;
  /** Those of the groups, each with its learner, of which `hasGroup` would not be true. */
  goneOf(groups: ReadonlyMap<string, string>): Promise<string[]>;
  /** How many texts there are, and how many of them have this embedder's vector (or any's); of all learners or one. */
  progress(embedderId?: string, learnerId?: string): Promise<EmbeddingProgress>;
}

export interface EmbeddingProgress {
  texts: number;
  embedded: number;
}

/**
 * What there is of a learner to look into: of each kind, whose vectors answer (nothing's while none were ever complete). A kind of
 * which there is no text at all is left out.
 */
export type Holdings = Partial<Record<SpaceKind, { serving: SpaceEmbedder | undefined }>>;

export interface SpaceClaim {
  owner: string;
  now: number;
  leaseUntil: number;
  /** One node: what is not `owner`'s was left behind by a process that is gone. */
  alone: boolean;
  /** Learners who are passed over. */
  besides?: ReadonlySet<string>;
}

/**
 * Which vectors of a learner answer. Those of another embedder serve until the new ones are complete; then they are `old` and go.
 * Of several nodes one at a time makes a space complete.
 */
export interface SpaceStore {
  /** What can be looked into for this learner now; of talks, besides this one. */
  holdings(learnerId: string, besidesTalk?: string): Promise<Holdings>;
  /** All that serve, in order, from after `after`: for looking them over. */
  listServing(limit: number, after?: VectorSpace): Promise<VectorSpace[]>;
  /** Embedders whose vectors serve somebody. */
  servingEmbedders(): Promise<string[]>;
  /**
   * Leases one learner's space that is to be completed for this embedder: texts have no vector, it was not found complete
   * yet, or it is to be made anew (then all of its texts count as without a vector from here on).
   */
  claim(kind: SpaceKind, embedder: SpaceEmbedder, claim: SpaceClaim): Promise<string | undefined>;
  /** @returns false where another node holds it by now. */
  renew(space: VectorSpace, owner: string, leaseUntil: number): Promise<boolean>;
  release(space: VectorSpace, owner: string): Promise<void>;
  /** Lets it serve if no text is without its vector, and those before it become old. @returns whether it serves. */
  complete(space: VectorSpace, now: number): Promise<boolean>;
  /** What is stored is not what should be: all of its vectors are made anew. */
  rebuild(space: VectorSpace, now: number): Promise<void>;
  /** Everything is made anew, of all learners and kinds: no vector counts as stored. */
  rebuildAll(now: number): Promise<void>;
  /** Takes spaces that became old before `before`, to be dropped. Those that were taken and never forgotten come again. */
  takeOld(before: number, limit: number): Promise<VectorSpace[]>;
  /** It has been dropped. */
  forget(space: VectorSpace): Promise<void>;
}

import type { Clock } from '../ports/clock.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { EmbeddableTexts, SpaceStore, TextScope, TextToEmbed } from '../ports/vector-spaces.ts';
import type { SpaceKind, VectorSpace, VectorStore } from '../ports/vector-store.ts';

export interface VectorWriterDeps {
  texts: EmbeddableTexts;
  spaces: SpaceStore;
  vectors: VectorStore;
  clock: Clock;
}

/** Groups of a batch (documents or conversations) and whose they are. */
export type WrittenGroups = ReadonlyMap<string, string>;

export interface VectorWriter {
  readonly kind: SpaceKind;
  /**
   * Embeds and stores the vectors that are missing for this embedder, of one learner, one document or conversation, or of all,
   * batch by batch. A learner's that are complete then serve.
   * @param onBatch is told the groups of each batch that was stored, and how many texts it had.
   * @returns how many it stored. Throws `vectors_unavailable` or `embedder_unavailable`; what was stored by then stays.
   */
  write(
    options: BatchOptions & {
      onBatch?: ((groups: WrittenGroups, count: number) => Promise<void>) | undefined;
    },
  ): Promise<number>;
  /** The same for one batch. Nothing serves because of it: see `complete`. */
  writeBatch(options: BatchOptions & { limit: number }): Promise<WrittenBatch>;
  /** Lets the learner's vectors serve if none is missing. */
  complete(learnerId: string, embedder: Embedder): Promise<void>;
}

interface BatchOptions {
  embedder: Embedder;
  scope: TextScope;
  signal: AbortSignal;
}

interface WrittenBatch {
  groups: WrittenGroups;
  count: number;
  /** Nothing else was missing. */
  isLast: boolean;
}

/** Texts embedded at once: some hundred milliseconds of work for a small model. */
const BATCH = 64;

export function createVectorWriter({ texts, spaces, vectors, clock }: VectorWriterDeps): VectorWriter {
  const { kind } = texts;

  async function store(embedder: Embedder, batch: TextToEmbed[], signal: AbortSignal): Promise<void> {
    const embedded = await embedder.embed(
      batch.map(({ text }) => text),
      'passage',
      signal,
    );
    for (const [learnerId, own] of byLearner(batch)) {
      const items = own.map(({ text, index }) => ({
        passageId: text.id,
        documentId: text.group,
        vector: embedded[index] ?? new Float32Array(embedder.dimensions),
      }));
      await vectors.upsert(spaceOf(learnerId, kind, embedder), items, signal);
    }
    await texts.markEmbedded(
      batch.map(({ id }) => id),
      embedder.id,
      Math.max(...batch.map(({ row }) => row)),
    );
  }

  /** What was deleted while its vectors were written: its removal may be over already, so it is done again. */
  async function removeDeleted(groups: WrittenGroups): Promise<void> {
    for (const group of await texts.goneOf(groups)) {
      const learnerId = groups.get(group) ?? '';
      await vectors.removeDocument(learnerId, group);
      // Read again meanwhile, perhaps by another node: vectors that it stored may have gone with the others.
      if (await texts.hasGroup(learnerId, group)) await texts.unmark(group);
    }
  }

  async function writeBatch({
    embedder,
    scope,
    signal,
    limit,
  }: BatchOptions & { limit: number }): Promise<WrittenBatch> {
    signal.throwIfAborted();
    const batch = await texts.withoutVector(embedder.id, limit, scope);
    const groups = new Map(batch.map((text) => [text.group, text.learnerId]));
    if (batch.length > 0) {
      await store(embedder, batch, signal);
      await removeDeleted(groups);
    }
    return { groups, count: batch.length, isLast: batch.length < limit };
  }

  async function complete(learnerId: string, embedder: Embedder): Promise<void> {
    await spaces.complete(spaceOf(learnerId, kind, embedder), clock.now());
  }

  return {
    kind,
    writeBatch,
    complete,
    async write({ embedder, scope, signal, onBatch }) {
      let written = 0;
      const learners = new Set(scope.learnerId === undefined ? [] : [scope.learnerId]);
      for (;;) {
        const { groups, count } = await writeBatch({ embedder, scope, signal, limit: BATCH });
        if (count === 0) break;
        await onBatch?.(groups, count);
        for (const learnerId of groups.values()) learners.add(learnerId);
        written += count;
      }
      for (const learnerId of learners) await complete(learnerId, embedder);
      return written;
    },
  };
}

export function spaceOf(
  learnerId: string,
  kind: SpaceKind,
  { id, dimensions }: Pick<Embedder, 'id' | 'dimensions'>,
): VectorSpace {
  return { learnerId, kind, embedderId: id, dimensions };
}

function byLearner(batch: TextToEmbed[]): Map<string, { text: TextToEmbed; index: number }[]> {
  const learners = new Map<string, { text: TextToEmbed; index: number }[]>();
  for (const [index, text] of batch.entries()) {
    const own = learners.get(text.learnerId) ?? [];
    own.push({ text, index });
    learners.set(text.learnerId, own);
  }
  return learners;
}

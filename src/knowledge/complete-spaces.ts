import type { Clock } from '../ports/clock.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { SpaceStore } from '../ports/vector-spaces.ts';
import { spaceOf, type VectorWriter, type WrittenGroups } from './vector-writer.ts';

export interface CompleteSpacesDeps {
  spaces: SpaceStore;
  writers: readonly VectorWriter[];
  clock: Clock;
  /** Name of this process among those that share the database. */
  owner: string;
  /** No other process can be alive. */
  alone: boolean;
}

/** Hears of each batch: what was embedded, of which documents or conversations, and how many texts. */
type OnBatch = (kind: VectorWriter['kind'], groups: WrittenGroups, count: number) => Promise<void>;

/** A batch takes seconds at most; a node that says nothing for so long is gone, and another goes on. */
const LEASE_MS = 60_000;

/**
 * A round: makes the vectors of one learner after the other complete for this embedder, from wherever it was left, each once; a
 * learner's serve as soon as they are. Of several nodes each takes other learners.
 * @returns how many texts were.
 */
export async function completeSpaces(
  deps: CompleteSpacesDeps,
  embedder: Embedder,
  signal: AbortSignal,
  onBatch?: OnBatch,
): Promise<number> {
  let embedded = 0;
  for (const writer of deps.writers) {
    // New texts keep coming for those who talk: what is left of theirs waits for the next round.
    const besides = new Set<string>();
    for (;;) {
      signal.throwIfAborted();
      const learnerId = await claim(deps, writer, embedder, besides);
      if (learnerId === undefined) break;
      embedded += await completeOne(deps, { writer, embedder, learnerId }, signal, onBatch);
      besides.add(learnerId);
    }
  }
  return embedded;
}

function claim(
  { spaces, clock, owner, alone }: CompleteSpacesDeps,
  { kind }: VectorWriter,
  embedder: Embedder,
  besides: ReadonlySet<string>,
) {
  const now = clock.now();
  return spaces.claim(kind, embedder, { owner, now, leaseUntil: now + LEASE_MS, alone, besides });
}

async function completeOne(
  { spaces, clock, owner }: CompleteSpacesDeps,
  { writer, embedder, learnerId }: { writer: VectorWriter; embedder: Embedder; learnerId: string },
  signal: AbortSignal,
  onBatch?: OnBatch,
): Promise<number> {
  const space = spaceOf(learnerId, writer.kind, embedder);
  const lost = new AbortController();
  try {
    return await writer.write({
      embedder,
      scope: { learnerId },
      signal: AbortSignal.any([signal, lost.signal]),
      async onBatch(groups, count) {
        await onBatch?.(writer.kind, groups, count);
        if (!(await spaces.renew(space, owner, clock.now() + LEASE_MS))) lost.abort(new Error('another node has it'));
      },
    });
  } catch (error) {
    if (lost.signal.aborted && !signal.aborted) return 0;
    throw error;
  } finally {
    await spaces.release(space, owner);
  }
}

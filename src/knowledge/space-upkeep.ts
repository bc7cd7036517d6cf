import type { Clock } from '../ports/clock.ts';
import type { EmbeddableTexts, SpaceStore } from '../ports/vector-spaces.ts';
import type { SpaceKind, VectorSpace, VectorStore } from '../ports/vector-store.ts';

export interface SpaceUpkeepDeps {
  spaces: SpaceStore;
  texts: Record<SpaceKind, EmbeddableTexts>;
  vectors: VectorStore;
  clock: Clock;
}

const PAGE = 100;
/** Questions that were under way when the new vectors took over still look into the old ones. */
const OLD_FOR_MS = 60_000;

/**
 * Compares what the vector store holds with what the database says it holds: a store whose disk did not outlive a redeploy is
 * empty and answers all the same. Spaces that lack vectors are made anew. @returns how many.
 */
export async function findLosses(deps: SpaceUpkeepDeps, signal: AbortSignal): Promise<number> {
  let lost = 0;
  let last: VectorSpace | undefined;
  for (;;) {
    const page = await deps.spaces.listServing(PAGE, last);
    for (const space of page) {
      signal.throwIfAborted();
      if (!(await lacksVectors(deps, space, signal))) continue;
      await deps.spaces.rebuild(space, deps.clock.now());
      lost += 1;
    }
    last = page.at(-1);
    if (page.length < PAGE) return lost;
  }
}

/** Counted in this order, since a vector is stored before it is noted; a deletion in between is not taken for a loss. */
async function lacksVectors({ texts, vectors }: SpaceUpkeepDeps, space: VectorSpace, signal: AbortSignal) {
  const noted = async () => (await texts[space.kind].progress(space.embedderId, space.learnerId)).embedded;
  const before = await noted();
  const stored = await vectors.count(space, signal);
  return stored < before && stored < (await noted());
}

/** Drops the vectors of embedders of before. @returns how many spaces. */
export async function dropOldSpaces({ spaces, vectors, clock }: SpaceUpkeepDeps, signal: AbortSignal): Promise<number> {
  let dropped = 0;
  for (;;) {
    const old = await spaces.takeOld(clock.now() - OLD_FOR_MS, PAGE);
    for (const space of old) {
      signal.throwIfAborted();
      await vectors.dropSpace(space);
      await spaces.forget(space);
      dropped += 1;
    }
    if (old.length < PAGE) return dropped;
  }
}

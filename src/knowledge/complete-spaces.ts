import { type AppError, toAppError } from '../errors.ts';
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
  /** At whom earlier rounds failed: they come last, so that they keep nobody else waiting. Kept from round to round. */
  failed?: Set<string>;
}

export interface Completed {
  /** How many texts were. */
  embedded: number;
  /** Why it failed at some learners, of each of them. */
  failures: AppError[];
}

/** Hears of each batch: what was embedded, of which documents or conversations, and how many texts. */
type OnBatch = (kind: VectorWriter['kind'], groups: WrittenGroups, count: number) => Promise<void>;

/** A batch takes seconds at most; a node that says nothing for so long is gone, and another goes on. */
const LEASE_MS = 60_000;

/** So many learners in a row at whom it fails, and it is not for what they have written. */
const FAILURES_IN_A_ROW = 3;

/**
 * A round: makes the vectors of one learner after the other complete for this embedder, from wherever it was left, each once; a
 * learner's serve as soon as they are. Of several nodes each takes other learners. Where it fails at one of them, the others go on;
 * throws where it fails at several in a row, or the database does.
 */
export async function completeSpaces(
  deps: CompleteSpacesDeps,
  embedder: Embedder,
  signal: AbortSignal,
  onBatch?: OnBatch,
): Promise<Completed> {
  const completed: Completed = { embedded: 0, failures: [] };
  const { failed = new Set<string>() } = deps;
  let inARow = 0;
  for (const writer of deps.writers) {
    for await (const learnerId of learnersOf(deps, writer, embedder, failed)) {
      signal.throwIfAborted();
      const key = keyOf(writer, learnerId);
      try {
        completed.embedded += await completeOne(deps, { writer, embedder, learnerId }, signal, onBatch);
        failed.delete(key);
        inARow = 0;
      } catch (error) {
        const known = toAppError(error);
        if (signal.aborted || known.code === 'database_unavailable') throw error;
        failed.add(key);
        inARow += 1;
        if (inARow === FAILURES_IN_A_ROW) throw error;
        completed.failures.push(known);
      }
    }
  }
  return completed;
}

/** Learners to be completed, leased, each once. New texts keep coming for those who talk: what is left of theirs waits for the next round. */
async function* learnersOf(
  deps: CompleteSpacesDeps,
  writer: VectorWriter,
  embedder: Embedder,
  failed: ReadonlySet<string>,
): AsyncGenerator<string> {
  const had = new Set<string>();
  const ofKind = [...failed].filter((key) => key.startsWith(keyOf(writer, '')));
  const putOff = ofKind.map((key) => key.slice(keyOf(writer, '').length));
  for (const besides of [putOff, []]) {
    for (;;) {
      const learnerId = await claim(deps, writer, embedder, new Set([...had, ...besides]));
      if (learnerId === undefined) break;
      had.add(learnerId);
      yield learnerId;
    }
  }
}

function keyOf({ kind }: VectorWriter, learnerId: string): string {
  return `${kind} ${learnerId}`;
}

function claim(
  { spaces, clock, owner, alone }: CompleteSpacesDeps,
  { kind }: VectorWriter,
  { id, dimensions }: Embedder,
  besides: ReadonlySet<string>,
) {
  const now = clock.now();
  return spaces.claim(kind, { id, dimensions }, { owner, now, leaseUntil: now + LEASE_MS, alone, besides });
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

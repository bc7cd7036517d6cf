import { toAppError } from '../errors.ts';
import { type CompleteSpacesDeps, completeSpaces } from '../knowledge/complete-spaces.ts';
import { clearLeftRows, type RemovalDeps, removePending } from '../knowledge/removals.ts';
import { dropOldSpaces, findLosses, type SpaceUpkeepDeps } from '../knowledge/space-upkeep.ts';
import type { WrittenGroups } from '../knowledge/vector-writer.ts';
import type { Logger } from '../logger.ts';
import type { EmbedderSource } from '../ports/embedder.ts';
import type { Signals } from '../ports/signals.ts';
import type { SpaceKind } from '../ports/vector-store.ts';
import type { ServiceBoard } from '../service-board.ts';

export interface VectorCatchUpDeps extends RemovalDeps, SpaceUpkeepDeps, CompleteSpacesDeps {
  embedders: EmbedderSource;
  board: ServiceBoard;
  signals: Signals;
  logger: Logger;
}

export interface VectorCatchUp {
  /** Does now what there is to do. */
  wake(): void;
  stop(): Promise<void>;
}

const EVERY_MS = 30_000;
/** How often a store that is down is asked whether it is back. */
const EVERY_MS_WHEN_DOWN = 5000;

/** A store that was away may have come back with less than it had, but it is not counted through at each hiccup. */
const LOOK_OVER_MS = 10 * 60_000;

/**
 * Brings the vector store in line with the database: removes what was deleted, embeds what has no vector yet, makes anew what the
 * store has lost, drops what has been replaced. Works from time to time, when the store comes back, and when another embedder
 * takes over.
 */
export function startVectorCatchUp(deps: VectorCatchUpDeps): VectorCatchUp {
  const { board, clock, embedders, logger } = deps;
  const stopping = new AbortController();
  let working: Promise<void> | undefined;
  let again = false;
  let cancel: () => void = () => undefined;
  const state: State = { mayLack: true, failed: new Set() };
  let lookedOverAt = clock.now();

  const wake = () => {
    if (stopping.signal.aborted) return;
    if (working) {
      again = true;
      return;
    }
    cancel();
    working = round(deps, state, stopping.signal)
      .catch((error: unknown) => {
        if (!stopping.signal.aborted) noteFailure(error);
      })
      .finally(() => {
        working = undefined;
        const isDown = board.services().vectors !== 'ok';
        cancel = clock.after(isDown ? EVERY_MS_WHEN_DOWN : EVERY_MS, wake);
        if (again) {
          again = false;
          wake();
        }
      });
  };

  const noteFailure = (error: unknown) => {
    const { code } = toAppError(error);
    if (code === 'vectors_unavailable') board.report('vectors', 'degraded', 'The vector store does not answer.');
    logger[code === 'internal' ? 'error' : 'warn']({ code, err: error }, 'vectors were not caught up');
  };

  const quiet = [
    board.onChange((name, report) => {
      if (name !== 'vectors' || report.state !== 'ok') return;
      if (clock.now() - lookedOverAt > LOOK_OVER_MS) {
        state.mayLack = true;
        lookedOverAt = clock.now();
      }
      wake();
    }),
    embedders.onChange(wake),
  ];
  wake();

  return {
    wake,
    async stop() {
      stopping.abort(new Error('the server stops'));
      for (const end of quiet) end();
      await working;
      cancel();
    },
  };
}

/** What one round leaves to the next. */
interface State {
  /** Whether the store may lack vectors that it should have. */
  mayLack: boolean;
  /** See `completeSpaces`. */
  failed: Set<string>;
}

async function round(deps: VectorCatchUpDeps, state: State, signal: AbortSignal): Promise<void> {
  const { vectors, board, embedders, spaces, signals, logger } = deps;
  await clearLeftRows(deps.removals, signal);
  await vectors.ping(signal);
  board.report('vectors', 'ok');
  const { done: removed, failures } = await removePending(deps, signal);
  for (const failure of failures) {
    if (failure.code === 'vectors_unavailable') throw failure;
    logger.warn({ code: failure.code, err: failure }, 'something deleted could not be removed');
  }
  if (state.mayLack) {
    const lost = await findLosses(deps, signal);
    if (lost > 0) logger.warn({ spaces: lost }, 'the vector store has lost vectors: they are made anew');
    state.mayLack = false;
  }
  embedders.keep(await spaces.servingEmbedders());
  const embedder = embedders.current();
  const tell = async (kind: SpaceKind, groups: WrittenGroups) => {
    if (kind !== 'material') return;
    for (const [documentId, learnerId] of groups) await signals.publish({ type: 'document', learnerId, documentId });
  };
  const { embedded, failures: unmade } = embedder
    ? await completeSpaces({ ...deps, failed: state.failed }, embedder, signal, tell)
    : { embedded: 0, failures: [] };
  // A store that went away meanwhile failed at one learner only where there was no other.
  if (unmade.length > 0) await vectors.ping(signal);
  for (const error of unmade) logger.warn({ code: error.code, err: error }, 'the vectors of a learner were not made');
  const dropped = await dropOldSpaces(deps, signal);
  if (embedded > 0) embedders.keep(await spaces.servingEmbedders());
  if (removed + embedded + dropped > 0) logger.info({ removed, embedded, dropped }, 'vectors caught up');
}

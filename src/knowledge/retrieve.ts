import { toAppError } from '../errors.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../ports/clock.ts';
import type { PassageStore } from '../ports/document-store.ts';
import type { ServiceBoard } from '../service-board.ts';
import { DEADLINES, type Deadlines, withDeadline } from './deadline.ts';
import { fuse, type RankedLeg } from './fuse.ts';
import { withoutNearDuplicates } from './near-duplicates.ts';
import type { Nearest } from './nearest.ts';
import type { Retrieval, RetrievalRequest, RetrievedPassage, Retriever } from './retriever.ts';
import { searchWords } from './search-words.ts';

export interface RetrieverDeps {
  passages: PassageStore;
  nearest: Nearest;
  board: ServiceBoard;
  clock: Clock;
  events: Pick<Events['knowledge'], 'retrieved' | 'legFailed'>;
  deadlines?: Deadlines | undefined;
}

/** Legs give more than is asked for, so that what both rank in the middle can win. */
const CANDIDATES = 4;
const MIN_CANDIDATES = 24;
/** Where nearly all that they gave says the same, such as a form that stands there a hundred times, they are asked once more, for so many times as much. */
const MORE = 16;
/**
 * How the embedders' opinions count beside the keyword leg's, and below which similarity they have none: the nearest of
 * unrelated passages is still unrelated. The built-in embedder only adds what words did not find (other forms, misspellings):
 * with a say in the order it took hit@5 from .893 to .856 (FairytaleQA's validation part), at 0.01 it costs nothing. Floors
 * are below what nearly all of the right passages have.
 */
const OPINION = {
  semantic: { weight: 1, floor: 0.2 },
  hashed: { weight: 0.01, floor: 0.1 },
};

/** Where the library knows fewer of the words than this, they are misspelled or half typed: parts of words then say more. */
const UNKNOWN_MATTERS = 0.7;
/** So many more than asked for are looked up at once, as near duplicates are left out. */
const SPARE = 4;

interface Answered extends RankedLeg {
  /** It gave as much as was asked for: there may be more. */
  isFull: boolean;
  /** Share of the words that no passage holds; of the keyword leg. */
  unknown?: number;
  corrections?: readonly string[];
  /** Whether its weight rises with `unknown`. */
  knowsShapes?: boolean;
}

/** Retrieval by words and by meaning, both at once, fused by rank. */
export function createRetriever(deps: RetrieverDeps): Retriever {
  const deadlines = deps.deadlines ?? DEADLINES;

  async function keywordLeg(request: RetrievalRequest, limit: number, signal: AbortSignal): Promise<Answered> {
    const { learnerId, documentIds } = request;
    const words = searchWords(request.query);
    if (words.length === 0) return { leg: 'keyword', weight: 1, passageIds: [], isFull: false };
    const { hits, unknown, corrections } = await withDeadline(deps.clock, deadlines.keyword, signal, () =>
      deps.passages.search(learnerId, words, { limit, documentIds }),
    );
    const passageIds = hits.map((hit) => hit.passageId);
    return { leg: 'keyword', weight: 1, passageIds, isFull: hits.length === limit, unknown, corrections };
  }

  async function semanticLeg(request: RetrievalRequest, limit: number, signal: AbortSignal): Promise<Answered> {
    const { learnerId, query, documentIds, holdings } = request;
    const asked = { learnerId, query, documentIds, holdings, limit };
    const near = await withDeadline(deps.clock, deadlines.semantic, signal, (inTime) =>
      deps.nearest('material', asked, inTime),
    );
    if (!near) return { leg: 'semantic', weight: 1, passageIds: [], isFull: false };
    const { embedder, hits } = near;
    const { weight, floor } = embedder.semantic ? OPINION.semantic : OPINION.hashed;
    deps.board.report('vectors', 'ok');
    const passageIds = hits.filter((hit) => hit.score >= floor).map((hit) => hit.passageId);
    const isFull = passageIds.length === limit;
    return { leg: 'semantic', weight, passageIds, isFull, knowsShapes: !embedder.semantic };
  }

  /** A leg that fails is counted and told, and the others answer without it. */
  async function attempt(
    name: 'keyword' | 'semantic',
    leg: Promise<Answered>,
    signal: AbortSignal,
  ): Promise<Answered | undefined> {
    try {
      return await leg;
    } catch (error) {
      signal.throwIfAborted();
      const { code, cause } = toAppError(error);
      deps.events.legFailed(name, code, cause ?? error);
      if (code === 'vectors_unavailable') deps.board.report('vectors', 'degraded', 'The vector store does not answer.');
      if (code === 'late' && name === 'semantic') deps.board.report('vectors', 'degraded', 'The vector store is slow.');
      return undefined;
    }
  }

  async function askLegs(
    request: RetrievalRequest,
    mode: NonNullable<RetrievalRequest['mode']>,
    size: number,
    signal: AbortSignal,
  ) {
    const asked = [
      ...(mode === 'semantic' ? [] : [attempt('keyword', keywordLeg(request, size, signal), signal)]),
      ...(mode === 'keyword' ? [] : [attempt('semantic', semanticLeg(request, size, signal), signal)]),
    ];
    const legs = (await Promise.all(asked)).filter((leg) => leg !== undefined);
    return { legs, degraded: legs.length < asked.length };
  }

  async function complete(request: RetrievalRequest, legs: Answered[]): Promise<RetrievedPassage[]> {
    const fused = fuse(weighed(legs));
    let found: RetrievedPassage[] = [];
    // Mostly once: what is left out as a near duplicate is made up for by what comes after it.
    for (let at = 0; at < fused.length && found.length < request.limit; ) {
      const next = fused.slice(at, at + request.limit + SPARE);
      found = withoutNearDuplicates([...found, ...(await rowsOf(request.learnerId, next))]);
      at += next.length;
    }
    return found.slice(0, request.limit);
  }

  async function rowsOf(learnerId: string, fused: ReturnType<typeof fuse>): Promise<RetrievedPassage[]> {
    const ids = fused.map(({ passageId }) => passageId);
    const byId = new Map((await deps.passages.byIds(learnerId, ids)).map((row) => [row.id, row]));
    return fused.flatMap(({ passageId, score, matched }) => {
      const row = byId.get(passageId);
      return row ? [{ ...row, score, matched }] : [];
    });
  }

  return {
    async retrieve(request, signal): Promise<Retrieval> {
      signal.throwIfAborted();
      const { mode = 'hybrid', query, limit, holdings } = request;
      const hasNothing = holdings !== undefined && holdings.material === undefined;
      if (hasNothing || searchWords(query).length === 0 || limit < 1) return { passages: [], degraded: false };
      const first = await askLegs(request, mode, candidates(request), signal);
      const { legs } = first;
      let { degraded } = first;
      let passages: RetrievedPassage[] = [];
      try {
        passages = await complete(request, legs);
        if (passages.length < limit && legs.some(({ isFull }) => isFull)) {
          const more = await askLegs(request, mode, MORE * candidates(request), signal);
          const further = await complete(request, more.legs);
          if (further.length > passages.length) passages = further;
        }
      } catch (error) {
        signal.throwIfAborted();
        degraded = true;
        deps.events.legFailed('keyword', toAppError(error).code, error);
      }
      deps.events.retrieved(degraded);
      const corrections = legs.flatMap((leg) => leg.corrections ?? []);
      return { passages, degraded, ...(corrections.length > 0 && { corrections }) };
    },
  };
}

/** The embedder that knows the shapes of words gets its say where words alone know too little. */
function weighed(legs: readonly Answered[]): RankedLeg[] {
  const unknown = legs.find((leg) => leg.unknown !== undefined)?.unknown ?? 0;
  return legs.map((leg) => (leg.knowsShapes && unknown > UNKNOWN_MATTERS ? { ...leg, weight: unknown } : leg));
}

function candidates(request: RetrievalRequest): number {
  return Math.max(MIN_CANDIDATES, request.limit * CANDIDATES);
}

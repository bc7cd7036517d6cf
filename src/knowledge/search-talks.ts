import { notFound, toAppError } from '../errors.ts';
import type { Events } from '../events.ts';
import type { Clock } from '../ports/clock.ts';
import type { SaidHit, SaidScope, SaidSearch } from '../ports/said-search.ts';
import { DEADLINES, type Deadlines, withDeadline } from './deadline.ts';
import { fuse, type RankedLeg } from './fuse.ts';
import type { SaidRecall } from './said-recall.ts';
import { searchWords } from './search-words.ts';

interface TalksRequest extends SaidScope {
  learnerId: string;
  query: string;
  limit: number;
  mode?: 'hybrid' | 'keyword' | 'semantic' | undefined;
}

export interface TalksDeps {
  said: SaidSearch;
  recall: SaidRecall;
  clock: Clock;
  events: Pick<Events['knowledge'], 'legFailed'>;
  deadlines?: Deadlines | undefined;
}

interface SaidFound {
  said: SaidHit;
  matched: RankedLeg['leg'][];
}

export interface TalksAnswer {
  /** Best first. */
  found: SaidFound[];
  degraded: boolean;
  /** Words that were looked for in the place of misspelled ones. */
  corrections: string[];
}

/** Finds what was said, by words and by meaning. */
export interface TalksSearch {
  search(request: TalksRequest, signal: AbortSignal): Promise<TalksAnswer>;
  /** What else was said that is near to a message. Throws `not_found` for what is not the learner's, or is no longer shown. */
  similar(request: { learnerId: string; messageId: string; limit: number }, signal: AbortSignal): Promise<TalksAnswer>;
}

/** Below this similarity what was said has nothing to do with the query, as with passages. */
const FLOOR = 0.2;
/** As for passages: what merely sounds alike adds to what words found, and has no say in the order. */
const WEIGHT_OF_SHAPES = 0.01;

interface Leg extends RankedLeg {
  hits: SaidHit[];
  corrections?: string[];
}

export function createTalksSearch({ said, recall, clock, events, deadlines = DEADLINES }: TalksDeps): TalksSearch {
  async function byWords({ learnerId, query, mode: _mode, ...scope }: TalksRequest, signal: AbortSignal): Promise<Leg> {
    const { hits, corrections } = await withDeadline(clock, deadlines.keyword, signal, () =>
      said.search(learnerId, searchWords(query), scope),
    );
    return { leg: 'keyword', weight: 1, hits, passageIds: idsOf(hits), corrections };
  }

  async function byMeaning(request: Parameters<SaidRecall['recall']>[0], signal: AbortSignal): Promise<Leg> {
    const answer = await withDeadline(clock, deadlines.semantic, signal, (inTime) => recall.recall(request, inTime));
    const hits = answer.hits.filter(({ score }) => score >= FLOOR);
    return { leg: 'semantic', weight: answer.knowsMeaning ? 1 : WEIGHT_OF_SHAPES, hits, passageIds: idsOf(hits) };
  }

  /** A leg that fails is counted and told, and the other answers without it. */
  async function attempt(leg: Promise<Leg>, signal: AbortSignal): Promise<Leg | undefined> {
    try {
      return await leg;
    } catch (error) {
      signal.throwIfAborted();
      events.legFailed('said', toAppError(error).code, error);
      return undefined;
    }
  }

  async function answer(asked: Promise<Leg>[], limit: number, signal: AbortSignal): Promise<TalksAnswer> {
    const legs = (await Promise.all(asked.map((leg) => attempt(leg, signal)))).filter((leg) => leg !== undefined);
    const byId = new Map(legs.flatMap(({ hits }) => hits).map((hit) => [hit.messageId, hit]));
    const found = fuse(legs)
      .slice(0, limit)
      .flatMap(({ passageId, matched }) => {
        const hit = byId.get(passageId);
        return hit ? [{ said: hit, matched }] : [];
      });
    return { found, degraded: legs.length < asked.length, corrections: legs.flatMap((leg) => leg.corrections ?? []) };
  }

  return {
    async search(request, signal) {
      const { mode = 'hybrid', query, limit } = request;
      if (searchWords(query).length === 0) return { found: [], degraded: false, corrections: [] };
      const asked = [
        ...(mode === 'semantic' ? [] : [byWords(request, signal)]),
        ...(mode === 'keyword' ? [] : [byMeaning(request, signal)]),
      ];
      return answer(asked, limit, signal);
    },

    async similar({ learnerId, messageId, limit }, signal) {
      const [message] = await said.byIds(learnerId, [messageId]);
      if (!message) throw notFound('message');
      const asked = { learnerId, query: message.text, limit, except: { messageId } };
      return answer([byMeaning(asked, signal)], limit, signal);
    },
  };
}

function idsOf(hits: readonly SaidHit[]): string[] {
  return hits.map(({ messageId }) => messageId);
}

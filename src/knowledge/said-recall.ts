import type { SaidHit, SaidSearch, TimeRange } from '../ports/said-search.ts';
import type { Holdings } from '../ports/vector-spaces.ts';
import type { Nearest } from './nearest.ts';

export interface RecallRequest extends TimeRange {
  learnerId: string;
  query: string;
  limit: number;
  /** Leaves out what was said in this conversation, or this message. */
  except?: { conversationId?: string | undefined; messageId?: string | undefined };
  /** What the learner has, where that was looked up already. */
  holdings?: Holdings | undefined;
}

/** What was said and how near it is in meaning: cosine similarity, -1..1, best first. `knowsMeaning`: of a model, not of word shapes. */
interface Recalled {
  hits: SaidHit[];
  knowsMeaning: boolean;
}

/** Finds what was said in the learner's talks by meaning. Throws what the vector store and the embedder throw. */
export interface SaidRecall {
  recall(request: RecallRequest, signal: AbortSignal): Promise<Recalled>;
}

/** More are looked up than asked for: some are of the talk that is left out, or gone from the database since. */
const SPARE = 20;

export function createSaidRecall({ nearest, said }: { nearest: Nearest; said: SaidSearch }): SaidRecall {
  return {
    async recall({ learnerId, query, limit, except, from, to, holdings }, signal) {
      const asked = { learnerId, query, limit: limit + SPARE, holdings };
      const near = await nearest('talks', asked, signal);
      if (!near) return { hits: [], knowsMeaning: false };
      const { embedder, hits } = near;
      const scores = new Map(hits.map((hit) => [hit.passageId, hit.score]));
      const found = await said.byIds(learnerId, [...scores.keys()], { from, to });
      const wanted = found
        .filter((hit) => hit.conversationId !== except?.conversationId && hit.messageId !== except?.messageId)
        .map((hit) => ({ ...hit, score: scores.get(hit.messageId) ?? 0 }));
      return { hits: wanted.slice(0, limit), knowsMeaning: embedder.semantic };
    },
  };
}

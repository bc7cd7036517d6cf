import type { SaidHit, SaidScope, SaidSearch } from '../ports/said-search.ts';
import type { Holdings } from '../ports/vector-spaces.ts';
import type { Nearest } from './nearest.ts';

export interface RecallRequest extends SaidScope {
  learnerId: string;
  query: string;
  limit: number;
  /** Leaves out what was said in this conversation (where not only some are looked into), or this message. */
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

/** More are looked up than asked for: some are gone from the database since. */
const SPARE = 20;
/** The store knows nothing of time, nor of single messages: who asks for little of a great deal is looked up again, with more. */
const MORE = 8;
const MOST = 3000;

export function createSaidRecall({ nearest, said }: { nearest: Nearest; said: SaidSearch }): SaidRecall {
  return {
    async recall({ learnerId, query, limit, except, from, to, conversationIds, holdings }, signal) {
      if (conversationIds?.length === 0) return { hits: [], knowsMeaning: false };
      const asked = { learnerId, query, holdings, documentIds: conversationIds, exceptGroup: except?.conversationId };
      for (let size = limit + SPARE; ; size *= MORE) {
        const near = await nearest('talks', { ...asked, limit: Math.min(size, MOST) }, signal);
        if (!near) return { hits: [], knowsMeaning: false };
        const { embedder, hits } = near;
        const scores = new Map(hits.map((hit) => [hit.passageId, hit.score]));
        const found = (await said.byIds(learnerId, [...scores.keys()], { from, to }))
          .filter(({ messageId }) => messageId !== except?.messageId)
          .map((hit) => ({ ...hit, score: scores.get(hit.messageId) ?? 0 }));
        if (found.length >= limit || hits.length < size || size >= MOST) {
          return { hits: found.slice(0, limit), knowsMeaning: embedder.semantic };
        }
      }
    },
  };
}

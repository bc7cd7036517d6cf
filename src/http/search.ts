import { Router } from 'express';
import type { Authenticator } from '../accounts/principal.ts';
import type { Found, Search } from '../knowledge/search.ts';
import { SearchQuery, type SearchResult, SimilarQuery } from '../protocol/rest/search.ts';
import { principalOf, requirePrincipal } from './principal.ts';
import { instant } from './representations.ts';
import { parse } from './validate.ts';

export interface SearchRouterDeps {
  search: Search;
  authenticator: Authenticator;
  secureCookies: boolean;
}

/** Search over the learner's material and conversations. */
export function createSearchRouter(deps: SearchRouterDeps): Router {
  const router = Router();
  router.use(['/api/search', '/api/messages'], requirePrincipal(deps.authenticator, deps));

  router.get('/api/search', async (req, res) => {
    const { q, in: within, mode, limit, documentIds, courseId, from, to } = parse(SearchQuery, req.query);
    const { learnerId } = principalOf(res);
    const gone = new AbortController();
    // Who types on has closed the request before: nobody waits for its answer.
    res.once('close', () => gone.abort(new Error('the reader is gone')));
    const range = { from: momentOf(from), to: momentOf(to) };
    const asked = { learnerId, query: q, within, mode, limit, documentIds, courseId, ...range };
    try {
      const { found, degraded, meaning } = await deps.search.search(asked, gone.signal);
      res.json({ results: found.map(toResult), mode, meaning, degraded });
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  });

  router.get('/api/messages/:id/similar', async (req, res) => {
    const { limit } = parse(SimilarQuery, req.query);
    const gone = new AbortController();
    res.once('close', () => gone.abort(new Error('the reader is gone')));
    const asked = { learnerId: principalOf(res).learnerId, messageId: req.params.id, limit };
    try {
      const { found, degraded, meaning } = await deps.search.similar(asked, gone.signal);
      res.json({ results: found.map(toResult), mode: 'semantic', meaning, degraded });
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    }
  });

  return router;
}

function momentOf(instant: string | undefined): number | undefined {
  return instant === undefined ? undefined : Date.parse(instant);
}

function toResult({ score, marks, ...found }: Found): SearchResult {
  if (found.kind === 'conversation') {
    const { conversationId, messageId, role, title, text, createdAt } = found.said;
    const place = { start: 0, end: text.length };
    return {
      kind: found.kind,
      conversationId,
      messageId,
      role,
      title,
      ...place,
      text,
      score,
      matched: found.matched,
      marks,
      saidAt: instant(createdAt),
    };
  }
  const { documentId, title, start, end, page, text, matched } = found.passage;
  return {
    kind: found.kind,
    documentId,
    title,
    start,
    end,
    ...(page !== undefined && { page }),
    text,
    score,
    matched,
    marks,
  };
}

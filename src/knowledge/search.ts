import { notFound } from '../errors.ts';
import type { CourseStore } from '../ports/course-store.ts';
import type { DocumentStore } from '../ports/document-store.ts';
import type { EmbedderSource } from '../ports/embedder.ts';
import type { SaidHit, SaidScope } from '../ports/said-search.ts';
import type { Meaning } from '../protocol/rest/search.ts';
import { joinNeighbours } from './join-neighbours.ts';
import { type Mark, marksOf } from './marks.ts';
import { meaningOf } from './meaning.ts';
import type { RetrievalRequest, RetrievedPassage, Retriever } from './retriever.ts';
import type { TalksAnswer, TalksSearch } from './search-talks.ts';

interface SearchRequest extends RetrievalRequest, SaidScope {
  within: 'documents' | 'conversations' | 'all';
  /** Only in the documents of this course, and in the talks that are limited to it. */
  courseId?: string | undefined;
}

/** A passage, or two joined ones, or what was said, with the words of the query marked in its text. */
export type Found = { score: number; marks: Mark[] } & (
  | { kind: 'document'; passage: RetrievedPassage }
  | { kind: 'conversation'; said: SaidHit; matched: RetrievedPassage['matched'] }
);

/**
 * Search over a learner's material and conversations. A part that fails or is late is told by `degraded`. Throws `not_found`
 * for a course or a document that is not the learner's.
 */
export interface Search {
  search(request: SearchRequest, signal: AbortSignal): Promise<SearchFound>;
  /** What else was said that is near in meaning to a message. Throws `not_found`. */
  similar(request: { learnerId: string; messageId: string; limit: number }, signal: AbortSignal): Promise<SearchFound>;
}

interface SearchFound {
  found: Found[];
  degraded: boolean;
  meaning: Meaning;
}

export interface SearchDeps {
  retriever: Retriever;
  documents: Pick<DocumentStore, 'createdWithin'>;
  courses: Pick<CourseStore, 'documentIds' | 'conversationIds'>;
  talks: TalksSearch;
  embedders: EmbedderSource;
}

/** Neighbours are joined, so that more passages are needed than results; from this many on it makes no difference. */
const PASSAGES_PER_RESULT = 2;
/** As in fusing legs: places in two lists are comparable, scores are not. */
const K = 60;

export function createSearch(deps: SearchDeps): Search {
  async function inDocuments(request: SearchRequest, signal: AbortSignal) {
    const documentIds = await documentsOf(deps.documents, request);
    const limit = request.limit * PASSAGES_PER_RESULT;
    const {
      passages,
      degraded,
      corrections = [],
    } = await deps.retriever.retrieve({ ...request, documentIds, limit }, signal);
    const said = [request.query, ...corrections].join(' ');
    const found = joinNeighbours(passages).map((passage, at): Found => {
      return { kind: 'document', score: placeScore(at), passage, marks: marksOf(said, passage.text, passage.language) };
    });
    return { found, degraded };
  }

  async function inConversations(request: SearchRequest, signal: AbortSignal) {
    return toFound(request.query, await deps.talks.search(request, signal));
  }

  return {
    async search(asked, signal) {
      await requireOwn(deps.documents, asked);
      const request = await withinCourse(deps.courses, asked);
      const { within } = request;
      // Those who name documents want them and nothing else.
      const wantsTalks = within !== 'documents' && asked.documentIds === undefined;
      const parts = await Promise.all([
        ...(within === 'conversations' ? [] : [inDocuments(request, signal)]),
        ...(wantsTalks ? [inConversations(request, signal)] : []),
      ]);
      // Stable: of equals the material comes first.
      const found = parts.flatMap((part) => part.found).sort((a, b) => b.score - a.score);
      return {
        found: found.slice(0, request.limit),
        degraded: parts.some((part) => part.degraded),
        meaning: meaningOf(deps.embedders),
      };
    },
    async similar(request, signal) {
      const answer = await deps.talks.similar(request, signal);
      return { ...toFound('', answer), meaning: meaningOf(deps.embedders) };
    },
  };
}

async function requireOwn(
  documents: SearchDeps['documents'],
  { learnerId, documentIds }: SearchRequest,
): Promise<void> {
  if (documentIds === undefined) return;
  const own = new Set(await documents.createdWithin(learnerId, {}));
  if (!documentIds.every((id) => own.has(id))) throw notFound('document');
}

/** The request with the course's documents and talks as its own. */
async function withinCourse(courses: SearchDeps['courses'], request: SearchRequest): Promise<SearchRequest> {
  const { learnerId, courseId, documentIds } = request;
  if (courseId === undefined) return request;
  const [inCourse, conversationIds] = await Promise.all([
    courses.documentIds(learnerId, courseId),
    courses.conversationIds(learnerId, courseId),
  ]);
  if (!inCourse) throw notFound('course');
  return { ...request, documentIds: documentIds ? common(inCourse, documentIds) : inCourse, conversationIds };
}

function toFound(query: string, answer: TalksAnswer): { found: Found[]; degraded: boolean } {
  const { found, degraded, corrections } = answer;
  const looked = [query, ...corrections].join(' ');
  const results = found.map(({ said, matched }, at): Found => {
    const marks = marksOf(looked, said.text, said.language);
    return { kind: 'conversation', score: placeScore(at), said, matched, marks };
  });
  return { found: results, degraded };
}

async function documentsOf(documents: SearchDeps['documents'], request: SearchRequest): Promise<string[] | undefined> {
  const { learnerId, documentIds, from, to } = request;
  if (from === undefined && to === undefined) return documentIds;
  const within = await documents.createdWithin(learnerId, { from, to });
  return documentIds ? common(within, documentIds) : within;
}

function common(some: string[], others: string[]): string[] {
  const among = new Set(others);
  return some.filter((id) => among.has(id));
}

function placeScore(at: number): number {
  return 1 / (K + at + 1);
}

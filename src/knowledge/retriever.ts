import type { Passage } from '../ports/document-store.ts';
import type { Holdings } from '../ports/vector-spaces.ts';

export interface RetrievalRequest {
  learnerId: string;
  query: string;
  /** Only in these documents; all of the learner's when undefined. */
  documentIds?: string[] | undefined;
  /** At most this many passages. */
  limit: number;
  mode?: 'hybrid' | 'keyword' | 'semantic';
  /** What the learner has, where that was looked up already: without material nothing is searched. */
  holdings?: Holdings | undefined;
}

export interface RetrievedPassage extends Passage {
  /** Title of its document. */
  title: string;
  /** Of its document, two letters. */
  language?: string | undefined;
  /** Fused score; higher is better, comparable within one answer only. */
  score: number;
  matched: ('keyword' | 'semantic')[];
}

export interface Retrieval {
  /** Best first. */
  passages: RetrievedPassage[];
  /** A leg that was asked for and did not answer in time or at all. */
  degraded: boolean;
  /** Words of the material that were looked for in the place of misspelled or half typed ones of the query. */
  corrections?: readonly string[];
}

/** Finds what the learner's material says about a query. A slow or dead leg never makes it throw. */
export interface Retriever {
  retrieve(request: RetrievalRequest, signal: AbortSignal): Promise<Retrieval>;
}

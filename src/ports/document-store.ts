import type { DocumentStatus } from '../protocol/rest/documents.ts';
import type { Page, PageRequest } from './page.ts';
import type { TimeRange } from './said-search.ts';

export interface Document {
  id: string;
  learnerId: string;
  title: string;
  kind: string;
  bytes: number;
  /** SHA-256 of the file, hex. */
  hash: string;
  /** Where the blob store keeps the file. */
  blobKey: string;
  /** Address of the web page that it is a copy of. */
  sourceUrl?: string | undefined;
  /** What makes it the same as another of the learner's; undefined: nothing does. At most 64 characters. */
  identity?: string | undefined;
  pages?: number | undefined;
  /** Pages, from 1, that hold pictures of text which nobody could read. */
  unreadablePages?: number[] | undefined;
  /** The learner's own words for it, without line feeds. */
  tags: string[];
  status: DocumentStatus;
  /** Passages found in it, and how many of them have their vector stored. */
  passageCount: number;
  embeddedCount: number;
  failure?: { code: string; message: string } | undefined;
  /** Readings begun since it was queued. */
  attempts: number;
  createdAt: number;
}

/** A passage is `content.slice(start, end)` of its document, in UTF-16 units. */
export interface Passage {
  id: string;
  documentId: string;
  learnerId: string;
  /** Place in the document, from 0. */
  ordinal: number;
  start: number;
  end: number;
  page?: number | undefined;
  /** Headings above it, outermost first. */
  headings: string[];
  text: string;
  /** White space that follows it in the document, up to the next word; undefined where that is not known. */
  after?: string | undefined;
}

export interface DocumentContent {
  text: string;
  /** Offset at which each page begins; empty where there are no pages. */
  pages: number[];
}

/** What became of a document that was to be created. */
export type Creation =
  | { outcome: 'created' }
  /** The account was deleted meanwhile. */
  | { outcome: 'no_account' }
  /** There is one with the same identity already. */
  | { outcome: 'duplicate'; document: Document }
  /** It would have been more than the quota, of which so much is in use. */
  | { outcome: 'over_quota'; usedBytes: number };

export type DocumentPatch = Partial<Pick<Document, 'title' | 'tags'>>;

export interface DocumentFilter {
  tag?: string | undefined;
  courseId?: string | undefined;
  /** Only those that are neither ready nor failed. */
  unfinished?: boolean | undefined;
}

interface ClaimOptions {
  /** No other node can be alive. */
  alone?: boolean;
  /** Only recordings, or only what is none; all without it. */
  recordings?: boolean;
}

/** All that a learner keeps. */
export interface Totals {
  documents: number;
  bytes: number;
}

/** Every read and write of a learner's names the learner. */
export interface DocumentStore {
  /**
   * Stores it unless there is one with its identity, or the learner's files would be more than `quotaBytes` together. Holds for
   * those that come at the same time, too.
   */
  create(document: Document, quotaBytes?: number): Promise<Creation>;
  totals(learnerId: string): Promise<Totals>;
  find(learnerId: string, id: string): Promise<Document | undefined>;
  /** Newest first; only those with the tag and in the course, if there is one. */
  list(learnerId: string, page: PageRequest & DocumentFilter): Promise<Page<Document>>;
  /** A title that is set stays, whatever the file calls itself. */
  update(learnerId: string, id: string, patch: DocumentPatch): Promise<Document | undefined>;
  /** Ids of those that were added in a stretch of time. */
  createdWithin(learnerId: string, range: TimeRange): Promise<string[]>;
  content(learnerId: string, id: string): Promise<DocumentContent | undefined>;
  /**
   * Deletes the document with its text and passages, and notes that its vectors and file are to go. For everybody it is gone at once; its
   * passages go in short steps, so that others come in between.
   */
  remove(learnerId: string, id: string): Promise<Document | undefined>;

  /**
   * Takes a document that is queued, or whose worker's lease ran out (or any unfinished one that is not `owner`'s, with `alone`: one
   * node), and leases it: the oldest of the learner of whom the fewest are leased.
   */
  claim(owner: string, now: number, leaseUntil: number, options?: ClaimOptions): Promise<Document | undefined>;
  renewLease(id: string, owner: string, leaseUntil: number): Promise<void>;
  /**
   * Stores the extracted text and its passages (with their full-text index) in the place of what was there; status becomes
   * `embedding`. In short steps, so that others come in between; found, counted and given out is nothing of it before the last one.
   * Throws `not_found` where it was deleted or cancelled meanwhile, or somebody else began to store it.
   */
  saveExtraction(
    id: string,
    extraction: DocumentContent & {
      title?: string | undefined;
      pageCount?: number | undefined;
      unreadablePages?: number[] | undefined;
      passages: Passage[];
    },
  ): Promise<void>;
  /** @returns false, and changes nothing, where it has failed, was cancelled or is gone. */
  setStatus(id: string, status: DocumentStatus, failure?: { code: string; message: string }): Promise<boolean>;
  /**
   * Ends the reading of an unfinished document as failed, with this failure, and takes back what was read of it.
   * @returns false where there is nothing to end.
   */
  cancel(learnerId: string, id: string, failure: { code: string; message: string }): Promise<boolean>;
  /** Queues one that has failed as if it were new. @returns false where it has not. */
  requeue(learnerId: string, id: string): Promise<boolean>;
  /** Readings begun since it was queued. */
  setAttempts(id: string, attempts: number): Promise<void>;
  /** An attempt to read it begins: both at once, as `setStatus` does. @returns false where it is failed or gone */
  begin(id: string, status: DocumentStatus, attempts: number): Promise<boolean>;
  /** Documents of all learners that are neither ready nor failed. */
  countUnfinished(): Promise<number>;
}

interface KeywordHit {
  passageId: string;
  /** Higher is better; comparable within one answer only. */
  score: number;
}

interface KeywordAnswer {
  /** Best first. */
  hits: KeywordHit[];
  /** Share of the words that none of the passages looked into holds, 0..1: misspelled, perhaps. */
  unknown: number;
  /** Words of the material that were looked for in the place of misspelled or half typed ones. */
  corrections: string[];
}

export interface PassageStore {
  /** With title and language (two letters) of their documents, in the order asked for; ids that are not there, or not the learner's, are left out. */
  byIds(learnerId: string, ids: string[]): Promise<(Passage & { title: string; language?: string | undefined })[]>;
  /** Full-text search for any of `words` (plain words, never query syntax; at most 16 count). */
  search(
    learnerId: string,
    words: string[],
    options: { limit: number; documentIds?: string[] | undefined },
  ): Promise<KeywordAnswer>;
  count(learnerId: string): Promise<number>;
}

/** The index's analysis of texts. */
export interface TextAnalysis {
  /** Analyses a document whose language was never told, as what it is in. @returns false where there is none. */
  next(): Promise<boolean>;
}

/** Vectors (of documents or conversations) and files that must go, kept until the store that holds them has confirmed. */
export interface RemovalStore {
  /** Oldest first, after `after` (a removal's id). Those to be done once more come from their time on, where `now` is given. */
  pending(limit: number, options?: { after?: string | undefined; now?: number }): Promise<Removal[]>;
  /** @returns false where it was done already, by another node. */
  done(id: string): Promise<boolean>;
  /** It was done, and is to be done once more at `at`, ms since the epoch. */
  doAgain(id: string, at: number): Promise<void>;
  /** Deletes what there still is of the texts of a document that was deleted or cancelled. */
  clearTexts(documentId: string): Promise<void>;
  /** Deletes what there still is of an account that was deleted; of any other nothing. */
  clearLearner(learnerId: string): Promise<void>;
  /** Vectors of the document may be gone that were stored since: none counts as stored. */
  unmark(documentId: string): Promise<void>;
  /** Notes that all of a learner's vectors and files must go; the rows may be gone already. */
  addLearner(learnerId: string): Promise<void>;
}

export interface Removal {
  id: string;
  learnerId: string;
  /** Of a document or conversation; undefined: a file alone, or without one, everything of the learner's. */
  documentId?: string | undefined;
  blobKey?: string | undefined;
  /** It was done before. */
  isAgain: boolean;
}

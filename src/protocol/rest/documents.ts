import { z } from 'zod';
import { Id, Instant } from '../common.ts';
import { MAX_TAG, MAX_TAGS, MAX_TITLE } from '../limits.ts';
import { PageQuery } from './paging.ts';

export const DocumentStatus = z.enum(['queued', 'extracting', 'embedding', 'ready', 'failed']);
export type DocumentStatus = z.infer<typeof DocumentStatus>;

const Failure = z.object({ code: z.string(), message: z.string() });

export const Document = z.object({
  id: Id,
  title: z.string(),
  /** Media type found from the content: one of `documentKinds`. */
  kind: z.string(),
  bytes: z.int().nonnegative(),
  /** Where it was found, if it is a copy of a web page. */
  sourceUrl: z.string().optional(),
  pages: z.int().positive().optional(),
  /** Pages, from 1, that hold pictures of text which could not be read: nothing on them is found or cited. */
  unreadablePages: z.array(z.int().positive()).optional(),
  /** The learner's own words for it. */
  tags: z.array(z.string()),
  status: DocumentStatus,
  passages: z.int().nonnegative(),
  /** How many of `passages` can be found by meaning already; keyword search finds all of them. */
  embedded: z.int().nonnegative(),
  failure: Failure.optional(),
  createdAt: Instant,
});
export type Document = z.infer<typeof Document>;

/** All that a learner keeps, in bytes, and how much that may be. */
const Totals = z.object({
  documents: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  quotaBytes: z.int().positive(),
  /** How many passages there are, and how many have a vector of the embedder that serves now; fewer while they are made anew. */
  passages: z.int().nonnegative(),
  embedded: z.int().nonnegative(),
});
export const DocumentList = z.object({
  documents: z.array(Document),
  totals: Totals,
  nextCursor: z.string().optional(),
});

/** One word or a few, in one line. */
const Tag = z
  .string()
  .transform((tag) =>
    tag
      .normalize('NFC')
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim(),
  )
  .pipe(z.string().min(1).max(MAX_TAG));

/** What is left out stays as it is. */
export const DocumentPatch = z.object({
  title: z.string().trim().min(1).max(MAX_TITLE).optional(),
  /** All of them, in place of those that there are. */
  tags: z
    .array(Tag)
    .max(MAX_TAGS)
    .transform((tags) => [...new Set(tags)])
    .optional(),
});

export const DocumentsQuery = PageQuery.extend({ tag: Tag.optional(), courseId: Id.optional() });

/** Notes written or pasted straight in. */
export const PasteBody = z.object({
  title: z.string().trim().min(1).max(MAX_TITLE),
  text: z.string().min(1).max(5_000_000),
});

/** A web page to keep a copy of. */
export const PageBody = z.object({ url: z.string().trim().min(1).max(2000) });

/** What became of one file, in the order in which they came. */
export const UploadResult = z.object({
  name: z.string(),
  /** 201 stored, 200 there already, else why not. */
  status: z.int(),
  documentId: Id.optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** Milliseconds from the beginning of the request until it was this file's turn, and what storing it took. */
  timings: z.object({ waitedMs: z.int().nonnegative(), storedMs: z.int().nonnegative() }),
});
export type UploadResult = z.infer<typeof UploadResult>;

/**
 * 201 when every file is stored, 200 when all were there before, 207 when only some could be, the first failure's status when
 * none could.
 */
export const UploadAnswer = z.object({
  documents: z.array(Document.extend({ duplicate: z.literal(true).optional() })),
  failures: z.array(Failure.extend({ name: z.string() })),
  results: z.array(UploadResult),
});
export type UploadAnswer = z.infer<typeof UploadAnswer>;

/**
 * The extracted text that offsets refer to; `pages[i]` is the offset at which page i + 1 begins. With what the original is, which
 * `GET /api/documents/{id}/file` gives.
 */
export const DocumentContent = Document.pick({
  id: true,
  title: true,
  kind: true,
  bytes: true,
  sourceUrl: true,
}).extend({
  text: z.string(),
  pages: z.array(z.int()),
});
export type DocumentContent = z.infer<typeof DocumentContent>;

import { z } from 'zod';
import { Id, Instant } from '../common.ts';
import { MAX_SEARCH_DOCUMENTS, MAX_SEARCH_LIMIT, MAX_SEARCH_TEXT } from '../limits.ts';

export const SearchMode = z.enum(['hybrid', 'keyword', 'semantic']);
export type SearchMode = z.infer<typeof SearchMode>;
const SearchPlace = z.enum(['documents', 'conversations', 'all']);

/** `?q=&in=&mode=&limit=`, and filters: `documentIds` (commas between), `from` and `to` (instants). */
export const SearchQuery = z
  .object({
    q: z.string().max(MAX_SEARCH_TEXT),
    in: SearchPlace.default('all'),
    mode: SearchMode.default('hybrid'),
    limit: z.coerce.number().int().min(1).max(MAX_SEARCH_LIMIT).default(10),
    documentIds: z
      .string()
      .transform((ids) => ids.split(','))
      .pipe(z.array(Id).max(MAX_SEARCH_DOCUMENTS))
      .optional()
      .meta({ type: 'string', description: 'Only in these documents; conversations are left out then.' }),
    courseId: Id.optional().meta({
      description: 'Only in the documents of this course, and in the talks that are limited to it.',
    }),
    from: Instant.optional().meta({ description: 'Only what was added or said from then on.' }),
    to: Instant.optional().meta({ description: 'Only what was added or said before then; not earlier than `from`.' }),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) <= Date.parse(to), {
    path: ['to'],
    message: 'is earlier than `from`',
  });
export type SearchQuery = z.infer<typeof SearchQuery>;

/** `?limit=`, of what was said elsewhere and is near in meaning. */
export const SimilarQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_SEARCH_LIMIT).default(10),
});

/** UTF-16 offsets in the result's text. */
const Mark = z.object({ start: z.int().nonnegative(), end: z.int().positive() });

/**
 * A place that was found. In a document `content.slice(start, end)` is the text; in a conversation the offsets are those
 * of the whole message as it was heard. `matched` says what found it, `marks` where the words of the query stand.
 */
export const SearchResult = z.object({
  kind: z.enum(['document', 'conversation']),
  documentId: Id.optional(),
  conversationId: Id.optional(),
  messageId: Id.optional(),
  role: z.enum(['learner', 'tutor']).optional(),
  title: z.string(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  page: z.int().positive().optional(),
  text: z.string(),
  score: z.number().meta({ description: 'Higher is better; comparable within one answer only.' }),
  matched: z.array(z.enum(['keyword', 'semantic'])),
  marks: z.array(Mark),
  saidAt: Instant.optional().meta({ description: 'In a conversation: when it was said.' }),
});
export type SearchResult = z.infer<typeof SearchResult>;

/** What "by meaning" rests on. */
export const Meaning = z.object({
  by: z.enum(['model', 'word_shapes', 'nothing_yet']).meta({
    description:
      'A model that knows meaning; the built-in embedder, which knows words and their shapes only; or nothing, while the model is being loaded or can’t be.',
  }),
  loadedPercent: z.int().min(0).max(100).optional().meta({ description: 'How much of a model has arrived.' }),
});
export type Meaning = z.infer<typeof Meaning>;

export const SearchAnswer = z.object({
  results: z.array(SearchResult),
  mode: SearchMode,
  /** What `semantic` and `hybrid` mean here, now. */
  meaning: Meaning,
  /** Something that was asked did not answer in time or at all. */
  degraded: z.boolean(),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

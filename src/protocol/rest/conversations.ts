import { z } from 'zod';
import { UserText } from '../client-messages.ts';
import { Citation, EarlierTalk, Id, Instant, Language, Mode, Timings, Usage } from '../common.ts';
import { MAX_TITLE } from '../limits.ts';

const Title = z.string().trim().min(1).max(MAX_TITLE);
const DocumentIds = z.array(Id).max(1000);

/** For making one and for changing it; what is left out stays as it is, null takes away what there was. */
export const ConversationBody = z
  .object({
    title: Title.optional(),
    mode: Mode.optional(),
    language: Language.nullable().optional(),
    /** Limits the talk to these documents, in place of a course; all of the learner's when left out. */
    documentIds: DocumentIds.nullable().optional(),
    /** Limits the talk to what is in this course whenever something is said, in place of documents. */
    courseId: Id.nullable().optional(),
  })
  .refine(({ documentIds, courseId }) => !documentIds || !courseId, {
    path: ['courseId'],
    message: 'a talk is limited to documents or to a course, not to both',
  });
export type ConversationBody = z.infer<typeof ConversationBody>;

export const Conversation = z.object({
  id: Id,
  title: z.string(),
  mode: Mode,
  language: Language.optional(),
  documentIds: DocumentIds.optional(),
  courseId: Id.optional(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Conversation = z.infer<typeof Conversation>;
export const ConversationList = z.object({ conversations: z.array(Conversation), nextCursor: z.string().optional() });

export const Message = z.object({
  id: Id,
  role: z.enum(['learner', 'tutor']),
  text: z.string(),
  /** What the learner really heard or read; absent while it is the whole text. */
  heardText: z.string().optional(),
  status: z.enum(['complete', 'interrupted', 'failed', 'pending']),
  turnId: Id,
  citations: z.array(Citation),
  earlierTalk: EarlierTalk.optional(),
  createdAt: Instant,
  timings: Timings.optional(),
  usage: Usage.optional(),
});
export type Message = z.infer<typeof Message>;
/** Oldest first. */
export const MessageList = z.object({ messages: z.array(Message), nextCursor: z.string().optional() });

/** One typed turn; without an `id` the server makes one. */
export const PostMessageBody = UserText.omit({ type: true }).extend({
  id: Id.optional(),
  source: z.enum(['typed', 'speech']).default('typed'),
});
export const PostMessageAnswer = z.object({ message: Message, answer: Message });

export const ExportQuery = z.object({ format: z.enum(['md', 'json']).default('md') });

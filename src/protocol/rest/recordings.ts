import { z } from 'zod';
import { Id, Instant } from '../common.ts';

/** Something that the learner said, kept as sound: a WAV file. */
export const Recording = z.object({
  id: Id,
  conversationId: Id,
  messageId: Id,
  /** What it was understood as. */
  text: z.string().optional(),
  durationMs: z.number(),
  bytes: z.number(),
  createdAt: Instant,
});
export type Recording = z.infer<typeof Recording>;

export const RecordingList = z.object({
  recordings: z.array(Recording),
  totals: z.object({ count: z.number(), bytes: z.number() }),
  /** Days after which a recording is deleted by itself. */
  keptDays: z.number(),
  nextCursor: z.string().optional(),
});
export type RecordingList = z.infer<typeof RecordingList>;

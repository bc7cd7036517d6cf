import { z } from 'zod';
import { Id, Instant } from '../common.ts';
import { UploadAnswer } from './documents.ts';

/** A file that comes in several requests. */
export const UploadState = z.object({
  id: Id,
  name: z.string(),
  /** How long it will be, and how much of it is there. */
  bytes: z.int().positive(),
  received: z.int().nonnegative(),
  expiresAt: Instant,
  /** What became of it, once it is whole: as a form with this file alone is answered. */
  answer: UploadAnswer.optional(),
});
export type UploadState = z.infer<typeof UploadState>;

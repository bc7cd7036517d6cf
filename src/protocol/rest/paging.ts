import { z } from 'zod';
import { MAX_PAGE } from '../limits.ts';

/** `?limit=&cursor=`; a cursor is opaque and comes from `nextCursor` of the page before. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
  cursor: z.string().max(200).optional(),
});

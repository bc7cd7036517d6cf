import { z } from 'zod';
import { Id, Instant } from '../common.ts';

export const PhoneLink = z.object({
  id: Id,
  phone: z.string().describe('E.164, e.g. +15550100.'),
  hasPin: z.boolean(),
  createdAt: Instant,
  lastCallAt: Instant.optional(),
});
export type PhoneLink = z.infer<typeof PhoneLink>;

/** A learner's numbers; `number` is the tutor's own, null where this server has no telephone. */
export const PhoneLinks = z.object({ links: z.array(PhoneLink), number: z.string().nullable() });
export type PhoneLinks = z.infer<typeof PhoneLinks>;

export const CreatedPhoneCode = z.object({
  code: z.string().regex(/^\d{6}$/),
  number: z.string(),
  expiresAt: Instant,
});
export type CreatedPhoneCode = z.infer<typeof CreatedPhoneCode>;

/** Null: no PIN is asked for any more. */
export const UpdatePhoneLinkBody = z.object({
  pin: z
    .string()
    .regex(/^\d{4,8}$/, 'must be four to eight digits')
    .nullable(),
});

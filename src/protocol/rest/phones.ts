import { z } from 'zod';
import { Id, Instant } from '../common.ts';
import { PageQuery } from './paging.ts';

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

/** Each call is summed up when it is asked for: few at a time. */
export const CallsQuery = PageQuery.extend({ limit: z.coerce.number().int().min(1).max(20).default(10) });

export const TelephoneCall = z.object({
  id: Id,
  startedAt: Instant,
  /** Absent while it goes on. */
  endedAt: Instant.optional(),
  durationS: z.number().int().nonnegative().optional(),
  summary: z.string().describe('What it was about, as it was said at its end; empty where nothing was asked.'),
  conversationIds: z.array(Id).describe('The talks that it went on in and that there still are, in order.'),
});
export type TelephoneCall = z.infer<typeof TelephoneCall>;

export const TelephoneCalls = z.object({ calls: z.array(TelephoneCall), nextCursor: z.string().optional() });
export type TelephoneCalls = z.infer<typeof TelephoneCalls>;

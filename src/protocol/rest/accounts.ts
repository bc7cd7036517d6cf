import { z } from 'zod';
import { Id, Instant, Language, Patience } from '../common.ts';
import { MAX_PASSWORD, MIN_PASSWORD } from '../limits.ts';

const Email = z.string().trim().toLowerCase().pipe(z.email().max(254));
const Password = z.string().min(MIN_PASSWORD).max(MAX_PASSWORD);
const Name = z.string().trim().min(1).max(100);

export const SignUpBody = z.object({
  name: Name,
  email: Email,
  password: Password,
  invite: z.string().max(100).optional(),
});
export const SignInBody = z.object({ email: Email, password: z.string().min(1).max(MAX_PASSWORD) });

export const Account = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: z.enum(['learner', 'admin']),
  language: Language.optional(),
  /** Whether what the learner says is kept as sound. */
  keepsRecordings: z.boolean().default(false),
  /** How long they are waited for on the telephone; a device says so by itself. */
  patience: Patience.optional(),
  createdAt: Instant,
});
export type Account = z.infer<typeof Account>;

/** Answer of sign-up, sign-in and get-session. */
export const SessionAnswer = z.object({ user: Account, session: z.object({ id: Id, expiresAt: Instant }) });
export type SessionAnswer = z.infer<typeof SessionAnswer>;

export const UpdateMeBody = z
  .object({
    name: Name,
    language: Language,
    /** From now on; turning it off leaves the recordings that are there. */
    keepsRecordings: z.boolean(),
    patience: Patience,
    /** Changing the password needs the current one, and signs every other device out. */
    currentPassword: z.string().max(MAX_PASSWORD),
    newPassword: Password,
  })
  .partial();

/** Deleting an account asks for the password once more. */
export const DeleteMeBody = z.object({ password: z.string().min(1).max(MAX_PASSWORD) });

export const Device = z.object({
  id: Id,
  userAgent: z.string(),
  address: z.string(),
  createdAt: Instant,
  lastSeenAt: Instant,
  current: z.boolean(),
});
export const DeviceList = z.object({ devices: z.array(Device) });

export const CreateTokenBody = z.object({ name: Name });
export const CreatedToken = z.object({ id: Id, token: z.string() });
export const TokenList = z.object({
  tokens: z.array(z.object({ id: Id, name: z.string(), createdAt: Instant, lastUsedAt: Instant.optional() })),
});

export const CreatedInvite = z.object({ id: Id, invite: z.string(), expiresAt: Instant });

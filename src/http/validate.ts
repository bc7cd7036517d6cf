import type { z } from 'zod';
import { AppError } from '../errors.ts';

const MAX_REASONS = 3;

/** The value as the schema understands it; throws `invalid_request` (400) that names the fields and what is wrong. */
export function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.slice(0, MAX_REASONS).map(readable);
  const more = parsed.error.issues.length - reasons.length;
  if (more > 0) reasons.push(`and ${more} more`);
  throw new AppError({ code: 'invalid_request', status: 400, message: `${reasons.join('; ')}.` });
}

/** zod's messages name the rule that was broken, never the value, so that they can go to logs as well. */
function readable(issue: z.core.$ZodIssue): string {
  const field = issue.path.map(String).join('.');
  return field === '' ? issue.message : `${field}: ${issue.message}`;
}

import { randomBytes } from 'node:crypto';

/** A name as Twilio gives them: two letters and 32 hexadecimal digits. */
export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}

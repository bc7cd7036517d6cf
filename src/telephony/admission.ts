import { hashSecret } from '../accounts/secrets.ts';
import type { CallEvents } from '../events/calls.ts';
import type { CallStore } from '../ports/call-store.ts';
import type { RateLimit, RateLimiter } from '../ports/rate-limiter.ts';
import type { Lines } from './lines.ts';

/** Calls that one number may begin: redialling is quick, and yet no more than that. */
export const CALLS_OF_A_NUMBER: RateLimit = { limit: 10, windowMs: 60_000 };

export interface AdmissionDeps {
  lines: Lines;
  store: Pick<CallStore, 'running'>;
  rateLimiter: RateLimiter;
  events: CallEvents;
}

/** Gives a call that comes in a line of this node. @returns false where there is none for it */
export async function admit(deps: AdmissionDeps, callSid: string, phone: string): Promise<boolean> {
  const { lines, rateLimiter, events } = deps;
  const { allowed } = await rateLimiter.consume(`telephone:calls:${hashSecret(phone)}`, CALLS_OF_A_NUMBER);
  if (allowed && !lines.hasRoom(phone)) await freeEnded(deps);
  if (allowed && lines.take(callSid, phone)) return true;
  events.refused(allowed ? 'busy' : 'rate');
  return false;
}

/** Another node may have been told that a call ended: its record says so. */
async function freeEnded({ lines, store }: AdmissionDeps): Promise<void> {
  const asked = lines.unconnected;
  const running = new Set(await store.running(asked));
  for (const callSid of asked) if (!running.has(callSid)) lines.free(callSid);
}

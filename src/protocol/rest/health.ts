import { z } from 'zod';
import { Instant } from '../common.ts';
import { Meaning } from './search.ts';

/** `ok` works, `degraded` works less well than it could, `down` does not work, `off` is not set up here. */
const PartState = z.enum(['ok', 'degraded', 'down', 'off']);

export const PartHealth = z.object({
  name: z.string(),
  state: PartState,
  /** For people: why it is not `ok`. */
  reason: z.string().optional(),
  /** How long a probed part took to answer, in milliseconds. */
  ms: z.number().nonnegative().optional(),
});
export type PartHealth = z.infer<typeof PartHealth>;

export const HealthStatus = z.enum(['ok', 'degraded', 'down']);
export type HealthStatus = z.infer<typeof HealthStatus>;

/** What anyone may know. */
export const HealthSummary = z.object({ status: HealthStatus });

/** What admins are told. */
export const HealthReport = HealthSummary.extend({
  node: z.string(),
  versions: z.object({ app: z.string(), node: z.string() }),
  startedAt: Instant,
  draining: z.boolean(),
  parts: z.array(PartHealth),
  /** Search by meaning: what it rests on, and how many passages of all have their vectors of it. */
  meaning: Meaning.extend({
    embedder: z.string().optional(),
    passages: z.int().nonnegative(),
    embedded: z.int().nonnegative(),
  }).optional(),
});
export type HealthReport = z.infer<typeof HealthReport>;

/** Whether this node should be sent traffic; `failing` names the parts that say no. */
export const Readiness = z.object({ status: z.enum(['ready', 'not_ready']), failing: z.array(z.string()) });
export type Readiness = z.infer<typeof Readiness>;

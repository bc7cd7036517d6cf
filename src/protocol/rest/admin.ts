import { z } from 'zod';
import { Instant, Timings } from '../common.ts';
import { HealthReport } from './health.ts';

const Count = z.number().nonnegative();

/** Milliseconds over the last ten minutes; null where nothing happened in them. */
export const Percentiles = z.object({ p50: Count.nullable(), p95: Count.nullable(), p99: Count.nullable() });
export type Percentiles = z.infer<typeof Percentiles>;

/** This node at one moment. */
export const Sample = z.object({
  at: Instant,
  sockets: Count,
  runningTurns: Count,
  turnsPerMinute: Count,
  /** By stage of a turn: `retrieval`, `modelFirstToken`, … and `total`. */
  stages: z.record(z.string(), Percentiles),
  /** Errors of the last minute, all kinds together. */
  errorsPerMinute: Count,
  tokensPerMinute: Count,
  costUsdPerMinute: Count,
  /** How much later than asked timers ran since the sample before, in milliseconds. */
  eventLoopDelay: z.object({ p50: Count, p99: Count, max: Count }),
  memory: z.object({ rssBytes: Count, heapUsedBytes: Count }),
  /** Documents that wait to be read or are being read; absent where nobody counts them. */
  ingestionQueue: Count.optional(),
});
export type Sample = z.infer<typeof Sample>;

/** A kind of error, where it came from, and how often it happened in the last 15 minutes. */
export const ErrorCount = z.object({ source: z.string(), code: z.string(), count: Count });
export type ErrorCount = z.infer<typeof ErrorCount>;

/** A turn that runs on this node now. */
export const LiveTurn = z.object({
  turnId: z.string(),
  conversationId: z.string(),
  learnerName: z.string(),
  door: z.string(),
  /** When the learner had finished asking. */
  askedAt: Instant,
});
export type LiveTurn = z.infer<typeof LiveTurn>;

/** What the operator's page shows of this moment; sent every five seconds. */
export const AdminSnapshot = z.object({
  sample: Sample,
  /** Most frequent first. */
  errors: z.array(ErrorCount),
  /** Longest running first. */
  liveTurns: z.array(LiveTurn),
  health: HealthReport,
});
export type AdminSnapshot = z.infer<typeof AdminSnapshot>;

const UsageTotals = z.object({
  turns: Count,
  inputTokens: Count,
  outputTokens: Count,
  cachedTokens: Count,
  costUsd: Count,
});
export type UsageTotals = z.infer<typeof UsageTotals>;

/** What was used since a day (UTC, `YYYY-MM-DD`), on all nodes. */
export const AdminUsage = z.object({
  sinceDay: z.string(),
  /** Oldest first; days without a turn are left out. */
  days: z.array(UsageTotals.extend({ day: z.string() })),
  /** Dearest first. */
  models: z.array(UsageTotals.extend({ model: z.string() })),
  learners: z.array(UsageTotals.extend({ learnerId: z.string(), name: z.string() })),
});
export type AdminUsage = z.infer<typeof AdminUsage>;

/** A telephone call; never a number. */
export const CallRecord = z.object({
  callId: z.string(),
  /** Absent for a caller whose number is not linked. */
  conversationId: z.string().optional(),
  mode: z.enum(['relay', 'stream', 'gather']),
  status: z.string(),
  reconnects: Count,
  startedAt: Instant,
  durationS: Count.optional(),
  /** An estimate. */
  costUsd: Count.optional(),
  errorCode: z.string().optional(),
});
export type CallRecord = z.infer<typeof CallRecord>;

/** A turn for which its learner waited long: where the time went. Nothing of what was said in it. */
export const SlowTurn = z.object({
  turnId: z.string(),
  learnerName: z.string(),
  askedAt: Instant,
  totalMs: Count,
  status: z.string(),
  errorCode: z.string().optional(),
  model: z.string(),
  timings: Timings,
  inputTokens: Count,
  outputTokens: Count,
});
export type SlowTurn = z.infer<typeof SlowTurn>;

/** Everything the operator's page begins with; `usage`, `slowTurns` and `calls` are absent while the database does not answer. */
export const AdminOverview = AdminSnapshot.extend({
  /** The last 15 minutes of this node, oldest first. */
  samples: z.array(Sample),
  usage: AdminUsage.optional(),
  /** Of the last hour on all nodes, at most ten, those first whose first sentence came latest. */
  slowTurns: z.array(SlowTurn).optional(),
  /** The calls of the last day on all nodes, newest first, 50 at most; absent where there is no telephone. */
  calls: z.array(CallRecord).optional(),
});
export type AdminOverview = z.infer<typeof AdminOverview>;

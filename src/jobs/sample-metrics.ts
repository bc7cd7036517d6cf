import type { Registry } from 'prom-client';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { ErrorCount, Sample } from '../protocol/rest/admin.ts';
import { type ProcessReadings, watchProcess } from './process-readings.ts';
import { readStages, readTotals, type Totals } from './registry-readings.ts';

const INTERVAL_MS = 5000;
/** 15 minutes of samples. */
const MAX_SAMPLES = 180;
const SAMPLES_A_MINUTE = 60_000 / INTERVAL_MS;
const NOTHING: Totals = { turns: 0, tokens: 0, costUsd: 0, errors: [] };

export interface MetricsSamplingDeps {
  registry: Registry;
  clock: Clock;
  logger: Logger;
  sockets: () => number;
  runningTurns: () => number;
  /** Documents that wait to be read or are being read. */
  ingestionQueue?: (() => Promise<number>) | undefined;
  /** Tests pass their own. */
  process?: ProcessReadings;
}

/** The last 15 minutes of this node, in steps of five seconds. */
export interface MetricsSampling {
  /** Oldest first; never empty. */
  samples(): Sample[];
  latest(): Sample;
  /** Errors of these 15 minutes by source and code, most frequent first. */
  errors(): ErrorCount[];
  /** @returns the function that ends it. */
  onSample(listener: (sample: Sample) => void): () => void;
  stop(): void;
}

interface Entry {
  sample: Sample;
  totals: Totals;
}

/** Takes the first sample at once and goes on until it is stopped. */
export async function startMetricsSampling(deps: MetricsSamplingDeps): Promise<MetricsSampling> {
  const log = deps.logger.child({ name: 'metrics' });
  const readings = deps.process ?? watchProcess();
  const listeners = new Set<(sample: Sample) => void>();
  let newest = await takeEntry(deps, readings, []);
  const ring: Entry[] = [newest];
  let stopped = false;
  let cancel = schedule();

  function schedule(): () => void {
    return deps.clock.after(INTERVAL_MS, () => {
      next()
        .catch((error: unknown) => log.error({ err: error }, 'a sample of the metrics is missing'))
        .finally(() => {
          if (!stopped) cancel = schedule();
        });
    });
  }

  async function next(): Promise<void> {
    newest = await takeEntry(deps, readings, ring);
    ring.push(newest);
    if (ring.length > MAX_SAMPLES) ring.shift();
    for (const listener of listeners) listener(newest.sample);
  }

  return {
    samples: () => ring.map((entry) => entry.sample),
    latest: () => newest.sample,
    errors: () => since(newest.totals.errors, ring.length < MAX_SAMPLES ? [] : (ring[0]?.totals.errors ?? [])),
    onSample(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      cancel();
      readings.stop();
    },
  };
}

async function takeEntry(deps: MetricsSamplingDeps, readings: ProcessReadings, ring: Entry[]): Promise<Entry> {
  const [totals, stages, ingestionQueue] = await Promise.all([
    readTotals(deps.registry),
    readStages(deps.registry),
    queueLength(deps),
  ]);
  // Counters begin at zero with the process, so a young one is compared with nothing.
  const before = ring.at(-SAMPLES_A_MINUTE)?.totals ?? NOTHING;
  const sample: Sample = {
    at: new Date(deps.clock.now()).toISOString(),
    sockets: deps.sockets(),
    runningTurns: deps.runningTurns(),
    turnsPerMinute: totals.turns - before.turns,
    stages,
    errorsPerMinute: since(totals.errors, before.errors).reduce((sum, { count }) => sum + count, 0),
    tokensPerMinute: totals.tokens - before.tokens,
    costUsdPerMinute: totals.costUsd - before.costUsd,
    ...readings.read(),
    ...(ingestionQueue === undefined ? {} : { ingestionQueue }),
  };
  return { sample, totals };
}

/** A database that is down must not take the rest of the sample along. */
async function queueLength({ ingestionQueue, logger }: MetricsSamplingDeps): Promise<number | undefined> {
  try {
    return await ingestionQueue?.();
  } catch (error) {
    logger.warn({ err: error }, 'the ingestion queue could not be counted');
    return undefined;
  }
}

/** How often each error happened between two readings. */
function since(now: ErrorCount[], before: ErrorCount[]): ErrorCount[] {
  return now
    .map((error) => {
      const known = before.find((other) => other.source === error.source && other.code === error.code);
      return { ...error, count: error.count - (known?.count ?? 0) };
    })
    .filter((error) => error.count > 0)
    .sort((a, b) => b.count - a.count);
}

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Sample } from '../protocol/rest/admin.ts';

/** How often the event loop is looked at, in milliseconds; the histogram counts this much as no delay. */
const RESOLUTION_MS = 10;
const NS_PER_MS = 1e6;

/** What the process itself tells: how late its timers are and how much memory it holds. */
export interface ProcessReadings {
  /** Delay since the reading before. */
  read(): Pick<Sample, 'eventLoopDelay' | 'memory'>;
  stop(): void;
}

export function watchProcess(): ProcessReadings {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  return {
    read() {
      const eventLoopDelay = {
        p50: beyondResolution(delay.percentile(50)),
        p99: beyondResolution(delay.percentile(99)),
        max: beyondResolution(delay.max),
      };
      delay.reset();
      const { rss, heapUsed } = process.memoryUsage();
      return { eventLoopDelay, memory: { rssBytes: rss, heapUsedBytes: heapUsed } };
    },
    stop() {
      delay.disable();
    },
  };
}

/** Milliseconds of a measured interval that exceed the one asked for; an empty histogram's values are no number. */
function beyondResolution(ns: number): number {
  const ms = ns / NS_PER_MS - RESOLUTION_MS;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}

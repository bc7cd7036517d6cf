import type { ThreadLimits } from '../../src/adapters/extraction/extraction-thread.ts';
import { createExtractors, type ExtractorOptions } from '../../src/adapters/extraction/extractors.ts';
import { ReadingThreads } from '../../src/adapters/extraction/reading-threads.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import type { TextExtractor } from '../../src/ports/text-extractor.ts';
import { afterFile } from './after-file.ts';

/** Threads are shared by all that want the same limits, and ended with the tests of a file. */
const kept = new Map<string, ReadingThreads>();

/** The real extractors of every kind. */
export function realExtractors(options: Partial<ThreadLimits> & ExtractorOptions = {}): TextExtractor[] {
  const { timeLimitMs, memoryLimitMb, ...rest } = options;
  const limits = { ...(timeLimitMs && { timeLimitMs }), ...(memoryLimitMb && { memoryLimitMb }) };
  const name = JSON.stringify(limits);
  return createExtractors(kept.get(name) ?? keep(name, limits), rest);
}

function keep(name: string, limits: Partial<ThreadLimits>): ReadingThreads {
  const threads = new ReadingThreads({ ...limits, clock: systemClock });
  kept.set(name, threads);
  afterFile(() => {
    kept.delete(name);
    return threads.close();
  });
  return threads;
}

/** The real extractor of one kind. */
export function extractorOf(kind: string, options: Partial<ThreadLimits> & ExtractorOptions = {}): TextExtractor {
  const extractor = realExtractors(options).find((each) => each.kind === kind);
  if (!extractor) throw new Error(`nothing reads ${kind}`);
  return extractor;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createSileroVoiceActivity } from '../src/adapters/silero/voice-activity.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { createLogger } from '../src/logger.ts';
import type { VoiceActivityDetector } from '../src/ports/voice-activity.ts';

/**
 * What it costs to tell speech from other sound on the server: `node load/voice-activity.ts [--lines 100] [--seconds 20]`. That
 * many lines send a window of noise every 32 ms, all at their own moment, as telephones do. Prints how long an answer took,
 * processor time and memory; then the same windows as fast as they go, in rounds, to see whether memory grows.
 */
const { values } = parseArgs({
  options: { lines: { type: 'string', default: '100' }, seconds: { type: 'string', default: '20' } },
});
const LINES = Number(values.lines);
const SECONDS = Math.min(60, Number(values.seconds));
const WINDOW_MS = 32;
const ROUNDS = 5;
const ROUND_WINDOWS = 200;

const activity = createSileroVoiceActivity({
  clock: systemClock,
  logger: createLogger({ level: 'warn', pretty: false }),
});
const noise = Int16Array.from({ length: 512 }, () => (Math.random() - 0.5) * 4000);
const before = process.memoryUsage().rss;
const detectors = Array.from({ length: LINES }, () => activity.open());
await detectors[0]?.probability(noise);
console.log(`loaded: ${megabytes(process.memoryUsage().rss - before)} MB`);

const waits: number[] = [];

/** One line in real time; a window that is late is counted from when it should have gone. */
async function talk(detector: VoiceActivityDetector, offset: number): Promise<void> {
  const start = performance.now() + offset;
  for (let window = 0; window < (SECONDS * 1000) / WINDOW_MS; window += 1) {
    const due = start + window * WINDOW_MS;
    await sleep(Math.max(0, due - performance.now()));
    await detector.probability(noise);
    waits.push(performance.now() - due);
  }
}

const cpu = process.cpuUsage();
const began = performance.now();
await Promise.all(detectors.map((detector, at) => talk(detector, (at * WINDOW_MS) / LINES)));
const { user, system } = process.cpuUsage(cpu);
const took = performance.now() - began;
waits.sort((a, b) => a - b);
const at = (share: number) => (waits[Math.floor(waits.length * share)] ?? 0).toFixed(1);
console.log(`${LINES} lines, ${waits.length} windows: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${at(0.99)} ms`);
console.log(`processor: ${(((user + system) / 1000 / took) * 100).toFixed(0)} % of a core`);

for (let round = 1; round <= ROUNDS; round += 1) {
  const start = performance.now();
  for (let window = 0; window < ROUND_WINDOWS; window += 1) {
    await Promise.all(detectors.map((detector) => detector.probability(noise)));
  }
  const each = ((performance.now() - start) * 1000) / (ROUND_WINDOWS * LINES);
  console.log(`round ${round}: ${each.toFixed(0)} µs a window, ${megabytes(process.memoryUsage().rss)} MB`);
}
await activity.close();

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}

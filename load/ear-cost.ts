import { systemClock } from '../src/adapters/system/clock.ts';
import { createEvents } from '../src/events.ts';
import { createLogger } from '../src/logger.ts';
import type { SpeechToText } from '../src/ports/speech-to-text.ts';
import { createEar } from '../src/voice/listen/ear.ts';
import type { Ear, EarSink } from '../src/voice/listen/ear-types.ts';
import { KeptRoom } from '../src/voice/listen/kept-speech.ts';

/**
 * What ears cost: `node --expose-gc load/ear-cost.ts [ears] [seconds of speech]`. All of them hear speech in frames of 20 ms,
 * as fast as they take it, with a recogniser that streams and answers at once. Prints a Markdown table.
 */
const EARS = Number(process.argv[2] ?? 100);
const SECONDS = Number(process.argv[3] ?? 3);
const FRAME_MS = 20;
const ROUNDS = 10;

/** Reads everything and has one word to say about it. */
const recogniser: SpeechToText = {
  id: 'none',
  streaming: true,
  async *transcribe(audio) {
    let frames = 0;
    for await (const _ of audio) frames += 1;
    yield { text: frames > 0 ? 'Stop.' : '', final: true };
  },
};

/** @param onTaken called for every message */
function openEar(onTaken: () => void): Ear {
  const sink: EarSink = {
    partial: () => undefined,
    utterance: async () => onTaken(),
    nothing: () => undefined,
    onset: () => undefined,
    falseAlarm: () => undefined,
    bargeIn: () => undefined,
    notice: () => undefined,
  };
  return createEar(parts, { language: () => 'en', patience: () => 'patient' }, sink);
}

/** Bytes that this process uses for what it holds. */
function held(): number {
  // Memory outside of the heap is given back by the collection after the one that found it.
  for (let n = 0; n < 3; n += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const logger = createLogger({ level: 'silent', pretty: false });
const parts = {
  stt: recogniser,
  clock: systemClock,
  logger,
  events: createEvents(logger).listening,
  room: new KeptRoom(),
};
const frame = new Uint8Array(FRAME_MS * 32).map((_, at) => at % 7);
const frames = (SECONDS * 1_000) / FRAME_MS;
let round = 0;

/** Everyone speaks for so long; @returns processor time of each frame, microseconds. */
async function speak(ears: Ear[]): Promise<{ ids: string[]; microseconds: number }> {
  round += 1;
  const ids = ears.map((_, at) => `${round}/${at}`);
  for (const [at, ear] of ears.entries()) ear.speechStart(ids[at] ?? '');
  const before = process.cpuUsage();
  for (let n = 0; n < frames; n += 1) {
    for (const ear of ears) ear.audio(frame, n);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(before);
  return { ids, microseconds: (user + system) / (frames * ears.length) };
}

let taken = 0;
let allTaken: () => void = () => undefined;
const before = held();
const ears = Array.from({ length: EARS }, () =>
  openEar(() => {
    taken += 1;
    if (taken % EARS === 0) allTaken();
  }),
);
const idle = held();
let speaking = 0;
let perFrame = 0;
for (let n = 0; n < ROUNDS; n += 1) {
  const { ids, microseconds } = await speak(ears);
  speaking = held();
  perFrame += microseconds / ROUNDS;
  const done = new Promise<void>((resolve) => {
    allTaken = resolve;
  });
  for (const [at, ear] of ears.entries()) ear.speechEnd(ids[at] ?? '', { done: true });
  await done;
}
const after = held();
const kilobytes = (bytes: number) => (bytes / EARS / 1024).toFixed(1);
console.log(
  '| ears | speech each | KB at rest | KB while speaking | KB after | processor per frame | share of a core |',
);
console.log('|---|---|---|---|---|---|---|');
const share = ((perFrame * EARS * (1_000 / FRAME_MS)) / 10_000).toFixed(1);
console.log(
  `| ${EARS} | ${SECONDS} s | ${kilobytes(idle - before)} | ${kilobytes(speaking - before)} | ${kilobytes(after - before)} | ${perFrame.toFixed(1)} µs | ${share} % |`,
);

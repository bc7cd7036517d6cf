import { setImmediate as settled } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createSpeechToTextGateway } from '../../src/gateway/speech-to-text-gateway.ts';
import type { AudioFrame } from '../../src/ports/audio.ts';
import type { SpeechToText, Transcript } from '../../src/ports/speech-to-text.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { HEARING_RATE, readAll } from '../support/sound.ts';
import { failure, gatewayParts } from './speech-kit.ts';

// Services that come late, break off, refuse and recover, while several learners speak: what comes of it for each of them.

afterEach(() => vi.useRealTimers());

const FRAME_MS = 20;
/** Between attempts with what could not be understood. */
const AGAIN_MS = 2000;
const STEP_MS = 100;

/** What a service does with one request. `after` counts frames. */
type Deed =
  | { does: 'hear'; finalEvery: number; placed: boolean; lateMs: number }
  | { does: 'fail'; after: number; finalEvery: number; placed: boolean; code: string; retryAfter?: number | undefined }
  | { does: 'leave'; after: number }
  | { does: 'hang' };

const count = (max: number) => fc.integer({ min: 0, max });
const finalEvery = fc.integer({ min: 1, max: 5 });
const hear = fc.record({
  does: fc.constant('hear' as const),
  finalEvery,
  placed: fc.boolean(),
  lateMs: fc.constantFrom(0, 0, 300, 4000, 9000),
});
const deed: fc.Arbitrary<Deed> = fc.oneof(
  hear,
  fc.record({
    does: fc.constant('fail' as const),
    after: fc.oneof(fc.constant(0), count(12)),
    finalEvery,
    placed: fc.boolean(),
    code: fc.constantFrom('stt_refused_key', 'stt_rate_limited', 'stt_failed', 'stt_cut_off', 'stt_unreachable'),
    retryAfter: fc.constantFrom(undefined, 1, 30),
  }),
  fc.record({ does: fc.constant('leave' as const), after: count(12) }),
  fc.record({ does: fc.constant('hang' as const) }),
);
/** The last deed of each service stays; somebody recovers in the end. */
const services = fc.tuple(
  fc.array(fc.array(deed, { minLength: 1, maxLength: 5 }), { maxLength: 2 }),
  fc.tuple(fc.array(deed, { maxLength: 5 }), hear).map(([before, last]) => [...before, { ...last, lateMs: 0 }]),
);
const utterances = fc.array(
  fc.record({
    frames: fc.integer({ min: 1, max: 10 }),
    startsAt: fc.integer({ min: 0, max: 40_000 }),
    paced: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

const after = (clock: FakeClock, ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

/** Says of every frame its own name and the frame's number. */
class Ear implements SpeechToText {
  readonly id: string;
  readonly streaming = true;
  /** How its last request ended; undefined: nothing was asked of it. */
  outcome: 'complete' | 'failed' | undefined;
  readonly #deeds: Deed[];
  readonly #clock: FakeClock;

  constructor(id: string, deeds: Deed[], clock: FakeClock) {
    this.id = id;
    this.#deeds = deeds;
    this.#clock = clock;
  }

  async *transcribe(sound: AsyncIterable<AudioFrame>, _options: object, signal: AbortSignal) {
    const next = this.#deeds.length > 1 ? this.#deeds.shift() : this.#deeds[0];
    this.outcome = 'failed';
    if (next) yield* this.#hear(next, sound);
    if (!signal.aborted) this.outcome = 'complete';
  }

  async *#hear(deed: Deed, sound: AsyncIterable<AudioFrame>): AsyncGenerator<Transcript> {
    const limit = 'after' in deed ? deed.after : Number.POSITIVE_INFINITY;
    const every = 'finalEvery' in deed ? deed.finalEvery : Number.POSITIVE_INFINITY;
    const placed = 'placed' in deed && deed.placed;
    let heard = 0;
    let words: string[] = [];
    if (limit === 0) await this.#stop(deed);
    for await (const { samples } of sound) {
      heard += 1;
      words.push(`${this.id}${samples[0]}`);
      const final = heard % every === 0;
      yield { text: words.join(' '), final, ...(final && placed && { upToMs: heard * FRAME_MS }) };
      if (final) words = [];
      if (heard === limit) await this.#stop(deed);
    }
    if (deed.does === 'hear') await after(this.#clock, deed.lateMs);
    else await this.#stop(deed);
    if (words.length > 0) yield { text: words.join(' '), final: true };
  }

  async #stop(deed: Deed): Promise<void> {
    if (deed.does === 'fail') throw failure(deed.code, deed.retryAfter);
    if (deed.does === 'leave') throw failure('stt_failed');
    await new Promise(() => undefined);
  }
}

/** Frames whose samples are their numbers, from `first` on. */
async function* spoken(first: number, frames: number, wait: () => Promise<void>): AsyncGenerator<AudioFrame> {
  for (let n = 0; n < frames; n += 1) {
    await wait();
    yield { samples: new Int16Array((HEARING_RATE * FRAME_MS) / 1000).fill(first + n), sampleRate: HEARING_RATE };
  }
}

/** Each word once, in order, whoever heard it; never words of two services in one piece. @returns frames understood */
function understood(items: Transcript[], first: number): number {
  let known = 0;
  for (const { text, final, upToMs } of items) {
    const words = text.split(' ');
    const numbers = words.map((word) => Number(word.slice(1)));
    expect(new Set(words.map((word) => word[0])).size, text).toBe(1);
    expect(numbers).toEqual(numbers.map((_, at) => first + known + at));
    if (!final) continue;
    known += words.length;
    expect(upToMs).toBeCloseTo(known * FRAME_MS);
  }
  return known;
}

test('whatever services do, each utterance is understood whole and once, or told to have failed and understood later', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await fc.assert(
    fc.asyncProperty(services, utterances, async ([others, last], said) => {
      const { parts, clock, board } = gatewayParts();
      const ears = [...others, last].map((deeds, place) => new Ear('abc'[place] ?? '', [...deeds], clock));
      const stt = createSpeechToTextGateway(ears, parts);
      const passes = async (work: Promise<void>) => {
        let over = false;
        const done = work.finally(() => {
          over = true;
        });
        while (!over) {
          await settled();
          clock.advance(STEP_MS);
          vi.setSystemTime(Date.now() + STEP_MS);
        }
        await done;
      };
      const listen = async ({ frames, startsAt, paced }: (typeof said)[number], number: number) => {
        const first = 100 * (number + 1);
        await after(clock, startsAt);
        for (;;) {
          const sound = spoken(first, frames, () => after(clock, paced ? STEP_MS : 0));
          const { items, error } = await readAll(stt.transcribe(sound, {}, new AbortController().signal));
          const known = understood(items, first);
          if (error === undefined) return expect(known).toBe(frames);
          expect(error).toMatchObject({ code: expect.stringMatching(/^stt_/) });
          await after(clock, AGAIN_MS);
        }
      };
      await passes(Promise.all(said.map(listen)).then(() => undefined));
      const [favourite] = ears;
      if (favourite) favourite.outcome = undefined;
      await passes(listen({ frames: 3, startsAt: 0, paced: false }, said.length));
      expect(board.services().stt).toBe(favourite?.outcome === 'complete' ? 'ok' : 'degraded');
    }),
    { numRuns: 400 },
  );
});

import { setImmediate as settled } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createTextToSpeechGateway } from '../../src/gateway/text-to-speech-gateway.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { orAborted } from '../../src/until-aborted.ts';
import { heardOf } from '../../src/voice/heard.ts';
import type { FakeClock } from '../support/fake-clock.ts';
import { MS, SENTENCES, speakWith, TEXT } from '../voice/speak/turn-voice-kit.ts';
import { failure, gatewayParts } from './speech-kit.ts';

// Voices that come late, break off, refuse and recover, over several answers: what the learner hears of each of them.

afterEach(() => vi.useRealTimers());

const STEP_MS = 100;
/** The pace that the gateway takes for usual, so that where a voice breaks off is known to the letter. */
const MS_A_CHARACTER = 65;

/** The words of the answer in order, each with what stands behind it: no word comes twice in it. */
const WORDS = SENTENCES.flatMap((text, sentence) =>
  [...text.matchAll(/\S+\s*/g)].map(([word], n) => ({ word, sentence, isLast: n === text.split(' ').length - 1 })),
);
/** Where each word ends in the answer. */
const ENDS = WORDS.map((_, at) =>
  WORDS.slice(0, at + 1).reduce((sum, { word, isLast }) => sum + word.length + +isLast, 0),
);

/** What a voice does with one sentence. `after` counts halves of words. */
type Deed =
  | { does: 'speak'; lateMs: number; pauseMs: number }
  | { does: 'fail'; after: number; code: string }
  | { does: 'hang'; after: number }
  | { does: 'say nothing' };

const halves = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 14 }));
const speakWell = fc.record({
  does: fc.constant('speak' as const),
  lateMs: fc.constantFrom(0, 0, 1000, 2800),
  pauseMs: fc.constantFrom(0, 0, 700),
});
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 3, arbitrary: speakWell },
  { weight: 1, arbitrary: fc.constant({ does: 'speak' as const, lateMs: 6000, pauseMs: 0 }) },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('fail' as const),
      after: halves,
      code: fc.constantFrom('tts_refused_key', 'tts_rate_limited', 'tts_failed', 'tts_cut_off', 'tts_unreachable'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('hang' as const), after: halves }) },
  { weight: 1, arbitrary: fc.constant({ does: 'say nothing' as const }) },
);
/** The last deed of each voice stays. */
const services = fc.array(fc.array(deed, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 });
/** When the learner interrupts, where they do, and how long they are silent after an answer. */
const answers = fc.array(
  fc.record({
    stopAfterMs: fc.option(fc.integer({ min: 0, max: 7000 }), { nil: undefined }),
    silenceMs: fc.constantFrom(0, 20_000),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Says each word as samples that have its number. */
class Speaker implements TextToSpeech {
  readonly id: string;
  /** How its last request ended; undefined: nothing was asked of it. */
  outcome: 'complete' | 'failed' | undefined;
  running = 0;
  readonly #deeds: Deed[];
  readonly #clock: FakeClock;

  constructor(id: string, deeds: Deed[], clock: FakeClock) {
    this.id = id;
    this.#deeds = deeds;
    this.#clock = clock;
  }

  async *synthesize(text: string, { format: { sampleRate } }: SynthesizeOptions, signal: AbortSignal) {
    const next = this.#deeds.length > 1 ? this.#deeds.shift() : this.#deeds[0];
    this.outcome = 'failed';
    this.running += 1;
    try {
      const wait = (ms: number) =>
        orAborted(new Promise<void>((resolve) => void this.#clock.after(ms, resolve)), signal);
      if (next?.does === 'speak' && next.lateMs > 0) await wait(next.lateMs);
      const limit = next && 'after' in next ? next.after : Number.POSITIVE_INFINITY;
      for (const [half, samples] of next?.does === 'say nothing' ? [] : halvesOf(text, sampleRate).entries()) {
        if (half === limit) break;
        yield { samples, sampleRate };
        if (next?.does === 'speak' && next.pauseMs > 0) await wait(next.pauseMs);
      }
      if (next?.does === 'hang') await orAborted(new Promise(() => undefined), signal);
      if (next?.does === 'fail') throw failure(next.code);
      if (next?.does === 'speak') this.outcome = 'complete';
    } finally {
      this.running -= 1;
    }
  }
}

function halvesOf(text: string, sampleRate: number): Int16Array[] {
  return [...text.matchAll(/\S+\s*/g)].flatMap(([word]) => {
    const number = WORDS.findIndex((known) => known.word.trim() === word.trim());
    const samples = new Int16Array((word.length * MS_A_CHARACTER * sampleRate) / 1000).fill(number + 1);
    const middle = Math.ceil(samples.length / 2);
    return [samples.subarray(0, middle), samples.subarray(middle)];
  });
}

/** Adds the numbers of the words that sound, in their order. */
function addWords(words: number[], sound: Iterable<{ samples: Int16Array }>): void {
  for (const { samples } of sound)
    for (const sample of samples) if (sample - 1 !== words.at(-1)) words.push(sample - 1);
}

test('whatever voices do, no word is said twice, none is left out, nothing sounds after an interruption, and no more is heard than was sent', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  await fc.assert(
    fc.asyncProperty(services, answers, async (deeds, wanted) => {
      const { parts, clock, board } = gatewayParts();
      const speakers = deeds.map((list, place) => new Speaker('abc'[place] ?? '', [...list], clock));
      const tts = createTextToSpeechGateway(speakers, parts);
      const pass = async (ms: number) => {
        await settled();
        clock.advance(ms);
        vi.setSystemTime(Date.now() + ms);
        await settled();
      };
      const answer = async (stopAfterMs = Number.POSITIVE_INFINITY) => {
        const turn = speakWith(tts, { clock });
        const { voice, frames, told } = turn;
        const played = { ms: 0 };
        const words: number[] = [];
        let read = 0;
        await turn.sayAll();
        for (let ms = 0; !turn.played() && ms < stopAfterMs; ms += STEP_MS) {
          expect(ms).toBeLessThan(120_000);
          await pass(STEP_MS);
          play(frames, played, voice);
          addWords(words, frames.slice(read));
          read = frames.length;
          expect(words).toEqual([...new Set(words)].sort((a, b) => a - b));
          const sentChars = Math.min(TEXT.length, ENDS[words.at(-1) ?? -1] ?? 0);
          expect(heardOf(TEXT, voice.heardChars).length).toBeLessThanOrEqual(sentChars);
          expect(voice.heardChars).toBeLessThanOrEqual(voice.sentChars);
        }
        if (turn.played() && !told.includes('notice')) {
          expect(words).toEqual([...WORDS.keys()]);
          expect(voice.heardChars).toBe(TEXT.length);
        }
        turn.stop.abort(new Error('interrupted'));
        const { length } = frames;
        const { heardChars } = voice;
        for (let ms = 0; ms < 1000; ms += STEP_MS) await pass(STEP_MS);
        expect(frames.length).toBe(length);
        expect(voice.heardChars).toBe(heardChars);
        expect(speakers.map(({ running }) => running)).toEqual(speakers.map(() => 0));
      };
      for (const { stopAfterMs, silenceMs } of wanted) {
        await answer(stopAfterMs);
        await pass(silenceMs);
      }
      const [favourite] = speakers;
      if (favourite) favourite.outcome = undefined;
      const { error } = await sayOne(tts, pass);
      expect(board.services().tts).toBe(favourite?.outcome === 'complete' ? 'ok' : 'degraded');
      if (error !== undefined) expect(error).toMatchObject({ code: expect.stringMatching(/^tts_/) });
    }),
    { numRuns: 300 },
  );
});

/** The client plays on and tells so. */
function play(
  frames: readonly Parameters<typeof MS>[0][],
  played: { ms: number },
  voice: ReturnType<typeof speakWith>['voice'],
): void {
  const sent = frames.reduce((sum, frame) => sum + MS(frame), 0);
  played.ms = Math.min(sent, played.ms + STEP_MS);
  let before = 0;
  for (const sentence of SENTENCES.keys()) {
    const ms = frames.filter((frame) => frame.sentence === sentence).reduce((sum, frame) => sum + MS(frame), 0);
    if (ms > 0 && played.ms > before) voice.report(sentence, Math.min(ms, played.ms - before), false);
    before += ms;
  }
}

/** One more sentence, to its end. */
async function sayOne(tts: TextToSpeech, pass: (ms: number) => Promise<void>): Promise<{ error: unknown }> {
  const options: SynthesizeOptions = { format: { encoding: 'pcm16', sampleRate: 24_000 } };
  let result: { error: unknown } | undefined;
  const speak = async () => {
    try {
      for await (const _frame of tts.synthesize(SENTENCES[0] ?? '', options, new AbortController().signal));
      result = { error: undefined };
    } catch (error) {
      result = { error };
    }
  };
  const speaking = speak();
  while (!result) await pass(STEP_MS);
  await speaking;
  return result;
}

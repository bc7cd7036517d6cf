import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createSpeechToTextGateway } from '../../src/gateway/speech-to-text-gateway.ts';
import type { AudioFrame } from '../../src/ports/audio.ts';
import type { SpeechToText, Transcript } from '../../src/ports/speech-to-text.ts';
import { HEARING_RATE, lengthOf, Microphone, readAll, toneFrames } from '../support/sound.ts';
import { deaf, failure, gatewayParts, type Hearing, hears, mute, scriptedEar } from './speech-kit.ts';

afterEach(() => vi.useRealTimers());

const live = () => new AbortController().signal;
const lengthInMs = (frames: AudioFrame[]) => `${(lengthOf(frames) * 1000) / HEARING_RATE} ms`;
const words = (items: Transcript[]) => items.filter(({ final }) => final).map(({ text }) => text);
const listen = (stt: SpeechToText, sound: AsyncIterable<AudioFrame> = toneFrames(1000)) =>
  readAll(stt.transcribe(sound, {}, live()));

test('the first service hears, and the others are not asked', async () => {
  const { parts, board, count } = gatewayParts();
  const second = scriptedEar('b/2', deaf());
  const { items, error } = await listen(
    createSpeechToTextGateway([scriptedEar('a/1', hears(lengthInMs)), second], parts),
  );
  expect(error).toBeUndefined();
  expect(words(items)).toEqual(['1000 ms']);
  expect(second.asked).toBe(0);
  expect(board.services().stt).toBe('ok');
  expect(await count('lva_speech_requests_total', { side: 'stt', service: 'a/1', outcome: 'complete' })).toBe(1);
  expect(await count('lva_stt_final_seconds', { service: 'a/1' })).toBeGreaterThan(0);
});

test('what a failing service has read is heard by the next, from the beginning', async () => {
  const { parts, board, count } = gatewayParts();
  const failing: Hearing = async function* (sound) {
    let frames = 0;
    for await (const _frame of sound) {
      frames += 1;
      if (frames === 20) throw failure('stt_failed');
      yield { text: 'so far', final: false };
    }
  };
  const stt = createSpeechToTextGateway([scriptedEar('a/1', failing), scriptedEar('b/2', hears(lengthInMs))], parts);
  const { items, error } = await listen(stt);
  expect(error).toBeUndefined();
  expect(words(items)).toEqual(['1000 ms']);
  expect(board.reports().stt).toMatchObject({ state: 'degraded', reason: 'It failed.' });
  expect(await count('lva_speech_fallbacks_total', { service: 'a/1', code: 'stt_failed' })).toBe(1);
  expect(await count('lva_speech_errors_total', { service: 'a/1', code: 'stt_failed' })).toBe(1);
});

test('what was finally understood is neither said twice nor lost', async () => {
  const { parts } = gatewayParts();
  const half: Hearing = async function* (sound) {
    let ms = 0;
    for await (const _frame of sound) {
      ms += 20;
      if (ms === 700) yield { text: 'first 610 ms', final: true, upToMs: 610 };
      if (ms === 800) throw failure('stt_failed');
    }
  };
  const stt = createSpeechToTextGateway([scriptedEar('a/1', half), scriptedEar('b/2', hears(lengthInMs))], parts);
  const { items } = await listen(stt);
  expect(words(items)).toEqual(['first 610 ms', '390 ms']);
});

test('final words without their place are told as final only when the service has ended well', async () => {
  const { parts } = gatewayParts();
  const pieces = (fails: boolean): Hearing =>
    async function* (sound) {
      for await (const _frame of sound);
      yield { text: 'one', final: true };
      if (fails) throw failure('stt_failed');
      yield { text: 'two', final: true };
    };
  const stt = createSpeechToTextGateway([scriptedEar('a/1', pieces(true)), scriptedEar('b/2', pieces(false))], parts);
  const { items } = await listen(stt);
  expect(items).toEqual([
    { text: 'one', final: false },
    { text: 'one', final: false },
    { text: 'one two', final: false },
    { text: 'one two', final: true, upToMs: 1000 },
  ]);
});

test('every piece of sound is understood exactly once, whoever fails wherever', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ finalEvery: fc.integer({ min: 1, max: 6 }), failsAfter: fc.nat({ max: 12 }) }), {
        maxLength: 4,
      }),
      fc.integer({ min: 1, max: 15 }),
      async (failing, frames) => {
        const { parts } = gatewayParts();
        const ears = failing.map((ear, place) => scriptedEar(`e/${place}`, numbered(ear.finalEvery, ear.failsAfter)));
        const stt = createSpeechToTextGateway([...ears, scriptedEar('e/last', numbered(2))], parts);
        const { items, error } = await listen(stt, numberedFrames(frames));
        expect(error).toBeUndefined();
        expect(words(items).join('')).toBe(Array.from({ length: frames }, (_, n) => `${n} `).join(''));
        const places = items.filter(({ final }) => final).map(({ upToMs }) => upToMs ?? 0);
        expect(places).toEqual([...places].sort((a, b) => a - b));
        if (places.length > 0) expect(places.at(-1)).toBeCloseTo(frames * 20);
      },
    ),
    { numRuns: 150 },
  );
});

/** Frames of 20 ms whose samples are their number. */
async function* numberedFrames(count: number): AsyncGenerator<AudioFrame> {
  for (let n = 0; n < count; n += 1) yield { samples: new Int16Array(320).fill(n), sampleRate: HEARING_RATE };
}

/** Understands frames as their numbers, finally after every few of them, and fails after some. */
function numbered(finalEvery: number, failsAfter = Number.POSITIVE_INFINITY): Hearing {
  return async function* (sound) {
    let heard = 0;
    let text = '';
    const final = () => {
      const transcript = { text, final: true, upToMs: heard * 20 };
      text = '';
      return transcript;
    };
    for await (const { samples } of sound) {
      if (heard === failsAfter) throw failure('stt_failed');
      heard += 1;
      text += `${samples[0]} `;
      if (heard % finalEvery === 0) yield final();
    }
    if (heard === failsAfter) throw failure('stt_failed');
    if (text !== '') yield final();
  };
}

test('a service that is late after the end of the sound is left for the next: five seconds and half the sound', async () => {
  const { parts, clock } = gatewayParts();
  const listening = Promise.withResolvers<void>();
  let left: unknown;
  const late: Hearing = async function* (sound, signal) {
    signal.addEventListener('abort', () => {
      left = signal.reason;
    });
    for await (const _frame of sound);
    listening.resolve();
    yield* mute(sound, signal);
  };
  const stt = createSpeechToTextGateway([scriptedEar('a/1', late), scriptedEar('b/2', hears(lengthInMs))], parts);
  const reading = listen(stt);
  await listening.promise;
  clock.advance(5499);
  expect(left).toBeUndefined();
  clock.advance(1);
  expect(left).toMatchObject({ code: 'stt_timeout' });
  expect(words((await reading).items)).toEqual(['1000 ms']);
});

test('a learner may think for long: there is no deadline before the sound has ended', async () => {
  const { parts, clock } = gatewayParts();
  const microphone = new Microphone();
  const partial: Hearing = async function* (sound) {
    for await (const _frame of sound) yield { text: 'well', final: false };
    yield { text: 'well then', final: true };
  };
  microphone.say(100);
  const stt = createSpeechToTextGateway([scriptedEar('a/1', partial)], parts);
  const { items } = await readAll(stt.transcribe(microphone, {}, live()), ({ text }) => {
    if (text !== 'well') return;
    clock.advance(300_000);
    microphone.end();
  });
  expect(words(items)).toEqual(['well then']);
});

test('aborting ends it at once with the reason, and the microphone is let go', async () => {
  const { parts, count } = gatewayParts();
  const released = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const sound = (async function* () {
    try {
      yield* toneFrames(100);
      asked.resolve();
      yield* toneFrames(1000);
    } finally {
      released.resolve();
    }
  })();
  const controller = new AbortController();
  const stt = createSpeechToTextGateway([scriptedEar('a/1', mute), scriptedEar('b/2', hears(lengthInMs))], parts);
  const reading = readAll(stt.transcribe(sound, {}, controller.signal));
  await asked.promise;
  const reason = new Error('the line is gone');
  controller.abort(reason);
  expect((await reading).error).toBe(reason);
  await released.promise;
  expect(await count('lva_speech_requests_total', { outcome: 'failed' })).toBe(0);
  expect(await count('lva_speech_requests_total', { outcome: 'stopped' })).toBe(1);
});

test('no service is blamed for a learner’s line that breaks', async () => {
  const { parts, board } = gatewayParts();
  const microphone = new Microphone();
  const broken = new Error('the learner’s line broke');
  microphone.say(100);
  microphone.fail(broken);
  const second = scriptedEar('b/2', hears(lengthInMs));
  const stt = createSpeechToTextGateway([scriptedEar('a/1', hears(lengthInMs)), second], parts);
  expect((await listen(stt, microphone)).error).toBe(broken);
  expect(second.asked).toBe(0);
  expect(board.services().stt).toBe('ok');
});

test('a service that ends before the sound has lost words, and the next one hears them', async () => {
  const { parts } = gatewayParts();
  const hasty: Hearing = async function* (sound) {
    for await (const _frame of sound) {
      yield { text: 'the beginning', final: false };
      return;
    }
  };
  const stt = createSpeechToTextGateway([scriptedEar('a/1', hasty), scriptedEar('b/2', hears(lengthInMs))], parts);
  expect(words((await listen(stt)).items)).toEqual(['1000 ms']);
});

test.each([
  [120_000, ['120000 ms']],
  [120_100, []],
])('%i ms that are not understood can be begun anew: %j', async (ms, expected) => {
  const { parts } = gatewayParts();
  const last: Hearing = async function* (sound) {
    for await (const _frame of sound);
    yield* [];
    throw failure('stt_failed');
  };
  const stt = createSpeechToTextGateway([scriptedEar('a/1', last), scriptedEar('b/2', hears(lengthInMs))], parts);
  const { items, error } = await listen(stt, toneFrames(ms, 100));
  expect(words(items)).toEqual(expected);
  if (expected.length === 0) expect(error).toMatchObject({ code: 'stt_failed' });
});

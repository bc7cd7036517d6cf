import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { createTextToSpeechGateway } from '../../src/gateway/text-to-speech-gateway.ts';
import { unspoken } from '../../src/gateway/unspoken.ts';
import type { AudioFrame } from '../../src/ports/audio.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { lengthOf, readAll } from '../support/sound.ts';
import { gatewayParts, type Speaking, scriptedVoice } from './speech-kit.ts';

afterEach(() => vi.useRealTimers());

const TEXT = 'Light is caught by chlorophyll in the leaves of green plants.';
const options: SynthesizeOptions = { format: { encoding: 'pcm16', sampleRate: 24_000 } };
const live = () => new AbortController().signal;
const msOf = (frames: AudioFrame[]) => lengthOf(frames) / 24;
const speak = (tts: TextToSpeech, text = TEXT, wanted = options) => readAll(tts.synthesize(text, wanted, live()));

/** Speaks at a steady pace. */
const fluent: Speaking = (text) => ({ ms: Math.round((text.length * 65) / 50) * 50 });
const silent: Speaking = () => ({ ms: 0, end: 'fail', code: 'tts_failed' });
const cutAfter =
  (ms: number): Speaking =>
  () => ({ ms, end: 'fail' });

test('the first service speaks, and the others are not asked', async () => {
  const { parts, board, count } = gatewayParts();
  const second = scriptedVoice('b/2', fluent);
  const { items, error } = await speak(createTextToSpeechGateway([scriptedVoice('a/1', fluent), second], parts));
  expect(error).toBeUndefined();
  expect(msOf(items)).toBeGreaterThan(3000);
  expect(second.texts).toEqual([]);
  expect(board.services().tts).toBe('ok');
  expect(await count('lva_speech_requests_total', { side: 'tts', service: 'a/1', outcome: 'complete' })).toBe(1);
  expect(await count('lva_tts_first_audio_seconds', { service: 'a/1' })).toBeGreaterThan(0);
});

test('the speed that a learner wants is asked of every service, also of the one that goes on', async () => {
  const first = scriptedVoice('a/1', cutAfter(1000));
  const second = scriptedVoice('b/2', fluent);
  const tts = createTextToSpeechGateway([first, second], gatewayParts().parts);
  await speak(tts, TEXT, { ...options, speed: 0.8 });
  expect([first.speeds, second.speeds]).toEqual([[0.8], [0.8]]);
});

test('at twice the speed, twice as many words were said when a service stops', async () => {
  const wordsLeft = async (speed: number) => {
    const second = scriptedVoice('b/2', fluent);
    const tts = createTextToSpeechGateway([scriptedVoice('a/1', cutAfter(1000)), second], gatewayParts().parts);
    await speak(tts, TEXT, { ...options, speed });
    return second.texts[0];
  };
  expect(await wordsLeft(1)).toBe('by chlorophyll in the leaves of green plants.');
  expect(await wordsLeft(2)).toBe('in the leaves of green plants.');
});

test('whether the voice can be made slower or faster is said of the service that speaks now', async () => {
  const fixed = { ...scriptedVoice('b/2', fluent), changesSpeed: false };
  const tts = createTextToSpeechGateway([scriptedVoice('a/1', silent), fixed], gatewayParts().parts);
  expect(tts.changesSpeed).toBe(true);
  for (let times = 0; times < 3; times += 1) await speak(tts);
  expect(tts.changesSpeed).toBe(false);
});

test('a sentence of which nothing was heard is spoken as a whole by the next service', async () => {
  const { parts, board, count } = gatewayParts();
  const second = scriptedVoice('b/2', fluent);
  const { error } = await speak(createTextToSpeechGateway([scriptedVoice('a/1', silent), second], parts));
  expect(error).toBeUndefined();
  expect(second.texts).toEqual([TEXT]);
  expect(board.services().tts).toBe('degraded');
  expect(await count('lva_speech_fallbacks_total', { service: 'a/1', code: 'tts_failed' })).toBe(1);
});

test('what was spoken of a sentence is not spoken twice', async () => {
  const { parts } = gatewayParts();
  const second = scriptedVoice('b/2', fluent);
  const first = scriptedVoice('a/1', cutAfter(TEXT.indexOf('chlorophyll') * 65));
  const { error } = await speak(createTextToSpeechGateway([first, second], parts));
  expect(error).toBeUndefined();
  expect(second.texts).toEqual(['chlorophyll in the leaves of green plants.']);
});

test('a sentence that was practically spoken is not begun again', async () => {
  const { parts } = gatewayParts();
  const second = scriptedVoice('b/2', fluent);
  const first = scriptedVoice('a/1', cutAfter(TEXT.length * 65));
  expect((await speak(createTextToSpeechGateway([first, second], parts))).error).toBeUndefined();
  expect(second.texts).toEqual([]);
});

test('three services share a sentence, each with what the ones before left', async () => {
  const { parts } = gatewayParts();
  const last = scriptedVoice('c/3', fluent);
  const voices = [scriptedVoice('a/1', cutAfter(9 * 65)), scriptedVoice('b/2', cutAfter(10 * 65)), last];
  await speak(createTextToSpeechGateway(voices, parts));
  expect(voices[1]?.texts).toEqual(['caught by chlorophyll in the leaves of green plants.']);
  expect(last.texts).toEqual(['chlorophyll in the leaves of green plants.']);
});

test('a service that ends without a sound has failed, and the next one says the sentence, or what is left of it', async () => {
  const { parts, board, count } = gatewayParts();
  const nothing: Speaking = () => ({ ms: 0 });
  const voices = [
    scriptedVoice('a/1', nothing, cutAfter(9 * 65)),
    scriptedVoice('b/2', nothing),
    scriptedVoice('c/3', fluent),
  ];
  const tts = createTextToSpeechGateway(voices, parts);
  await speak(tts);
  expect((await speak(tts)).error).toBeUndefined();
  expect(voices[2]?.texts).toEqual([TEXT, 'caught by chlorophyll in the leaves of green plants.']);
  expect(board.services().tts).toBe('degraded');
  expect(await count('lva_speech_errors_total', { service: 'b/2', code: 'tts_failed' })).toBe(2);
});

test('a service left alone between two others takes nothing of the sentence away', async () => {
  const { parts } = gatewayParts();
  // The first works in between, so that only the second fails twice in a row.
  const first = scriptedVoice('a/1', silent, fluent, silent, fluent, cutAfter(9 * 65));
  const second = scriptedVoice('b/2', silent);
  const last = scriptedVoice('c/3', fluent);
  const tts = createTextToSpeechGateway([first, second, last], parts);
  for (let time = 0; time < 5; time += 1) await speak(tts);
  expect(second.texts).toHaveLength(2);
  expect(last.texts).toEqual([TEXT, TEXT, 'caught by chlorophyll in the leaves of green plants.']);
});

test('a voice that is slower than others is known to be', async () => {
  const { parts } = gatewayParts();
  const slow: Speaking = (text) => ({ ms: text.length * 100 });
  const at = TEXT.indexOf('leaves');
  const first = scriptedVoice('a/1', ...Array.from({ length: 30 }, () => slow), cutAfter(at * 100));
  const second = scriptedVoice('b/2', fluent);
  const tts = createTextToSpeechGateway([first, second], parts);
  for (let time = 0; time < 31; time += 1) await speak(tts);
  expect(second.texts).toEqual(['leaves of green plants.']);
});

test('of what nobody can pronounce nothing is asked, and no service has failed', async () => {
  const { parts, board, count } = gatewayParts();
  const first = scriptedVoice('a/1', silent);
  expect(await speak(createTextToSpeechGateway([first], parts), ' … –')).toEqual({ items: [], error: undefined });
  expect(first.texts).toEqual([]);
  expect(board.services().tts).toBe('ok');
  expect(await count('lva_speech_requests_total')).toBe(0);
});

test('what is left of a text begins with a word, and is never all of it once anything was heard', () => {
  const text = fc.array(fc.constantFrom('a', 'leaf', 'chlorophyll', 'é', '日本語', '3,5'), {
    minLength: 1,
    maxLength: 20,
  });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 2000 }), (words, ms, more) => {
      const whole = `${words.join(' ')}.`;
      const rest = unspoken(whole, ms, 65);
      expect(whole.endsWith(rest)).toBe(true);
      expect(rest.length).toBeLessThan(whole.length);
      expect(rest).toMatch(/^($|[\p{L}\p{N}])/u);
      expect(unspoken(whole, ms + more, 65).length).toBeLessThanOrEqual(rest.length);
      expect(unspoken(whole, 0, 65)).toBe(whole);
    }),
  );
});

test.each([
  ['before the first sound', 0],
  ['between two pieces', 9 * 65],
])('three seconds of silence %s are too long', async (_when, ms) => {
  const { parts, clock } = gatewayParts();
  const hanging = scriptedVoice('a/1', () => ({ ms, end: 'hang' }));
  const waits = vi.spyOn(clock, 'after');
  const second = scriptedVoice('b/2', fluent);
  const reading = speak(createTextToSpeechGateway([hanging, second], parts));
  await vi.waitFor(() => expect(waits.mock.calls.length).toBe(1 + Math.ceil(ms / 50)));
  clock.advance(2999);
  expect(second.texts).toEqual([]);
  clock.advance(1);
  expect((await reading).error).toBeUndefined();
  expect(second.texts).toEqual([ms === 0 ? TEXT : 'caught by chlorophyll in the leaves of green plants.']);
});

test.each([0, 9 * 65])('a voice on a slow machine is given the time that it asks for, also after %i ms', async (ms) => {
  const { parts, clock } = gatewayParts();
  const waits = vi.spyOn(clock, 'after');
  const slow = { ...scriptedVoice('a/1', () => ({ ms, end: 'hang' })), silentMs: 9000 };
  const second = scriptedVoice('b/2', fluent);
  const reading = speak(createTextToSpeechGateway([slow, second], parts));
  await vi.waitFor(() => expect(waits.mock.calls.length).toBe(1 + Math.ceil(ms / 50)));
  clock.advance(8999);
  expect(second.texts).toEqual([]);
  clock.advance(1);
  expect((await reading).error).toBeUndefined();
  expect(second.texts).toHaveLength(1);
});

test('time that the listener takes is no silence of the service', async () => {
  const { parts, clock } = gatewayParts();
  const tts = createTextToSpeechGateway([scriptedVoice('a/1', fluent)], parts);
  const { error } = await readAll(tts.synthesize(TEXT, options, live()), () => clock.advance(60_000));
  expect(error).toBeUndefined();
});

test('sound without an end is ended: ten seconds and 0.3 s a character', async () => {
  const { parts } = gatewayParts();
  const second = scriptedVoice('b/2', fluent);
  const endless = scriptedVoice('a/1', () => ({ ms: 0, end: 'never end' }));
  const { items, error } = await speak(createTextToSpeechGateway([endless, second], parts));
  expect(error).toBeUndefined();
  expect(msOf(items)).toBe(Math.floor((10_000 + 300 * TEXT.length) / 50) * 50);
  expect(second.texts).toEqual([]);
});

test('a voice’s name is told to the first service only', async () => {
  const { parts } = gatewayParts();
  const first = scriptedVoice('a/1', silent);
  const second = scriptedVoice('b/2', fluent);
  await speak(createTextToSpeechGateway([first, second], parts), TEXT, { ...options, voice: 'George' });
  expect([first.voices, second.voices]).toEqual([['George'], [undefined]]);
});

test('a service that breaks off twice is left alone for 15 seconds', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const { parts, board } = gatewayParts();
  const first = scriptedVoice('a/1', cutAfter(500), cutAfter(500), fluent);
  const tts = createTextToSpeechGateway([first, scriptedVoice('b/2', fluent)], parts);
  for (let time = 0; time < 3; time += 1) await speak(tts);
  expect(first.texts).toHaveLength(2);
  expect(board.services().tts).toBe('degraded');
  vi.setSystemTime(Date.now() + 15_000);
  await speak(tts);
  expect(first.texts).toHaveLength(3);
  expect(board.services().tts).toBe('ok');
});

test('when all have failed the last failure is told, and the board says so', async () => {
  const { parts, board } = gatewayParts();
  const refusing = scriptedVoice('b/2', () => ({ ms: 0, end: 'fail', code: 'tts_refused_key' }));
  const tts = createTextToSpeechGateway([scriptedVoice('a/1', silent), refusing], parts);
  expect((await speak(tts)).error).toMatchObject({ code: 'tts_refused_key' });
  expect(board.services().tts).toBe('degraded');
});

test('an interruption ends it at once with the reason, and no other service is asked', async () => {
  const { parts, count } = gatewayParts();
  const second = scriptedVoice('b/2', fluent);
  const tts = createTextToSpeechGateway([scriptedVoice('a/1', () => ({ ms: 500, end: 'hang' })), second], parts);
  const controller = new AbortController();
  const reason = new Error('interrupted');
  const { items, error } = await readAll(tts.synthesize(TEXT, options, controller.signal), () =>
    controller.abort(reason),
  );
  expect(items).toHaveLength(1);
  expect(error).toBe(reason);
  expect(second.texts).toEqual([]);
  expect(await count('lva_speech_requests_total', { outcome: 'stopped' })).toBe(1);
  expect(await count('lva_speech_breaker_state')).toBe(0);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeepgramSpeechToText } from '../../../src/adapters/deepgram/speech-to-text.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type DeepgramScript, FakeDeepgram } from '../../support/fake-deepgram.ts';
import { Microphone, readAll, toneFrames } from '../../support/sound.ts';

let service: FakeDeepgram;
beforeEach(async () => {
  service = await FakeDeepgram.start();
});
afterEach(() => service.stop());

const live = () => new AbortController().signal;
const deepgram = (clock: Clock = new FakeClock()) =>
  createDeepgramSpeechToText({ apiKey: 'key', baseUrl: service.url, model: 'nova-3', clock });

async function transcribe(script: DeepgramScript, language?: string) {
  service.reply(script);
  return readAll(deepgram().transcribe(toneFrames(1000, 100), { language }, live()));
}

test('the socket is opened for 16 kHz PCM with partial transcripts, in the learner’s language', async () => {
  await transcribe({ finals: [{ text: 'hello' }] }, 'de-AT');
  const [stretch] = service.stretches;
  expect(stretch?.headers.authorization).toBe('Token key');
  expect(Object.fromEntries(stretch?.query ?? [])).toMatchObject({
    model: 'nova-3',
    language: 'de-AT',
    encoding: 'linear16',
    sample_rate: '16000',
    channels: '1',
    interim_results: 'true',
  });
});

test('a language that is not known is recognised by the service', async () => {
  await transcribe({ finals: [{ text: 'hello' }] });
  expect(service.stretches[0]?.query.get('language')).toBe('multi');
});

test('partial transcripts come while the learner speaks', async () => {
  service.reply({ partials: ['two', 'two and'], finals: [{ text: 'two and two' }] });
  const microphone = new Microphone();
  const texts: string[] = [];
  microphone.say(100);
  const { error } = await readAll(deepgram().transcribe(microphone, {}, live()), ({ text, final }) => {
    texts.push(`${text}${final ? '.' : '…'}`);
    if (text === 'two') microphone.say(100);
    if (text === 'two and') microphone.end();
  });
  expect(error).toBeUndefined();
  expect(texts).toEqual(['two…', 'two and…', 'two and two.']);
});

test('final transcripts follow each other, each with how far it reaches', async () => {
  const { items } = await transcribe({ finals: [{ text: 'one two', afterBytes: 16_000 }, { text: 'three' }] });
  expect(items.map(({ text, final }) => ({ text, final }))).toEqual([
    { text: 'one two', final: true },
    { text: 'three', final: true },
  ]);
  expect(items[0]?.upToMs).toBeGreaterThanOrEqual(500);
  expect(items[1]?.upToMs).toBeCloseTo(1000);
});

test('all sound arrives, and its end is told', async () => {
  await transcribe({ finals: [{ text: 'hello' }], noFinalizeMark: true });
  expect(service.stretches[0]).toMatchObject({ bytes: 32_000, controls: ['Finalize', 'CloseStream'] });
});

test('without a mark for the last words the end of the line is the end', async () => {
  const { items, error } = await transcribe({ finals: [{ text: 'hello' }], noFinalizeMark: true });
  expect(error).toBeUndefined();
  expect(items.map(({ text }) => text)).toEqual(['hello']);
});

test('a learner who thinks for long is not hung up on', async () => {
  service.reply({ partials: ['well'], finals: [{ text: 'well' }] });
  const clock = new FakeClock();
  const microphone = new Microphone();
  microphone.say(100);
  const { error } = await readAll(deepgram(clock).transcribe(microphone, {}, live()), ({ final }) => {
    if (final) return;
    clock.advance(12_000);
    microphone.end();
  });
  expect(error).toBeUndefined();
  const { controls } = service.stretches[0]!;
  expect(controls).toEqual(['KeepAlive', 'KeepAlive', 'KeepAlive', 'Finalize', 'CloseStream']);
  clock.advance(60_000);
  expect(controls).toHaveLength(5);
});

test.each([
  ['an error message', { messages: 2, how: 'error' }, 'stt_failed'],
  ['a line closed for what it was sent', { messages: 2, how: 1008 }, 'stt_bad_audio'],
  ['a line closed by a fault', { messages: 2, how: 1011 }, 'stt_failed'],
] as const)('%s ends the stretch', async (_what, breakAfter, code) => {
  const { error } = await transcribe({ breakAfter });
  expect(error).toMatchObject({ name: 'AppError', code });
});

test('a line that is closed politely before the learner has finished has lost words, and fails', async () => {
  service.reply({ breakAfter: { messages: 1, how: 1000 } });
  const microphone = new Microphone();
  microphone.say(100);
  const { error } = await readAll(deepgram().transcribe(microphone, {}, live()));
  expect(error).toMatchObject({ code: 'stt_failed' });
});

test('what was understood before a line broke is told first', async () => {
  const { items, error } = await transcribe({
    finals: [{ text: 'one two', afterBytes: 3200 }],
    breakAfter: { messages: 1, how: 'cut' },
  });
  expect(items.map(({ text }) => text)).toEqual(['one two']);
  expect(error).toMatchObject({ code: 'stt_failed' });
});

test('whoever stops listening closes the line', async () => {
  service.reply({ partials: ['two'] });
  const microphone = new Microphone();
  microphone.say(100);
  for await (const _transcript of deepgram().transcribe(microphone, {}, live())) break;
  await service.stretches[0]?.closed;
});

test('nothing is told any more after an abort, even what has arrived already', async () => {
  service.reply({ partials: ['one'], finals: [{ text: 'two', afterBytes: 3200 }] });
  const microphone = new Microphone();
  microphone.say(100);
  const controller = new AbortController();
  const reason = new Error('gone');
  const { items, error } = await readAll(deepgram().transcribe(microphone, {}, controller.signal), () =>
    controller.abort(reason),
  );
  expect(items).toHaveLength(1);
  expect(error).toBe(reason);
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOpenAiSpeechToText } from '../../../src/adapters/openai-speech/speech-to-text.ts';
import { createOpenAiTextToSpeech } from '../../../src/adapters/openai-speech/text-to-speech.ts';
import { toPcm16Bytes } from '../../../src/sound/pcm16.ts';
import { toWav } from '../../../src/sound/wav.ts';
import type { FakeHttpService } from '../../support/fake-http-service.ts';
import {
  openAiRefusal,
  openAiSound,
  openAiTranscript,
  startFakeOpenAiAudio,
  transcriptionForm,
} from '../../support/fake-openai-audio.ts';
import { lengthOf, readAll, tone, toneFrames } from '../../support/sound.ts';

let service: FakeHttpService;
beforeEach(async () => {
  service = await startFakeOpenAiAudio();
});
afterEach(() => service.stop());

const live = () => new AbortController().signal;
const account = () => ({ baseUrl: `${service.url}/v1`, model: 'whisper-1' });
const format = { encoding: 'pcm16', sampleRate: 24_000 } as const;

async function transcribe(options: { apiKey?: string; language?: string } = {}, ms = 500) {
  const { apiKey, language } = options;
  const stt = createOpenAiSpeechToText({ ...account(), apiKey });
  return readAll(stt.transcribe(toneFrames(ms), { language }, live()));
}

test('a recording is sent as one WAV with model and language, and only the final transcript comes', async () => {
  service.reply(openAiTranscript(' Two and two. '));
  const { items } = await transcribe({ apiKey: 'key', language: 'de-AT' });
  expect(items).toEqual([{ text: 'Two and two.', final: true, upToMs: 500 }]);
  const [asked] = service.requests;
  expect(asked?.path).toBe('/v1/audio/transcriptions');
  expect(asked?.headers.authorization).toBe('Bearer key');
  const { fields, file } = await transcriptionForm(asked!);
  expect(fields).toMatchObject({ model: 'whisper-1', language: 'de', response_format: 'json' });
  expect(file).toMatchObject({ name: 'speech.wav', type: 'audio/wav' });
  expect(file.bytes).toEqual(Buffer.from(toWav([tone(500, 16_000)], 16_000)));
});

test('a server that wants no key is sent none, and no language where it is not known', async () => {
  await transcribe();
  const [asked] = service.requests;
  expect(asked?.headers.authorization).toBeUndefined();
  expect((await transcriptionForm(asked!)).fields).not.toHaveProperty('language');
});

test('what is too short for a word is not sent', async () => {
  expect(await transcribe({}, 99)).toEqual({ items: [], error: undefined });
  expect(service.requests).toHaveLength(0);
  await transcribe({}, 100);
  expect(service.requests).toHaveLength(1);
});

test.each([400, 413, 415, 422])('%i blames the recording and not the service', async (status) => {
  service.reply(openAiRefusal(status));
  expect((await transcribe()).error).toMatchObject({ code: 'stt_bad_audio', retryable: false });
});

test('an account without credit is no rate limit, whatever its status says', async () => {
  service.reply(openAiRefusal(429, { code: 'insufficient_quota' }));
  expect((await transcribe()).error).toMatchObject({ code: 'stt_refused_key', retryable: false });
});

test('an answer without a text has failed', async () => {
  service.reply({ headers: { 'content-type': 'application/json' }, parts: ['{"words": []}'] });
  expect((await transcribe()).error).toMatchObject({ code: 'stt_failed' });
});

async function speak(voice?: string, sampleRate = 24_000, speed?: number) {
  const tts = createOpenAiTextToSpeech({ ...account(), apiKey: 'key', model: 'tts-1', voice: 'alloy' });
  return readAll(tts.synthesize('Hello.', { format: { ...format, sampleRate }, voice, speed }, live()));
}

test.each([
  [0.8, 0.8],
  [0.1, 0.25],
  [9, 4],
])('%f times its own speed is asked of a voice as %f, within what the API takes', async (speed, asked) => {
  await speak(undefined, 24_000, speed);
  expect(JSON.parse(service.requests[0]!.body.toString())).toMatchObject({ speed: asked });
});

test('a server is not told of a speed that is the voice’s own', async () => {
  await speak(undefined, 24_000, 1);
  expect(JSON.parse(service.requests[0]!.body.toString())).not.toHaveProperty('speed');
});

test('a sentence is asked for as PCM with model and voice', async () => {
  await speak();
  await speak('nova');
  expect(service.requests.map(({ path }) => path)).toEqual(['/v1/audio/speech', '/v1/audio/speech']);
  const [usual, other] = service.requests.map(({ body }) => JSON.parse(body.toString()));
  expect(usual).toEqual({ input: 'Hello.', model: 'tts-1', voice: 'alloy', response_format: 'pcm' });
  expect(other.voice).toBe('nova');
});

test('sound at another rate than 24 kHz is recognised by its content type and brought to the wanted one', async () => {
  service.reply({ headers: { 'content-type': 'audio/pcm;rate=16000' }, parts: [toPcm16Bytes(tone(500, 16_000))] });
  const { items } = await speak();
  expect(lengthOf(items)).toBe(12_000);
});

test('a telephone is given 8 kHz', async () => {
  service.reply(openAiSound(toPcm16Bytes(tone(500, 24_000))));
  expect(lengthOf((await speak(undefined, 8000)).items)).toBe(4000);
});

test.each(['audio/mpeg', 'audio/wav', 'application/json'])('%s in the place of PCM has failed', async (type) => {
  service.reply({ headers: { 'content-type': type }, parts: [toPcm16Bytes(tone(100, 24_000))] });
  const { items, error } = await speak();
  expect(items).toEqual([]);
  expect(error).toMatchObject({ code: 'tts_failed' });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { createElevenLabsTextToSpeech } from '../../../src/adapters/elevenlabs/text-to-speech.ts';
import { toPcm16Bytes } from '../../../src/sound/pcm16.ts';
import { elevenLabsRefusal, elevenLabsSound, startFakeElevenLabs } from '../../support/fake-elevenlabs.ts';
import type { FakeHttpService } from '../../support/fake-http-service.ts';
import { lengthOf, readAll, tone } from '../../support/sound.ts';

let service: FakeHttpService;
beforeEach(async () => {
  service = await startFakeElevenLabs();
});
afterEach(() => service.stop());

interface Speaking {
  model?: string;
  voice?: string;
  language?: string;
  speed?: number;
  sampleRate?: number;
  baseUrl?: string;
}

function speak({ model = 'eleven_flash_v2_5', sampleRate = 24_000, baseUrl = service.url, ...options }: Speaking = {}) {
  const tts = createElevenLabsTextToSpeech({ apiKey: 'key', baseUrl, model, voice: 'george' });
  const wanted = { format: { encoding: 'pcm16', sampleRate } as const, ...options };
  return readAll(tts.synthesize('Hello.', wanted, new AbortController().signal));
}

test('a sentence is asked for with key, model, voice and language', async () => {
  await speak({ language: 'pt-BR' });
  const [asked] = service.requests;
  expect(asked?.path).toBe('/v1/text-to-speech/george/stream?output_format=pcm_24000');
  expect(asked?.headers['xi-api-key']).toBe('key');
  expect(JSON.parse(asked!.body.toString())).toEqual({
    text: 'Hello.',
    model_id: 'eleven_flash_v2_5',
    language_code: 'pt',
  });
});

test('a model that refuses the language as a code is not sent one', async () => {
  await speak({ model: 'eleven_multilingual_v2', language: 'pt-BR' });
  expect(JSON.parse(service.requests[0]!.body.toString())).not.toHaveProperty('language_code');
});

test.each([
  [0.8, 0.8],
  [0.5, 0.7],
  [1.6, 1.2],
])('%f times its own speed is asked of a voice as %f, within what it takes', async (speed, asked) => {
  await speak({ speed });
  expect(JSON.parse(service.requests[0]!.body.toString()).voice_settings).toEqual({ speed: asked });
});

test('a voice at its own speed is left as its owner has set it', async () => {
  await speak({ speed: 1 });
  expect(JSON.parse(service.requests[0]!.body.toString())).not.toHaveProperty('voice_settings');
});

test('a voice’s name can’t lead to another address', async () => {
  await speak({ voice: '../../user?x=' });
  expect(service.requests[0]?.path).toMatch(/^\/v1\/text-to-speech\/..%2F..%2Fuser%3Fx%3D\/stream\?/);
});

test('an address with a slash at its end is the same', async () => {
  await speak({ baseUrl: `${service.url}/` });
  expect(service.requests[0]?.path).toMatch(/^\/v1\//);
});

test('a rate that the service has is asked for, any other is made from 24 kHz', async () => {
  await speak({ sampleRate: 8000 });
  service.reply(elevenLabsSound(toPcm16Bytes(tone(500, 24_000))));
  const { items } = await speak({ sampleRate: 48_000 });
  expect(service.requests.map(({ path }) => path.split('=')[1])).toEqual(['pcm_8000', 'pcm_24000']);
  expect(lengthOf(items)).toBe(24_000);
});

test('the reason of a refusal is kept for the log, its words are not', async () => {
  service.reply(elevenLabsRefusal(401, { reason: 'quota_exceeded' }));
  const { error } = await speak();
  expect(error).toMatchObject({
    code: 'tts_refused_key',
    cause: { message: 'ElevenLabs answered 401 (quota_exceeded)' },
  });
});

test('an unknown voice is no fault of the service', async () => {
  service.reply(elevenLabsRefusal(404, { reason: 'voice_not_found' }));
  expect((await speak()).error).toMatchObject({ code: 'tts_bad_text' });
});

test.each([
  ['a page', ['<html>']],
  ['a list', [JSON.stringify({ detail: [{ loc: ['body'], msg: 'no' }] })]],
  ['a page without an end', Array.from({ length: 50 }, () => 'x'.repeat(1000))],
])('a refusal that is %s is still one', async (_what, parts) => {
  service.reply({ status: 500, parts });
  expect((await speak()).error).toMatchObject({ code: 'tts_failed', cause: { message: 'ElevenLabs answered 500' } });
});

test('the key is not carried to where an answer points', async () => {
  service.reply({ status: 307, headers: { location: '/elsewhere' }, parts: [] });
  expect((await speak()).error).toMatchObject({ code: 'tts_failed' });
  expect(service.requests).toHaveLength(1);
});

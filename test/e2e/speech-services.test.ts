import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { HealthReport } from '../../src/protocol/rest/health.ts';
import { FakeDeepgram } from '../support/fake-deepgram.ts';
import { startFakeElevenLabs } from '../support/fake-elevenlabs.ts';
import type { FakeHttpService } from '../support/fake-http-service.ts';
import { openAiTranscript, startFakeOpenAiAudio, transcriptionForm } from '../support/fake-openai-audio.ts';
import { ListeningClient } from '../support/listening-client.ts';
import { RealtimeClient } from '../support/realtime-client.ts';
import { type ServerProcess, signUp, startServer } from '../support/server-process.ts';

const QUESTION = 'What question do leaves answer?';
const AUDIO = { audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' };

let dataDir: string;
let deepgram: FakeDeepgram;
let elevenLabs: FakeHttpService;
let openAi: FakeHttpService;
let server: ServerProcess;
let token: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lva-speech-'));
  [deepgram, elevenLabs, openAi] = await Promise.all([
    FakeDeepgram.start(),
    startFakeElevenLabs(),
    startFakeOpenAiAudio(),
  ]);
  server = await startServer({
    DATA_DIR: dataDir,
    EMBEDDING_MODEL: 'hash',
    STT_PROVIDER: 'deepgram,openai',
    TTS_PROVIDER: 'elevenlabs,openai,browser',
    DEEPGRAM_API_KEY: 'd',
    DEEPGRAM_BASE_URL: deepgram.url,
    ELEVENLABS_API_KEY: 'e',
    ELEVENLABS_BASE_URL: elevenLabs.url,
    OPENAI_BASE_URL: `${openAi.url}/v1`,
  });
  token = await signUp(server.url);
});
afterAll(async () => {
  await server?.stop();
  await Promise.all([deepgram, elevenLabs, openAi].map((fake) => fake?.stop()));
  await rm(dataDir, { recursive: true, force: true });
});

/** A spoken question in a talk of its own, and what it was understood as; the answer is heard to its first sound. */
async function talk(): Promise<{ text: string; services: { stt: string; tts: string } }> {
  const client = await RealtimeClient.open(server.socketUrl, token);
  try {
    const listener = new ListeningClient(client);
    const { services } = await client.hello(AUDIO);
    const id = newId();
    listener.speak(id);
    client.send({ type: 'speech_end', id, done: true });
    const { text } = await client.next('transcript', ({ final }) => final);
    await client.next('sentence');
    await listener.received(0, 50);
    return { text, services };
  } finally {
    client.socket.terminate();
  }
}

async function stateOf(name: string): Promise<string | undefined> {
  const response = await fetch(`${server.url}/health`, { headers: { authorization: `Bearer ${token}` } });
  return HealthReport.parse(await response.json()).parts.find((part) => part.name === name)?.state;
}

it('a learner is heard and answered aloud through the services, which change when one fails and change back', async () => {
  deepgram.always = { finals: [{ text: QUESTION }] };
  expect(await talk()).toMatchObject({ text: QUESTION, services: { stt: 'ok', tts: 'ok' } });
  expect(deepgram.stretches[0]?.headers.authorization).toBe('Token d');
  expect(elevenLabs.requests.length).toBeGreaterThan(0);
  expect(openAi.requests).toEqual([]);
  expect([await stateOf('stt'), await stateOf('tts')]).toEqual(['ok', 'ok']);

  deepgram.reply({ breakAfter: { messages: 1, how: 'cut' } });
  elevenLabs.reply({ status: 500, parts: [] });
  openAi.reply(openAiTranscript('And what do roots answer?'));
  expect((await talk()).text).toBe('And what do roots answer?');
  const [heard, spoken] = openAi.requests;
  expect((await transcriptionForm(heard!)).file.bytes).toHaveLength(44 + 2 * 16 * 400);
  expect(spoken?.path).toBe('/v1/audio/speech');
  expect(await stateOf('stt')).toBe('degraded');

  const asked = openAi.requests.length;
  expect((await talk()).text).toBe(QUESTION);
  expect(openAi.requests).toHaveLength(asked);
  await expect.poll(async () => [await stateOf('stt'), await stateOf('tts')]).toEqual(['ok', 'ok']);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { AudioKind, encodeAudioFrame } from '../../src/protocol/audio-frame.ts';
import { MessageList } from '../../src/protocol/rest/conversations.ts';
import type { FakeHttpService } from '../support/fake-http-service.ts';
import { openAiTranscript, startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { RealtimeClient } from '../support/realtime-client.ts';
import { type ServerProcess, signUp, startServer } from '../support/server-process.ts';

const QUESTION = 'What question do leaves answer?';
const HELLO = { audioIn: 'pcm16/16000', keepsSpeech: true };

let dataDir: string;
let openAi: FakeHttpService;
let env: Record<string, string>;
let server: ServerProcess;
let token: string;
let conversationId: string;
let client: RealtimeClient;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lva-restart-'));
  openAi = await startFakeOpenAiAudio();
  env = {
    DATA_DIR: dataDir,
    EMBEDDING_MODEL: 'hash',
    STT_PROVIDER: 'openai',
    OPENAI_BASE_URL: `${openAi.url}/v1`,
  };
  server = await startServer(env);
  token = await signUp(server.url);
  client = await RealtimeClient.open(server.socketUrl, token);
  ({ conversationId } = await client.hello(HELLO));
});
afterEach(async () => {
  client.socket.terminate();
  await server.kill();
  await openAi.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A stretch of speech with its end; the one that is sent again is the same. */
function speak(id: string, again = false): void {
  client.send({ type: 'speech_start', id, ...(again && { again }) });
  for (let sequence = 0; sequence < 50; sequence += 1) {
    const pcm = new Uint8Array(Int16Array.from({ length: 320 }, (_, at) => (at % 16 < 8 ? 3_000 : -3_000)).buffer);
    client.socket.send(encodeAudioFrame({ kind: AudioKind.learner, turn: 0, sentence: 0, sequence, pcm }));
  }
  client.send({ type: 'speech_end', id, done: true });
}

async function questions(): Promise<string[]> {
  const path = `/api/conversations/${conversationId}/messages?limit=100`;
  const response = await fetch(`${server.url}${path}`, { headers: { Authorization: `Bearer ${token}` } });
  const { messages } = MessageList.parse(await response.json());
  return messages.filter(({ role }) => role === 'learner').map(({ text }) => text);
}

/** The next server, and the client that comes back to it and sends what was not settled. */
async function comeBack(id: string): Promise<void> {
  server = await startServer(env);
  client = await RealtimeClient.open(server.socketUrl, token);
  await client.hello({ ...HELLO, conversationId });
  speak(id, true);
  await client.next('speech_ack', (ack) => ack.settled);
}

/** The service hears a request, and answers it when the test says so. */
function slow(): { asked: Promise<unknown>; answer: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { parts, ...answer } = openAiTranscript(QUESTION);
  openAi.reply({ ...answer, parts: [promise, ...parts] });
  return { asked: openAi.nextRequest(), answer: resolve };
}

it('words that are being recognised when the server is told to stop are stored, once', async () => {
  const id = newId();
  const { asked, answer } = slow();
  speak(id);
  await asked;
  const stopped = server.stop();
  // Nothing new is taken any more: it goes down.
  await vi.waitFor(async () => expect((await fetch(`${server.url}/health/ready`)).status).toBe(503));
  answer();
  expect(await client.next('speech_ack', (ack) => ack.settled)).toMatchObject({ id });
  expect((await client.closed).code).toBe(1012);
  expect(await stopped).toBe(0);
  await comeBack(id);
  expect(await questions()).toEqual([QUESTION]);
  expect(openAi.requests.filter(({ path }) => path.endsWith('/transcriptions'))).toHaveLength(1);
});

it('words that a server was killed over are heard by the next one, and stored once', async () => {
  const id = newId();
  const { asked } = slow();
  speak(id);
  await asked;
  await server.kill();
  openAi.always(() => openAiTranscript(QUESTION));
  await comeBack(id);
  expect(await questions()).toEqual([QUESTION]);
});

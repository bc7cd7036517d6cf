import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createElevenLabsTextToSpeech } from '../../src/adapters/elevenlabs/text-to-speech.ts';
import { createOpenAiSpeechToText } from '../../src/adapters/openai-speech/speech-to-text.ts';
import { createOpenAiTextToSpeech } from '../../src/adapters/openai-speech/text-to-speech.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { createEvents } from '../../src/events.ts';
import { createSpeechToTextGateway } from '../../src/gateway/speech-to-text-gateway.ts';
import { createTextToSpeechGateway } from '../../src/gateway/text-to-speech-gateway.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { openTestDatabase } from '../support/databases.ts';
import { startFakeElevenLabs } from '../support/fake-elevenlabs.ts';
import type { FakeHttpService } from '../support/fake-http-service.ts';
import { startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, startNode } from '../support/realtime-node.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let node: Awaited<ReturnType<typeof startNode>>;
let client: RealtimeClient;
/** What hears, the voice that is asked first, and the one that nobody needs. */
let services: FakeHttpService[];

beforeEach(async () => {
  database = await openTestDatabase('sqlite');
  services = [await startFakeOpenAiAudio(), await startFakeElevenLabs(), await startFakeOpenAiAudio()];
  const [hearing, voice, second] = services.map(({ url }) => url);
  const logger = createLogger({ level: 'silent', pretty: false });
  const parts = { board: new ServiceBoard(), events: createEvents(logger).speech, clock: systemClock };
  const stt = createOpenAiSpeechToText({ baseUrl: `${hearing}/v1`, model: 'gpt-transcribe' });
  const tts = [
    createElevenLabsTextToSpeech({ baseUrl: voice, model: 'eleven_flash_v2_5', voice: 'v' }),
    createOpenAiTextToSpeech({ baseUrl: `${second}/v1`, model: 'gpt-4o-mini-tts', voice: 'alloy' }),
  ];
  node = await startNode({
    stores: database.stores,
    stt: createSpeechToTextGateway([stt], parts),
    tts: createTextToSpeechGateway(tts, parts),
  });
  const learner = await addLearner(database.stores);
  client = await node.connect(learner.token);
});
afterEach(async () => {
  client.socket.terminate();
  await node.stop();
  await Promise.all(services.map((service) => service.stop()));
  await database.drop();
});

const connections = () => services.map((service) => service.connections);

it('at the first turn nobody waits for a connection: both are open when the learner has finished', async () => {
  await client.hello({ audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' });
  await vi.waitFor(() => expect(connections()).toEqual([1, 1, 0]));
  const listener = new ListeningClient(client);
  const id = newId();
  listener.speak(id);
  client.send({ type: 'speech_end', id, done: true });
  await listener.received(0, 50);
  expect(connections()).toEqual([1, 1, 0]);
  expect(services.map(({ requests }) => requests.length > 0)).toEqual([true, true, false]);
});

it('a connection that was closed meanwhile is opened anew when a voice begins', async () => {
  await client.hello({ audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' });
  await vi.waitFor(() => expect(connections()).toEqual([1, 1, 0]));
  for (const service of services) service.hangUp();
  await vi.waitFor(() => {
    client.send({ type: 'speech_start', id: newId() });
    expect(connections()).toEqual([2, 2, 0]);
  });
});

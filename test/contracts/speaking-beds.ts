import { createElevenLabsTextToSpeech } from '../../src/adapters/elevenlabs/text-to-speech.ts';
import { createOpenAiTextToSpeech } from '../../src/adapters/openai-speech/text-to-speech.ts';
import type { TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { elevenLabsRefusal, elevenLabsSound, startFakeElevenLabs } from '../support/fake-elevenlabs.ts';
import type { FakeHttpService, HttpAnswer, Part } from '../support/fake-http-service.ts';
import { openAiRefusal, openAiSound, startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { loadedVoice } from '../support/local-speech.ts';

/** One adapter of TextToSpeech with what stands behind it. */
export interface SpeakingBed extends AsyncDisposable {
  tts: TextToSpeech;
  remote?: {
    /** The next text is spoken with these bytes of 24 kHz PCM. */
    plays(...parts: Part[]): void;
    refuses(status: number, retryAfter?: number): void;
    /** 200, but a page and not sound. */
    talksGarbage(): void;
    asked(): Promise<{ closed: Promise<unknown>; abandoned: boolean }>;
    /** How many requests there were. */
    count(): number;
    stop(): Promise<void>;
  };
}

/** A new adapter goes here as one more row. */
export const SPEAKING: [name: string, open: () => Promise<SpeakingBed>][] = [
  ['openai', openAi],
  ['elevenlabs', elevenLabs],
  ['local', local],
];

async function local(): Promise<SpeakingBed> {
  const { voice } = await loadedVoice();
  return { tts: voice, [Symbol.asyncDispose]: () => voice.close() };
}

async function openAi(): Promise<SpeakingBed> {
  const service = await startFakeOpenAiAudio();
  const account = { apiKey: 'k', baseUrl: `${service.url}/v1` };
  const tts = createOpenAiTextToSpeech({ ...account, model: 'gpt-4o-mini-tts', voice: 'alloy' });
  return bed(tts, service, { sound: openAiSound, refusal: openAiRefusal });
}

async function elevenLabs(): Promise<SpeakingBed> {
  const service = await startFakeElevenLabs();
  const account = { apiKey: 'k', baseUrl: service.url };
  const tts = createElevenLabsTextToSpeech({ ...account, model: 'eleven_flash_v2_5', voice: 'george' });
  return bed(tts, service, { sound: elevenLabsSound, refusal: elevenLabsRefusal });
}

interface Dialect {
  sound: (...parts: Part[]) => HttpAnswer;
  refusal: (status: number, options: { retryAfter?: number }) => HttpAnswer;
}

function bed(tts: TextToSpeech, service: FakeHttpService, { sound, refusal }: Dialect): SpeakingBed {
  return {
    tts,
    remote: {
      plays: (...parts) => service.reply(sound(...parts)),
      refuses: (status, retryAfter) => service.reply(refusal(status, retryAfter === undefined ? {} : { retryAfter })),
      talksGarbage: () => service.reply({ headers: { 'content-type': 'text/html' }, parts: ['<p>the secret words'] }),
      asked: () => service.nextRequest(),
      count: () => service.requests.length,
      stop: () => service.stop(),
    },
    [Symbol.asyncDispose]: () => service.stop(),
  };
}

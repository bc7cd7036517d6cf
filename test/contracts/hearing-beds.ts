import { createDeepgramSpeechToText } from '../../src/adapters/deepgram/speech-to-text.ts';
import { createOpenAiSpeechToText } from '../../src/adapters/openai-speech/speech-to-text.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import type { SpeechToText } from '../../src/ports/speech-to-text.ts';
import { FakeDeepgram } from '../support/fake-deepgram.ts';
import { openAiRefusal, openAiTranscript, startFakeOpenAiAudio } from '../support/fake-openai-audio.ts';
import { loadedHearing } from '../support/local-speech.ts';

/** One adapter of SpeechToText with what stands behind it. */
export interface HearingBed extends AsyncDisposable {
  stt: SpeechToText;
  /** From now on every stretch is understood so; a service that only hears real speech leaves it out. */
  hears?(text: string): void;
  remote?: RemoteService;
}

/** What can go wrong where the service is somewhere else. Each holds for the next request. */
interface RemoteService {
  refuses(status: number, retryAfter?: number): void;
  cutsOff(): void;
  talksGarbage(): void;
  neverEnds(): void;
  /** The next request to arrive; `closed` when its connection is gone. */
  asked(): Promise<{ closed: Promise<unknown> }>;
  stop(): Promise<void>;
}

/** A new adapter goes here as one more row. */
export const HEARING: [name: string, open: () => Promise<HearingBed>][] = [
  ['openai', openAi],
  ['deepgram', deepgram],
  ['local', local],
];

async function local(): Promise<HearingBed> {
  const { ear } = await loadedHearing();
  return { stt: ear, [Symbol.asyncDispose]: () => ear.close() };
}

async function openAi(): Promise<HearingBed> {
  const service = await startFakeOpenAiAudio();
  return {
    stt: createOpenAiSpeechToText({ apiKey: 'k', baseUrl: `${service.url}/v1`, model: 'whisper-1' }),
    hears: (text) => service.always(() => openAiTranscript(text)),
    remote: {
      refuses: (status, retryAfter) =>
        service.reply(openAiRefusal(status, retryAfter === undefined ? {} : { retryAfter })),
      cutsOff: () => service.reply({ headers: { 'content-type': 'application/json' }, parts: ['{"te', 'cut'] }),
      talksGarbage: () =>
        service.reply({ headers: { 'content-type': 'application/json' }, parts: ['the secret words'] }),
      neverEnds: () => service.reply({ headers: { 'content-type': 'application/json' }, parts: ['{"te', 'hang'] }),
      asked: () => service.nextRequest(),
      stop: () => service.stop(),
    },
    [Symbol.asyncDispose]: () => service.stop(),
  };
}

async function deepgram(): Promise<HearingBed> {
  const service = await FakeDeepgram.start();
  return {
    stt: createDeepgramSpeechToText({ apiKey: 'k', baseUrl: service.url, model: 'nova-3', clock: systemClock }),
    hears: (text) => {
      service.always = { finals: [{ text }] };
    },
    remote: {
      refuses: (status, retryAfter) =>
        service.reply({ refuse: { status, ...(retryAfter === undefined ? {} : { retryAfter }) } }),
      cutsOff: () => service.reply({ breakAfter: { messages: 1, how: 'cut' } }),
      talksGarbage: () => service.reply({ breakAfter: { messages: 1, how: 'garbage' } }),
      neverEnds: () => service.reply({ hang: true }),
      asked: () => service.nextStretch(),
      stop: () => service.stop(),
    },
    [Symbol.asyncDispose]: () => service.stop(),
  };
}

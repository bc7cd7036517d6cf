import { ConfigError } from './config-error.ts';
import type { Env } from './env.ts';

/** Where a paid or remote service is and how it knows us. At least one of the two is set. */
interface Account {
  apiKey?: string | undefined;
  /** Left out for the vendor's own address. */
  baseUrl?: string | undefined;
}

/** A model of the server's own; its voice, if it has one, is part of it. */
interface LocalConfig {
  kind: 'local';
  /** On the hub, or the absolute path of a folder. */
  model: string;
  voice?: undefined;
}

export type SpeechToTextConfig = LocalConfig | (Account & { kind: 'openai' | 'deepgram'; model: string });
export type TextToSpeechConfig =
  | LocalConfig
  | (Account & { kind: 'openai' | 'elevenlabs'; model: string; voice: string });

/** What hears and speaks for every client: each list in the order in which it is tried. Empty: only browsers do. */
export interface SpeechConfig {
  speechToText: SpeechToTextConfig[];
  textToSpeech: TextToSpeechConfig[];
}

type ProviderList = 'STT_PROVIDER' | 'TTS_PROVIDER';

/** George: one of the voices that ElevenLabs gives to every account. */
const ELEVENLABS_VOICE = 'JBFqnCBsd6RMkjVDRZzb';

/** Throws ConfigError for what can't work. */
export function speechConfig(env: Env): SpeechConfig {
  const speechToText = services('STT_PROVIDER', env.STT_PROVIDER).map((kind, place) => hearing(env, kind, place));
  const textToSpeech = services('TTS_PROVIDER', env.TTS_PROVIDER).map((kind, place) => speaking(env, kind, place));
  checkPlaces(env, 'STT_MODEL', 'STT_PROVIDER', speechToText);
  checkPlaces(env, 'TTS_MODEL', 'TTS_PROVIDER', textToSpeech);
  checkPlaces(env, 'TTS_VOICE', 'TTS_PROVIDER', textToSpeech);
  checkAddresses(env);
  return { speechToText, textToSpeech };
}

function hearing(env: Env, kind: Exclude<Env['STT_PROVIDER'][number], 'browser'>, place: number): SpeechToTextConfig {
  const model = env.STT_MODEL?.[place];
  switch (kind) {
    case 'openai':
      return { kind, ...openai(env, 'STT_PROVIDER'), model: model || 'gpt-transcribe' };
    case 'deepgram':
      return { kind, ...deepgram(env), model: model || 'nova-3' };
    case 'local':
      return { kind, model: model || 'onnx-community/whisper-base' };
  }
}

function speaking(env: Env, kind: Exclude<Env['TTS_PROVIDER'][number], 'browser'>, place: number): TextToSpeechConfig {
  const model = env.TTS_MODEL?.[place];
  const voice = env.TTS_VOICE?.[place];
  switch (kind) {
    case 'openai':
      return { kind, ...openai(env, 'TTS_PROVIDER'), model: model || 'gpt-4o-mini-tts', voice: voice || 'alloy' };
    case 'elevenlabs':
      return { kind, ...elevenlabs(env), model: model || 'eleven_flash_v2_5', voice: voice || ELEVENLABS_VOICE };
    case 'local':
      if (voice) throw new ConfigError('TTS_VOICE names a voice for local, whose voice is its TTS_MODEL.');
      return { kind, model: model || 'Xenova/mms-tts-eng' };
  }
}

function openai(env: Env, list: ProviderList): Account {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl } = env;
  if (apiKey || baseUrl) return { apiKey, baseUrl };
  throw new ConfigError(`${list} names openai: set OPENAI_API_KEY, or OPENAI_BASE_URL for a server that wants no key.`);
}

function deepgram(env: Env): Account {
  const { DEEPGRAM_API_KEY: apiKey, DEEPGRAM_BASE_URL: baseUrl } = env;
  if (apiKey || baseUrl) return { apiKey, baseUrl };
  throw new ConfigError('STT_PROVIDER names deepgram but DEEPGRAM_API_KEY is not set.');
}

function elevenlabs(env: Env): Account {
  const { ELEVENLABS_API_KEY: apiKey, ELEVENLABS_BASE_URL: baseUrl } = env;
  if (apiKey || baseUrl) return { apiKey, baseUrl };
  throw new ConfigError('TTS_PROVIDER names elevenlabs but ELEVENLABS_API_KEY is not set.');
}

/** A list without `browser`, which is what is left when the others fail and can therefore only come last. */
function services<T extends string>(list: ProviderList, kinds: readonly T[]): Exclude<T, 'browser'>[] {
  const named = kinds.filter((kind): kind is Exclude<T, 'browser'> => kind !== 'browser');
  if (kinds.slice(0, named.length).some((kind) => kind === 'browser')) {
    throw new ConfigError(`${list} has services after browser, which would never be asked: put browser last.`);
  }
  return named;
}

/** Models and voices belong to the service at the same place of the list; more of them than services is a mistake. */
function checkPlaces(
  env: Env,
  name: 'STT_MODEL' | 'TTS_MODEL' | 'TTS_VOICE',
  list: ProviderList,
  services: readonly { kind: string; model: string; voice?: string | undefined }[],
): void {
  if ((env[name]?.length ?? 0) > services.length) {
    throw new ConfigError(`${name} names more than there are services in ${list}.`);
  }
  const distinct = new Set(services.map(({ kind, model, voice }) => `${kind} ${model} ${voice}`));
  if (distinct.size < services.length) throw new ConfigError(`${list} names the same service twice.`);
}

/** An address that nothing asks is a mistake. A key is not: it may be in the environment for other programs. */
function checkAddresses(env: Env): void {
  if (env.DEEPGRAM_BASE_URL && !env.STT_PROVIDER.includes('deepgram')) {
    throw new ConfigError('DEEPGRAM_BASE_URL is set but STT_PROVIDER does not name deepgram.');
  }
  if (env.ELEVENLABS_BASE_URL && !env.TTS_PROVIDER.includes('elevenlabs')) {
    throw new ConfigError('ELEVENLABS_BASE_URL is set but TTS_PROVIDER does not name elevenlabs.');
  }
}

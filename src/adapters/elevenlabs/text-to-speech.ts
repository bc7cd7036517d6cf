import { createHttp, type Http } from '../../http-fetch.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../ports/text-to-speech.ts';
import { pcmFrames } from '../../sound/pcm-frames.ts';
import { isPronounceable } from '../../sound/pronounceable.ts';
import { within } from '../../sound/speed.ts';
import { speechError } from '../../speech-errors.ts';
import { brokenBy, refusalOf } from './errors.ts';

export interface ElevenLabsOptions {
  /** Left out where a proxy adds it. */
  apiKey?: string | undefined;
  baseUrl?: string | undefined;
  /** e.g. `eleven_flash_v2_5`. */
  model: string;
  /** Id of the voice where none is asked for. */
  voice: string;
}

/** Rates of PCM that every account may ask for. */
const RATES = [8000, 16_000, 22_050, 24_000] as const;
/** The API refuses others. */
const SPEEDS = { least: 0.7, most: 1.2 };
/** Models that take the language as a code; the others refuse the field. */
const TAKES_LANGUAGE = /flash_v2_5|turbo_v2_5|_v3/;

/**
 * Text to speech over ElevenLabs' streaming endpoint. One request with `fetch` and not the vendor's SDK, which is 108 MB
 * (see docs/adr/0011).
 */
export function createElevenLabsTextToSpeech(options: ElevenLabsOptions): TextToSpeech {
  const http = createHttp();
  return {
    id: `elevenlabs/${options.model}`,
    warm: () => http.warm(`${baseOf(options)}/`),
    changesSpeed: true,
    async *synthesize(text, wanted, signal) {
      signal.throwIfAborted();
      if (!isPronounceable(text)) return;
      const rate = RATES.find((each) => each === wanted.format.sampleRate) ?? 24_000;
      let begun = false;
      let heard = false;
      try {
        const response = await ask(http, options, text, wanted, rate, signal);
        begun = true;
        if (!response.ok) throw await refusalOf(response);
        if (/^(text|application\/json)/.test(response.headers.get('content-type') ?? '')) throw noSound();
        const body: AsyncIterable<Uint8Array> = response.body ?? new ReadableStream();
        for await (const frame of pcmFrames(body, { from: rate, to: wanted.format.sampleRate })) {
          heard = true;
          yield frame;
        }
      } catch (error) {
        signal.throwIfAborted();
        throw brokenBy(error, begun);
      }
      if (!heard) throw noSound();
    },
  };
}

function baseOf({ baseUrl }: ElevenLabsOptions): string {
  return (baseUrl ?? 'https://api.elevenlabs.io').replace(/\/+$/, '');
}

function ask(
  http: Http,
  { apiKey, model, ...options }: ElevenLabsOptions,
  text: string,
  { voice = options.voice, language, speed = 1 }: SynthesizeOptions,
  rate: number,
  signal: AbortSignal,
): Promise<Response> {
  const url = `${baseOf({ model, ...options })}/v1/text-to-speech/${encodeURIComponent(voice)}/stream?output_format=pcm_${rate}`;
  const code = TAKES_LANGUAGE.test(model) ? language?.split('-')[0]?.toLowerCase() : undefined;
  return http.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { 'xi-api-key': apiKey }) },
    body: JSON.stringify({
      text,
      model_id: model,
      ...(code !== undefined && { language_code: code }),
      // The voice's other settings stay as its owner has them.
      ...(speed !== 1 && { voice_settings: { speed: within(SPEEDS, speed) } }),
    }),
    signal,
  });
}

function noSound() {
  return speechError('tts', 'failed', { cause: new Error('the answer held no sound') });
}

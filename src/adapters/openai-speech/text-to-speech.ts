import type { TextToSpeech } from '../../ports/text-to-speech.ts';
import { pcmFrames } from '../../sound/pcm-frames.ts';
import { isPronounceable } from '../../sound/pronounceable.ts';
import { within } from '../../sound/speed.ts';
import { speechError } from '../../speech-errors.ts';
import { createOpenAiClient, type OpenAiAccount } from './client.ts';
import { toSpeechError } from './errors.ts';

/** Samples a second of the API's `pcm`, unless the answer's content type names another rate. */
const PCM_RATE = 24_000;
/** The API refuses others. */
const SPEEDS = { least: 0.25, most: 4 };

/** Text to speech over `POST /audio/speech`: OpenAI and any server like it. Sound goes on as it comes. */
export function createOpenAiTextToSpeech(options: OpenAiAccount & { model: string; voice: string }): TextToSpeech {
  const { model } = options;
  const { client, warm } = createOpenAiClient(options);

  return {
    id: `openai/${model}`,
    warm,
    changesSpeed: true,
    async *synthesize(text, { format, voice = options.voice, speed = 1 }, signal) {
      signal.throwIfAborted();
      if (!isPronounceable(text)) return;
      let heard = false;
      try {
        const response = await client.audio.speech.create(
          { input: text, model, voice, response_format: 'pcm', ...(speed !== 1 && { speed: within(SPEEDS, speed) }) },
          { signal },
        );
        const rate = rateOf(response.headers.get('content-type') ?? '');
        const body: AsyncIterable<Uint8Array> = response.body ?? new ReadableStream();
        for await (const frame of pcmFrames(body, { from: rate, to: format.sampleRate })) {
          heard = true;
          yield frame;
        }
      } catch (error) {
        signal.throwIfAborted();
        throw toSpeechError('tts', error);
      }
      if (!heard) throw speechError('tts', 'failed', { cause: new Error('the answer held no sound') });
    },
  };
}

/** Throws `tts_failed` for what is no bare PCM: it would be heard as noise. */
function rateOf(contentType: string): number {
  if (/^(text|application\/json|audio\/(mpeg|mp3|wav|x-wav|ogg|opus|aac|flac))/.test(contentType)) {
    throw speechError('tts', 'failed', { cause: new Error(`asked for PCM, got ${contentType}`) });
  }
  return Number(/rate=(\d{4,5})\b/.exec(contentType)?.[1] ?? PCM_RATE);
}

import { z } from 'zod';
import type { SpeechToText, Transcript } from '../../ports/speech-to-text.ts';
import { framesUntilAborted } from '../../sound/frames-until-aborted.ts';
import { toWav } from '../../sound/wav.ts';
import { speechError } from '../../speech-errors.ts';
import { createOpenAiClient, languageOf, type OpenAiAccount } from './client.ts';
import { toSpeechError } from './errors.ts';

/** Shorter than this the API refuses a recording (0.1 s), and nobody has said a word in it. */
const SHORTEST_S = 0.1;

const Answer = z.object({ text: z.string() });

/**
 * Speech to text over `POST /audio/transcriptions`: OpenAI, Groq, Speaches, whisper.cpp, LocalAI. The whole stretch is sent
 * as one WAV when it has ended, so that there is one transcript, the final one.
 */
export function createOpenAiSpeechToText(options: OpenAiAccount & { model: string }): SpeechToText {
  const { model } = options;
  const { client, warm } = createOpenAiClient(options);

  return {
    id: `openai/${model}`,
    warm,
    streaming: false,
    async *transcribe(audio, { language }, signal): AsyncGenerator<Transcript> {
      const pieces: Int16Array[] = [];
      let rate = 16_000;
      for await (const frame of framesUntilAborted(audio, signal)) {
        pieces.push(frame.samples);
        rate = frame.sampleRate;
      }
      const seconds = pieces.reduce((sum, { length }) => sum + length, 0) / rate;
      if (seconds < SHORTEST_S) return;
      const file = new File([toWav(pieces, rate)], 'speech.wav', { type: 'audio/wav' });
      const code = languageOf(language);
      try {
        const answer = await client.audio.transcriptions.create(
          { file, model, response_format: 'json', ...(code === undefined ? {} : { language: code }) },
          { signal },
        );
        const { success, data } = Answer.safeParse(answer);
        if (!success) throw speechError('stt', 'failed', { cause: new Error('the answer has no text') });
        yield { text: data.text.trim(), final: true, upToMs: seconds * 1000 };
      } catch (error) {
        signal.throwIfAborted();
        throw toSpeechError('stt', error);
      }
    },
  };
}

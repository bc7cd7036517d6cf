import { Registry } from 'prom-client';
import { AppError } from '../../src/errors.ts';
import { createSpeechEvents } from '../../src/events/speech.ts';
import { createLogger } from '../../src/logger.ts';
import type { AudioFrame } from '../../src/ports/audio.ts';
import type { SpeechToText, Transcript } from '../../src/ports/speech-to-text.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { ServiceBoard } from '../../src/service-board.ts';
import { orAborted } from '../../src/until-aborted.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { tone } from '../support/sound.ts';

/** What a gateway stands on, and how it is read. */
export function gatewayParts(clock = new FakeClock()) {
  const registry = new Registry();
  const board = new ServiceBoard();
  const events = createSpeechEvents(registry, createLogger({ level: 'silent', pretty: false }));
  const count = async (name: string, labels: Record<string, string> = {}): Promise<number> => {
    const metric = await registry.getSingleMetric(name)?.get();
    const values = metric?.values.filter(({ labels: has }) =>
      Object.entries(labels).every(([key, value]) => String(has[key as keyof typeof has]) === value),
    );
    return values?.reduce((sum, { value }) => sum + value, 0) ?? 0;
  };
  return { parts: { board, events, clock }, board, clock, count };
}

/** What a scripted ear does with one request, beginning with the sound that it is given. */
export type Hearing = (sound: AsyncIterable<AudioFrame>, signal: AbortSignal) => AsyncGenerator<Transcript>;

/** Hears as the scripts say, one a request; the last one stays. */
export function scriptedEar(id: string, ...scripts: Hearing[]): SpeechToText & { asked: number } {
  const ear = {
    id,
    streaming: true,
    asked: 0,
    transcribe(audio: AsyncIterable<AudioFrame>, _options: object, signal: AbortSignal) {
      const script = scripts[Math.min(ear.asked, scripts.length - 1)];
      ear.asked += 1;
      if (!script) throw new Error('an ear needs a script');
      return script(audio, signal);
    },
  };
  return ear;
}

/** Reads all sound and says what `words` makes of its frames. */
export function hears(words: (frames: AudioFrame[]) => string): Hearing {
  return async function* (sound) {
    const frames: AudioFrame[] = [];
    for await (const frame of sound) frames.push(frame);
    yield { text: words(frames), final: true };
  };
}

/** Fails at once, without reading. */
export function deaf(code = 'stt_failed', retryAfter?: number): Hearing {
  return async function* () {
    yield* [];
    throw failure(code, retryAfter);
  };
}

/** Reads all sound and never answers, but heeds its signal. */
export const mute: Hearing = async function* (sound, signal) {
  for await (const _frame of sound);
  await orAborted(new Promise(() => undefined), signal);
  yield* [];
};

export function failure(code: string, retryAfter?: number): AppError {
  return new AppError({
    code,
    status: 503,
    message: 'It failed.',
    retryable: true,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

/** Ms of sound that a voice makes of a text, and what it does then. */
export type Speaking = (text: string) => {
  ms: number;
  end?: 'fail' | 'hang' | 'never end' | undefined;
  code?: string;
};

/** Speaks as the scripts say, one a request; the last one stays. */
export function scriptedVoice(
  id: string,
  ...scripts: Speaking[]
): TextToSpeech & { texts: string[]; voices: unknown[]; speeds: unknown[] } {
  const voice = {
    id,
    texts: [] as string[],
    voices: [] as unknown[],
    speeds: [] as unknown[],
    changesSpeed: true,
    async *synthesize(text: string, { format, voice: name, speed }: SynthesizeOptions, signal: AbortSignal) {
      const script = scripts[Math.min(voice.texts.length, scripts.length - 1)];
      voice.texts.push(text);
      voice.voices.push(name);
      voice.speeds.push(speed);
      const { ms, end, code = 'tts_cut_off' } = script?.(text) ?? { ms: 0 };
      const frame = { samples: tone(50, format.sampleRate), sampleRate: format.sampleRate };
      for (let spoken = 0; spoken < ms || end === 'never end'; spoken += 50) {
        yield frame;
      }
      if (end === 'hang') await orAborted(new Promise(() => undefined), signal);
      if (end === 'fail') throw failure(code);
    },
  };
  return voice;
}

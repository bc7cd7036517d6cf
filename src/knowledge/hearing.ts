import { invalid, toAppError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { SoundDecoder } from '../ports/sound-decoder.ts';
import type { SpeechToText } from '../ports/speech-to-text.ts';
import type { ExtractedText } from '../ports/text-extractor.ts';
import { framesOf, quietCuts, SAMPLE_RATE } from './quiet-cuts.ts';

export interface HearingDeps {
  speechToText: SpeechToText;
  sounds: SoundDecoder;
  clock: Clock;
}

/** Writes recordings down. */
export interface Hearing {
  /**
   * What is said in a recording: a section for each minute or so, headed by the time at which it begins. Throws
   * `recording_too_long`, `transcription_failed`, or what the decoder throws.
   */
  transcribe(file: Uint8Array, signal: AbortSignal): Promise<ExtractedText>;
}

/** Four hours: longer than any lecture. */
export const MAX_RECORDING_S = 4 * 3600;
/** So much is decoded at a time: 10 MB. */
const WINDOW_S = 300;
/** Waits before a stretch is heard again, ms. */
const PAUSES_MS = [1000, 5000];

export function createHearing({ speechToText, sounds, clock }: HearingDeps): Hearing {
  async function hear(samples: Int16Array, signal: AbortSignal): Promise<string> {
    const parts: string[] = [];
    for await (const { text, final } of speechToText.transcribe(framesOf(samples), {}, signal)) {
      if (final && text.trim() !== '') parts.push(text.trim());
    }
    return parts.join(' ');
  }

  /** Services stumble: a stretch is heard three times before all of the recording is given up. */
  async function hearAgain(samples: Int16Array, at: number, signal: AbortSignal): Promise<string> {
    for (const pause of [...PAUSES_MS, undefined]) {
      try {
        return await hear(samples, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (pause === undefined || !toAppError(error).retryable) throw failed(at, error);
        await wait(clock, pause, signal);
      }
    }
    throw failed(at);
  }

  return {
    async transcribe(file, signal) {
      const length = await sounds.length(file, signal);
      if (length > MAX_RECORDING_S) throw tooLong();
      let text = '';
      for (let from = 0; from < length; ) {
        const samples = await sounds.decode(file, { from, to: from + WINDOW_S }, signal);
        const stretches = quietCuts(samples);
        const isLast = from + WINDOW_S >= length;
        // What is left over at the end of a window is the beginning of the next one.
        for (const stretch of isLast || stretches.length < 2 ? stretches : stretches.slice(0, -1)) {
          const heard = await hearAgain(stretch, from, signal);
          if (heard !== '') text += `# ${timeMark(from)}\n\n${heard}\n\n`;
          from += stretch.length / SAMPLE_RATE;
        }
        // A recording may be shorter than it says.
        if (isLast || samples.length === 0) break;
      }
      return { text, pages: [] };
    },
  };
}

/** `3:07`, or `1:03:07`. */
function timeMark(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancel = clock.after(ms, resolve);
  const onAbort = () => {
    cancel();
    reject(signal.reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', onAbort));
}

function failed(at: number, cause?: unknown) {
  return invalid(
    'transcription_failed',
    `The speech service could not write this recording down, from ${timeMark(at)} on. Try again later.`,
    cause,
  );
}

function tooLong() {
  return invalid('recording_too_long', `Recordings may be ${MAX_RECORDING_S / 3600} hours long at most.`);
}

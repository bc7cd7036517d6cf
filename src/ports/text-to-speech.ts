import type { AudioFormat, AudioFrame } from './audio.ts';

export interface SynthesizeOptions {
  format: AudioFormat;
  /** BCP 47 tag of the text's language. */
  language?: string | undefined;
  /** Name of a voice as the service knows it (of several, the first one); its own default where left out. */
  voice?: string | undefined;
  /** How fast it speaks; 1, or left out, is the voice's own pace. A service goes as near to it as it can, or takes no notice. */
  speed?: number | undefined;
}

/**
 * Speaks. Throws AppError: `tts_unreachable`, `tts_timeout`, `tts_rate_limited` (retryAfter), `tts_refused_key`,
 * `tts_bad_text` (this text or voice is to blame), `tts_cut_off` (the audio ended early), `tts_failed`.
 */
export interface TextToSpeech {
  /** Provider and model, for metrics and logs. */
  readonly id: string;
  /** Why it can't be asked yet, for people, while it can't: its model is being loaded. Asked all the same, it refuses at once. */
  readonly notReady?: string | undefined;
  /** Whether it can be asked to speak slower or faster. */
  readonly changesSpeed?: boolean | undefined;
  /** How long it may be silent before or between its frames, in ms, where that is longer than usual: a model on a slow machine. */
  readonly silentMs?: number | undefined;
  /** Opens the connection that the next request will need, if none is kept. Left out where there is nothing to open. Never rejects. */
  warm?(): Promise<void>;
  /**
   * Speaks one sentence, already prepared for speaking. Yields frames of any length in the wanted format as soon as they
   * come. Aborting the signal ends it at once with the signal's reason.
   */
  synthesize(text: string, options: SynthesizeOptions, signal: AbortSignal): AsyncIterable<AudioFrame>;
}

import type { AudioFrame } from './audio.ts';

/** What was understood of the speech since the last final transcript. */
export interface Transcript {
  /** Empty where there was nothing but noise or silence. */
  text: string;
  /** A final transcript is kept and the next ones follow it; a partial one is replaced by the next. */
  final: boolean;
  /**
   * With a final one: ms of the audio, from its beginning, that are understood with it, so that another service can go on
   * there. Left out, it counts only when all of the audio is understood.
   */
  upToMs?: number | undefined;
}

export interface TranscribeOptions {
  /** BCP 47 tag of the language spoken; recognised by the service where left out and possible. */
  language?: string | undefined;
  /** Told of each service that is given this audio where several stand in for each other: whether it is a streaming one. */
  onService?: ((streaming: boolean) => void) | undefined;
}

/**
 * Understands speech. Throws AppError: `stt_unreachable`, `stt_timeout`, `stt_rate_limited` (retryAfter), `stt_refused_key`,
 * `stt_bad_audio` (this audio, not the service, is to blame), `stt_failed` (anything else that the service did wrong).
 */
export interface SpeechToText {
  /** Provider and model, for metrics and logs. */
  readonly id: string;
  /** Why it can't be asked yet, for people, while it can't: its model is being loaded. Asked all the same, it refuses at once. */
  readonly notReady?: string | undefined;
  /** Whether partial transcripts come while the learner is still speaking. */
  readonly streaming: boolean;
  /** Opens the connection that the next request will need, if none is kept. Left out where there is nothing to open. Never rejects. */
  warm?(): Promise<void>;
  /**
   * Transcribes one stretch of speech, 16 kHz. Ends when the audio has ended and all of it is understood. Aborting the
   * signal ends it at once with the signal's reason.
   */
  transcribe(
    audio: AsyncIterable<AudioFrame>,
    options: TranscribeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Transcript>;
}

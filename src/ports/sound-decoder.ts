/** Makes sound of recordings in any format that is taken. Throws AppError, 422 and not retryable, for what is none. */
export interface SoundDecoder {
  /** Seconds. */
  length(file: Uint8Array, signal: AbortSignal): Promise<number>;
  /** A stretch of it, in seconds, as one channel at 16 kHz; shorter where the recording ends. */
  decode(file: Uint8Array, stretch: { from: number; to: number }, signal: AbortSignal): Promise<Int16Array>;
}

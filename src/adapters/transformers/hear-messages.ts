/** A piece of speech that the model can take in one go. The answer is its words. */
export interface HearJob {
  /** 16 kHz, -1..1 */
  samples: Float32Array<ArrayBuffer>;
  /** ISO 639-1 */
  language: string | undefined;
}

/** A short text to be spoken. The answer is its sound: signed 16-bit samples. */
export interface SpeakJob {
  text: string;
  /** Samples a second that are wanted. */
  sampleRate: number;
}

export type SpeakAnswer = Int16Array<ArrayBuffer>;

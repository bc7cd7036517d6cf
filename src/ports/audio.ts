/** A piece of sound: one channel of signed 16-bit samples. */
export interface AudioFrame {
  readonly samples: Int16Array;
  /** Samples a second. */
  readonly sampleRate: number;
}

/** What a consumer of sound wants to be given: one channel of signed 16-bit samples at this rate. */
export interface AudioFormat {
  readonly encoding: 'pcm16';
  /** Samples a second: 24000 for browsers, 8000 for telephones. */
  readonly sampleRate: number;
}

/** Tells speech from other sound. One detector hears one line: it remembers what came before. */
export interface VoiceActivityDetector {
  /**
   * Probability, 0..1, that somebody speaks in this window. Rejects where nobody can tell: with `voice_activity_closed` because
   * the server is about to stop.
   * @param samples 512 samples at 16 kHz (32 ms)
   */
  probability(samples: Int16Array): Promise<number>;
  /** Forgets what came before. */
  reset(): void;
}

export interface VoiceActivity {
  /** A detector of its own for one line. */
  open(): VoiceActivityDetector;
}

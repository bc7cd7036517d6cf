import type { Logger } from '../logger.ts';
import type { VoiceActivity } from '../ports/voice-activity.ts';
import { fromMulaw } from '../sound/mulaw.ts';
import { Resampler } from '../sound/resampler.ts';
import {
  createVoiceActivityGate,
  type VoiceActivityGate,
  type VoiceSink,
} from '../voice/listen/voice-activity-gate.ts';

const SAMPLES_A_MS = 8;
/** Gaps are silence; longer ones tell nothing more than this, ms. */
const LONGEST_GAP_MS = 1000;

/** What a caller's telephone sends, made into stretches of voice: µ-law at 8 kHz in, 16 kHz out, only while somebody speaks. */
export class StreamEar {
  readonly #gate: VoiceActivityGate;
  readonly #resampler = new Resampler(8000, 16_000);
  #expectedMs = 0;

  constructor(activity: VoiceActivity, sink: VoiceSink, logger: Logger) {
    this.#gate = createVoiceActivityGate(activity.open(), sink, logger);
  }

  /** @param timestamp ms from the stream's beginning */
  take(payload: string, timestamp: number): void {
    const samples = fromMulaw(Buffer.from(payload, 'base64'));
    const gapMs = Math.min(LONGEST_GAP_MS, timestamp - this.#expectedMs);
    if (gapMs > 0) this.#push(new Int16Array(Math.round(gapMs * SAMPLES_A_MS)));
    this.#push(samples);
    this.#expectedMs = Math.max(this.#expectedMs, timestamp) + samples.length / SAMPLES_A_MS;
  }

  close(): Promise<void> {
    return this.#gate.close();
  }

  #push(samples: Int16Array): void {
    this.#gate.push(this.#resampler.push(samples));
  }
}

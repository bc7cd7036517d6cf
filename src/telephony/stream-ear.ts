import type { Logger } from '../logger.ts';
import type { VoiceActivity } from '../ports/voice-activity.ts';
import { fromMulaw } from '../sound/mulaw.ts';
import { Resampler } from '../sound/resampler.ts';
import {
  createVoiceActivityGate,
  type VoiceActivityGate,
  type VoiceSink,
} from '../voice/listen/voice-activity-gate.ts';
import { HeldQuiet } from './held-quiet.ts';

const SAMPLES_A_MS = 8;
/** Gaps are silence; longer ones tell nothing more than this, ms. */
const LONGEST_GAP_MS = 1000;
const SILENCE = new Uint8Array(LONGEST_GAP_MS * SAMPLES_A_MS).fill(0xff);
/** Where payloads become bytes, one after the other: as many as there are in the longest message that is taken. */
const BYTES = Buffer.alloc(48 * 1024);
/** Of a frame as Twilio sends it, 20 ms: fifty views a second of each call would be many. */
const FRAME = BYTES.subarray(0, 20 * SAMPLES_A_MS);

/** What a caller's telephone sends, made into stretches of voice: µ-law at 8 kHz in, 16 kHz out, only while somebody speaks. */
export class StreamEar {
  readonly #gate: VoiceActivityGate;
  readonly #resampler = new Resampler(8000, 16_000);
  readonly #quiet = new HeldQuiet((mulaw) => this.#gate.push(this.#resampler.push(fromMulaw(mulaw))));
  #expectedMs = 0;

  constructor(activity: VoiceActivity, sink: VoiceSink, logger: Logger) {
    this.#gate = createVoiceActivityGate(activity.open(), sink, logger);
  }

  /** @param timestamp ms from the stream's beginning */
  take(payload: string, timestamp: number): void {
    const length = BYTES.write(payload, 'base64');
    const bytes = length === FRAME.length ? FRAME : BYTES.subarray(0, length);
    const gap = Math.round(Math.min(LONGEST_GAP_MS, timestamp - this.#expectedMs) * SAMPLES_A_MS);
    if (gap > 0) this.#quiet.push(SILENCE.subarray(0, gap));
    this.#quiet.push(bytes);
    this.#expectedMs = Math.max(this.#expectedMs, timestamp) + bytes.length / SAMPLES_A_MS;
  }

  close(): Promise<void> {
    return this.#gate.close();
  }
}

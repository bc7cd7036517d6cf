import { FrameProcessor, type FrameProcessorEvent } from '@ricky0123/vad-web/dist/frame-processor.js';
import { Message } from '@ricky0123/vad-web/dist/messages.js';
import type { Silero } from '@ricky0123/vad-web/dist/models/silero.js';

/** What else can be heard: nothing, or the tutor, through headphones or a loudspeaker that the microphone hears too. */
export type Guard = 'quiet' | 'headphones' | 'loudspeaker';

export interface GuardRule {
  positiveSpeechThreshold: number;
  negativeSpeechThreshold: number;
  minSpeechMs: number;
}

/**
 * How sure the model must be, and for how long. While the tutor speaks, a sound has to last before it interrupts: shorter
 * ones are clicks, breaths, and through a loudspeaker what the echo canceller has left of the tutor's own voice.
 */
export const GUARDS = {
  quiet: { positiveSpeechThreshold: 0.5, negativeSpeechThreshold: 0.35, minSpeechMs: 130 },
  headphones: { positiveSpeechThreshold: 0.6, negativeSpeechThreshold: 0.4, minSpeechMs: 260 },
  loudspeaker: { positiveSpeechThreshold: 0.85, negativeSpeechThreshold: 0.6, minSpeechMs: 450 },
} satisfies Record<Guard, GuardRule>;

/** Silence that ends a stretch, ms. Whether the learner has finished is for the server to judge: it hears the words. */
const STRETCH_SILENCE_MS = 320;
const FRAME_MS = 32;
/** Frames that the model may be behind before some are left out: a slow phone must not hear the learner seconds later. */
const MOST_WAITING = 12;
/** The library keeps the frames of a stretch; nobody here needs them. */
const KEPT_FRAMES = 100;

export interface DetectorEvents {
  /** A voice. While the tutor speaks it has already lasted a while. */
  voice(): void;
  /** It stopped so long ago. */
  silence(silentMs: number): void;
  /** It was too short to be speech. */
  misfire(): void;
  /** The detector itself is broken. */
  failed(error: unknown): void;
}

/** What tells how probable it is that a frame is speech. */
export type SpeechModel = Pick<Silero, 'process' | 'reset_state'>;

/** Notices when somebody begins and stops to speak. */
export class VoiceDetector {
  readonly #events: DetectorEvents;
  readonly #processor: FrameProcessor;
  readonly #guards: Record<Guard, GuardRule>;
  #guard: Guard = 'quiet';
  #told = false;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** @param guards other rules than the usual ones, to measure them */
  constructor(model: SpeechModel, events: DetectorEvents, guards: Record<Guard, GuardRule> = GUARDS) {
    this.#events = events;
    this.#guards = guards;
    const options = { ...guards.quiet, redemptionMs: STRETCH_SILENCE_MS, preSpeechPadMs: 0 };
    this.#processor = new FrameProcessor(
      model.process,
      model.reset_state,
      { ...options, submitUserSpeechOnPause: false },
      FRAME_MS,
    );
    this.#processor.resume();
  }

  /** The next 32 ms at 16 kHz. */
  frame(frame: Float32Array): void {
    if (this.#waiting >= MOST_WAITING) return;
    this.#waiting += 1;
    this.#last = this.#last.then(() => this.#process(frame));
  }

  guard(guard: Guard): void {
    if (guard === this.#guard) return;
    this.#guard = guard;
    this.#processor.setOptions(this.#guards[guard]);
    if (guard === 'quiet' && this.#processor.speaking) this.#voice();
  }

  /** Begins anew, e.g. after being muted. */
  reset(): void {
    this.#processor.reset();
    this.#told = false;
  }

  /** Resolves when everything it was given is heard. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #process(frame: Float32Array): Promise<void> {
    try {
      await this.#processor.process(frame, (event) => this.#onEvent(event));
    } catch (error) {
      this.#events.failed(error);
    }
    this.#waiting -= 1;
    const kept = this.#processor.audioBuffer;
    if (kept.length > KEPT_FRAMES) kept.splice(0, kept.length - KEPT_FRAMES);
  }

  #onEvent({ msg }: FrameProcessorEvent): void {
    if (msg === Message.SpeechStart && this.#guard === 'quiet') this.#voice();
    if (msg === Message.SpeechRealStart) this.#voice();
    if (msg === Message.SpeechEnd) this.#end(() => this.#events.silence(STRETCH_SILENCE_MS));
    if (msg === Message.VADMisfire) this.#end(() => this.#events.misfire());
  }

  #voice(): void {
    if (this.#told) return;
    this.#told = true;
    this.#events.voice();
  }

  /** What was never told to have begun needs no end. */
  #end(tell: () => void): void {
    if (this.#told) tell();
    this.#told = false;
  }
}

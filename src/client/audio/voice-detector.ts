import { FrameProcessor, type FrameProcessorEvent } from '@ricky0123/vad-web/dist/frame-processor.js';
import { Message } from '@ricky0123/vad-web/dist/messages.js';
import type { Silero } from '@ricky0123/vad-web/dist/models/silero.js';
import { EchoLevel } from './echo-level.ts';
import { loudness } from './pcm.ts';

/** What else can be heard: nothing, or the tutor, through headphones or a loudspeaker that the microphone hears too. */
export type Guard = 'quiet' | 'headphones' | 'loudspeaker';

export interface GuardRule {
  positiveSpeechThreshold: number;
  negativeSpeechThreshold: number;
  minSpeechMs: number;
}

/**
 * How sure the model must be, and for how long. While the tutor speaks, a sound has to last before it interrupts: shorter
 * ones are clicks and breaths. What an echo canceller leaves of the tutor's own voice is a voice to the model however soft it
 * is; it is told from the learner's by its level.
 */
export const GUARDS = {
  quiet: { positiveSpeechThreshold: 0.5, negativeSpeechThreshold: 0.35, minSpeechMs: 130 },
  headphones: { positiveSpeechThreshold: 0.6, negativeSpeechThreshold: 0.4, minSpeechMs: 260 },
  loudspeaker: { positiveSpeechThreshold: 0.85, negativeSpeechThreshold: 0.6, minSpeechMs: 450 },
} satisfies Record<Guard, GuardRule>;

/**
 * Through a loudspeaker, who is to be heard over the tutor is this much louder than the tutor's echo before, dB. Sentences of one
 * voice differ by up to 4: with 5 some of them interrupted themselves, and with 3 most; measured in load/echo-guard.ts.
 */
export const CLEARLY_LOUDER_DB = 6;
/** So long what the tutor said last is still heard: the way through loudspeaker, room and microphone; 10 × 32 ms. */
const ECHO_TAIL_FRAMES = 10;
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

/** How loud the tutor's echo is on this device, learned in earlier talks. */
export interface EchoMemory {
  /** For the devices that are used now, dB of full scale; undefined where it was never learned. */
  recall(): Promise<number | undefined>;
  /** Keeps it for the devices that were asked about last. */
  keep(db: number): void;
}

export interface DetectorOptions {
  /** Other rules than the usual ones, to measure them. */
  guards?: Record<Guard, GuardRule> | undefined;
  louderDb?: number | undefined;
  /** What was learned of the tutor's echo in earlier talks. */
  memory?: EchoMemory | undefined;
}

/** Notices when somebody begins and stops to speak. */
export class VoiceDetector {
  readonly #events: DetectorEvents;
  readonly #processor: FrameProcessor;
  readonly #guards: Record<Guard, GuardRule>;
  readonly #echo: EchoLevel;
  readonly #memory: EchoMemory | undefined;
  #guard: Guard = 'quiet';
  /** The rule that holds: through a loudspeaker that the microphone doesn't hear, it is that of headphones. */
  #rule: Guard = 'quiet';
  /** Frames in which the loudspeaker may still be heard. */
  #tail = 0;
  #told = false;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(
    model: SpeechModel,
    events: DetectorEvents,
    { guards = GUARDS, louderDb = CLEARLY_LOUDER_DB, memory }: DetectorOptions = {},
  ) {
    this.#echo = new EchoLevel(louderDb);
    this.#events = events;
    this.#guards = guards;
    this.#memory = memory;
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
    this.#tail = this.#guard === 'loudspeaker' ? ECHO_TAIL_FRAMES : 0;
    this.#keep();
    this.#guard = guard;
    this.#chooseRule();
    this.#judge();
  }

  /** What is heard of the tutor on the devices in use now: as loud as in an earlier talk, or not known. */
  async recall(): Promise<void> {
    this.#keep();
    this.#echo.expect(await this.#memory?.recall());
    this.#chooseRule();
  }

  #keep(): void {
    const learned = this.#echo.learnedDb;
    if (this.#guard === 'loudspeaker' && learned !== undefined) this.#memory?.keep(learned);
  }

  /** What was taken for a voice over the tutor's was nothing to stop for. */
  mistaken(): void {
    this.#echo.wasTutor();
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
    this.#echo.frame(loudness(frame), this.#guard === 'loudspeaker' && !this.#told);
    this.#chooseRule();
    this.#tail = Math.max(0, this.#tail - 1);
    try {
      await this.#processor.process(frame, (event) => this.#onEvent(event));
    } catch (error) {
      this.#events.failed(error);
    }
    this.#waiting -= 1;
    this.#judge();
    const kept = this.#processor.audioBuffer;
    if (kept.length > KEPT_FRAMES) kept.splice(0, kept.length - KEPT_FRAMES);
  }

  #onEvent({ msg }: FrameProcessorEvent): void {
    if (msg === Message.SpeechEnd) this.#end(() => this.#events.silence(STRETCH_SILENCE_MS));
    if (msg === Message.VADMisfire) this.#end(() => this.#events.misfire());
  }

  /** Tells of a voice as soon as it counts. */
  #judge(): void {
    if (this.#told || !this.#counts()) return;
    this.#told = true;
    if (this.#mayBeTutor) this.#echo.suspect();
    this.#events.voice();
  }

  #chooseRule(): void {
    const rule = this.#guard === 'loudspeaker' && this.#echo.isSilent ? 'headphones' : this.#guard;
    if (rule === this.#rule) return;
    this.#rule = rule;
    this.#processor.setOptions(this.#guards[rule]);
  }

  #counts(): boolean {
    const { speaking, speechFrameCount, minSpeechFrames, redemptionCounter } = this.#processor;
    if (!speaking) return false;
    if (this.#rule !== 'quiet' && speechFrameCount < minSpeechFrames) return false;
    return redemptionCounter === 0 && (!this.#mayBeTutor || this.#echo.isExceeded());
  }

  get #mayBeTutor(): boolean {
    return this.#guard === 'loudspeaker' || this.#tail > 0;
  }

  /** What was never told to have begun needs no end. */
  #end(tell: () => void): void {
    if (this.#told) tell();
    this.#told = false;
  }
}

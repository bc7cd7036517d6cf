import type { Microphone, MicrophoneEvents } from '../audio/microphone.ts';
import { loudness } from '../audio/pcm.ts';
import { Stretches } from '../audio/stretches.ts';
import type { DetectorEvents, Guard, VoiceDetector } from '../audio/voice-detector.ts';
import type { Ear, EarEvents, EarState } from './ear.ts';
import { Uplink, type UplinkLine } from './uplink.ts';

/** After a hold the microphone stays open this long, so that the next one loses no syllable, ms. */
const WARM_MS = 10_000;

const hints = {
  call: 'The microphone is taken, perhaps by a call. Listening goes on when it is free.',
  hidden: 'Listening rested while the page was in the background.',
  unplugged: 'The microphone was unplugged. Listening goes on with another one.',
  offline: 'The connection is gone. What you say is kept for two minutes.',
  lost: 'The connection was away for too long: say the last part again.',
  gone: 'Listening goes on by itself when it is back.',
};
const DETECTOR_PROBLEM = 'Hands-free listening could not be loaded. Hold the button to talk, or type.';

export interface ServerEarOptions {
  openMicrophone(events: MicrophoneEvents): Promise<Microphone>;
  /** Why there is no microphone, for people. */
  microphoneProblem(error: unknown): string;
  /** Calls back when there may be a microphone again. @returns the way to end it */
  onMicrophoneReturn(returned: () => void): () => void;
  createDetector(events: DetectorEvents): Promise<VoiceDetector>;
  line: UplinkLine;
  newId(): string;
  now(): number;
  after(ms: number, action: () => void): () => void;
}

/** Hears through the device's microphone, for the server to understand: only speech is sent, silence is not. */
export class ServerEar implements Ear {
  readonly #events: EarEvents;
  readonly #options: ServerEarOptions;
  readonly #uplink: Uplink;
  readonly #stretches: Stretches;
  #microphone: Microphone | undefined;
  #detector: VoiceDetector | undefined;
  #state: EarState = 'closed';
  #guard: Guard = 'quiet';
  #handsFree = false;
  #held = false;
  #muted = false;
  /** The phone has taken the microphone, or the sound. */
  #taken = false;
  /** In this hands-free talk: a microphone that is missing later is waited for. */
  #hasListened = false;
  #isSeen = true;
  #forgetReturn: (() => void) | undefined;
  /** Rises when the microphone is let go: what was being opened then comes too late. */
  #generation = 0;
  #cancelWarm: (() => void) | undefined;

  constructor(events: EarEvents, options: ServerEarOptions) {
    this.#events = events;
    this.#options = options;
    const { now, after } = options;
    this.#uplink = new Uplink(options.line, { now, after, lost: () => events.hint(hints.lost) });
    const uplink = this.#uplink;
    this.#stretches = new Stretches(
      {
        start(id) {
          events.onset();
          uplink.start(id);
        },
        audio: (frame) => uplink.audio(frame),
        end(id, done, silentMs) {
          uplink.end(id, done, silentMs);
          events.ended();
        },
        cancel(id) {
          uplink.cancel(id);
          events.nothing();
        },
      },
      options.newId,
    );
  }

  start(): void {
    this.#handsFree = true;
    this.#forgetReturn ??= this.#options.onMicrophoneReturn(() => this.#returned());
    void this.#open();
  }

  press(): void {
    this.#held = true;
    this.#cancelWarm?.();
    if (this.#state === 'warm') this.#enter('open');
    if (this.#state === 'open') this.#stretches.press();
    else if (this.#state === 'closed') void this.#open();
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#stretches.release();
    if (this.#handsFree) return;
    if (this.#state === 'open') {
      this.#enter('warm');
      this.#cancelWarm = this.#options.after(WARM_MS, () => this.close());
    } else {
      this.close();
    }
  }

  mute(muted: boolean): void {
    if (this.#state !== (muted ? 'open' : 'muted')) return;
    this.#muted = muted;
    this.#microphone?.mute(muted);
    this.#listen();
  }

  guard(guard: Guard): void {
    this.#guard = guard;
    this.#detector?.guard(guard);
  }

  mistaken(): void {
    this.#detector?.mistaken();
  }

  devicesChanged(): void {
    void this.#detector?.recall();
  }

  seen(visible: boolean): void {
    this.#isSeen = visible;
    const listens = this.#state === 'open' || this.#state === 'opening' || this.#state === 'warm';
    if (!visible && listens && !this.#handsFree) this.close();
    else if (!visible && listens) {
      this.#letGo();
      this.#events.hint(hints.hidden);
      this.#enter('interrupted');
    } else if (visible && this.#state === 'interrupted' && !this.#microphone) {
      void this.#open();
    }
  }

  line(open: boolean): void {
    if (open) this.#uplink.lineOpened();
    else this.#uplink.lineClosed();
    if (this.#state !== 'open') return;
    this.#events.hint(open ? undefined : hints.offline);
  }

  close(): void {
    this.#handsFree = false;
    this.#hasListened = false;
    this.#held = false;
    this.#muted = false;
    this.#forgetReturn?.();
    this.#forgetReturn = undefined;
    this.#letGo();
    if (this.#state === 'closed') return;
    this.#events.hint(undefined);
    this.#enter('closed');
  }

  async #open(): Promise<void> {
    if (this.#state === 'open' && this.#microphone && (!this.#handsFree || this.#detector)) return;
    this.#letGo();
    const generation = this.#generation;
    const isCurrent = () => generation === this.#generation;
    this.#enter('opening');
    const detector = this.#handsFree ? this.#loadDetector() : undefined;
    try {
      const microphone = await this.#options.openMicrophone(this.#microphoneEvents(isCurrent));
      if (!isCurrent()) return microphone.close();
      this.#microphone = microphone;
    } catch (error) {
      if (isCurrent()) this.#missing(this.#options.microphoneProblem(error));
      return;
    }
    const canListen = detector === undefined || (await detector);
    if (!isCurrent()) return;
    if (!canListen) return this.#fail(DETECTOR_PROBLEM);
    this.#hasListened = this.#handsFree;
    // The browser names its devices once one of them is open.
    this.devicesChanged();
    // Another microphone doesn't hear either what this one was not to hear.
    if (this.#muted) this.#microphone?.mute(true);
    this.#listen();
    if (this.#held && this.#state === 'open') this.#stretches.press();
  }

  /** There is no microphone: a talk that had one waits for it. */
  #missing(problem: string): void {
    if (!this.#hasListened) {
      this.#fail(problem);
      return;
    }
    this.#letGo();
    this.#events.hint(`${problem} ${hints.gone}`);
    this.#enter('interrupted');
  }

  /** Devices are told of before they can be opened, and again when they can: what is being opened is opened anew. */
  #returned(): void {
    const waits = this.#state === 'interrupted' && !this.#microphone && this.#isSeen;
    if (waits || (this.#state === 'opening' && this.#hasListened)) void this.#open();
  }

  /** Loads it when somebody talks hands-free for the first time. @returns whether there is one */
  async #loadDetector(): Promise<boolean> {
    if (this.#detector) return true;
    try {
      const detector = await this.#options.createDetector({
        voice: () => this.#state === 'open' && this.#stretches.voice(),
        silence: (silentMs) => this.#stretches.silence(silentMs),
        misfire: () => this.#stretches.misfire(),
        failed: () => this.#detectorFailed(),
      });
      detector.guard(this.#guard);
      this.#detector = detector;
      return true;
    } catch {
      // Said where it was waited for.
      return false;
    }
  }

  #fail(problem: string): void {
    this.close();
    this.#events.problem(problem);
  }

  #detectorFailed(): void {
    this.#detector = undefined;
    if (this.#handsFree) this.#fail(DETECTOR_PROBLEM);
  }

  #microphoneEvents(isCurrent: () => boolean): MicrophoneEvents {
    const current = (action: () => void) => {
      if (isCurrent()) action();
    };
    return {
      frame: (frame) => current(() => this.#frame(frame)),
      interrupted: (interrupted) => current(() => this.#interrupted(interrupted)),
      lost: () =>
        current(() => {
          this.#letGo();
          void this.#open().then(() => this.#state === 'open' && this.#events.hint(hints.unplugged));
        }),
    };
  }

  #frame(frame: Float32Array): void {
    if (this.#state !== 'open' && this.#state !== 'warm') return;
    // Kept for the moment before the next word.
    this.#stretches.frame(frame);
    if (this.#state === 'warm') return;
    this.#events.level(loudness(frame));
    if (this.#handsFree) this.#detector?.frame(frame);
  }

  /** Unless a call, which may have begun while it was muted or being opened, goes on. */
  #listen(): void {
    const rests = this.#taken && !this.#muted;
    this.#events.hint(rests ? hints.call : undefined);
    if (this.#muted) this.#enter('muted');
    else this.#enter(rests ? 'interrupted' : 'open');
  }

  #interrupted(interrupted: boolean): void {
    this.#taken = interrupted;
    if (this.#state === (interrupted ? 'open' : 'interrupted')) this.#listen();
  }

  #letGo(): void {
    this.#generation += 1;
    this.#cancelWarm?.();
    this.#stretches.cut();
    this.#detector?.reset();
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#taken = false;
  }

  #enter(state: EarState): void {
    if (state !== 'open') {
      if (state !== 'warm') this.#stretches.cut();
      this.#detector?.reset();
      this.#events.level(0);
    }
    this.#state = state;
    this.#events.state(state);
  }
}

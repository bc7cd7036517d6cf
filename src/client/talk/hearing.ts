import { signal } from '@preact/signals';
import type { Guard } from '../audio/voice-detector.ts';
import type { Ear, EarEvents, EarState } from '../speech/ear.ts';
import type { EarKind } from './ears.ts';

export interface HearingParts {
  /** Which of them is to be used now; undefined where there is none. */
  choose(): Promise<EarKind | undefined>;
  /** The code of an ear is loaded when it is needed first. */
  make(kind: EarKind, events: EarEvents): Promise<Ear>;
  /** What the learner's voice, words and messages mean for the talk. */
  events: Pick<EarEvents, 'onset' | 'ended' | 'nothing' | 'words' | 'said'>;
  /** Its state changed. */
  changed(): void;
}

const NO_EAR = 'This browser can’t listen here. Type your question.';

/** The microphone of a talk, whoever understands what it hears. */
export class Hearing {
  readonly state = signal<EarState>('closed');
  /** Whether the button for talking is being held. */
  readonly held = signal(false);
  /** Whether the learner talks without holding anything. */
  readonly handsFree = signal(false);
  readonly level = signal(0);
  readonly hint = signal<string | undefined>(undefined);
  readonly problem = signal<string | undefined>(undefined);
  readonly #parts: HearingParts;
  #kind: EarKind | undefined;
  #ear: Ear | undefined;
  #last: Promise<void> = Promise.resolve();
  #guard: Guard = 'quiet';
  #closed = false;

  constructor(parts: HearingParts) {
    this.#parts = parts;
  }

  /** Whether it is the learner's wish to be heard now. */
  get listens(): boolean {
    return this.state.value !== 'closed' && this.state.value !== 'warm';
  }

  /** Who understands the learner now. */
  get kind(): EarKind | undefined {
    return this.#kind;
  }

  /** Opens or closes the microphone. */
  toggle(): void {
    if (this.listens) this.stop();
    else this.start();
  }

  start(): void {
    this.handsFree.value = true;
    this.#with((ear) => ear.start());
  }

  stop(): void {
    this.held.value = false;
    this.handsFree.value = false;
    this.#tell((ear) => ear.close());
  }

  press(): void {
    if (this.held.value) return;
    this.held.value = true;
    this.#with((ear) => ear.press());
  }

  release(): void {
    if (!this.held.value) return;
    this.held.value = false;
    this.#tell((ear) => ear.release());
  }

  mute(muted: boolean): void {
    this.#tell((ear) => ear.mute(muted));
  }

  guard(guard: Guard): void {
    if (guard === this.#guard) return;
    this.#guard = guard;
    this.#tell((ear) => ear.guard(guard));
  }

  mistaken(): void {
    this.#tell((ear) => ear.mistaken());
  }

  devicesChanged(): void {
    this.#tell((ear) => ear.devicesChanged());
  }

  seen(visible: boolean): void {
    this.#tell((ear) => ear.seen(visible));
  }

  line(open: boolean): void {
    this.#tell((ear) => ear.line(open));
  }

  /** At once, while the line is still there to say the end of what is being said. */
  close(): void {
    this.#closed = true;
    this.held.value = false;
    this.#ear?.close();
  }

  /** Uses the ear that is wanted now; another one is taken only while none listens. */
  #with(use: (ear: Ear) => void): void {
    this.problem.value = undefined;
    this.#inOrder(async () => {
      const kind = await this.#parts.choose();
      if (kind && kind !== this.#kind && this.state.value === 'closed') {
        this.#ear = await this.#parts.make(kind, this.#events());
        this.#kind = kind;
        this.#ear.guard(this.#guard);
      }
      if (!kind || !this.#ear) throw new Error('Nothing hears here.');
      if (!this.#closed) use(this.#ear);
    });
  }

  #tell(order: (ear: Ear) => void): void {
    this.#inOrder(() => {
      if (this.#ear && !this.#closed) order(this.#ear);
    });
  }

  /** An ear may have to be loaded first: what is said to it meanwhile waits. */
  #inOrder(step: () => Promise<void> | void): void {
    this.#last = this.#last.then(step).catch(() => {
      this.held.value = false;
      this.problem.value = NO_EAR;
    });
  }

  #events(): EarEvents {
    return {
      ...this.#parts.events,
      state: (state) => {
        this.state.value = state;
        if (state === 'closed') this.handsFree.value = false;
        this.#parts.changed();
      },
      level: (level) => {
        this.level.value = level;
      },
      hint: (text) => {
        this.hint.value = text;
      },
      problem: (text) => {
        this.problem.value = text;
      },
    };
  }
}

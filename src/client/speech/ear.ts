import type { Guard } from '../audio/voice-detector.ts';

/**
 * Whether the learner can be heard: `warm` between two holds of the button, when the microphone is still open and nothing is
 * listened to; `interrupted` while the phone needs the microphone itself, or the page isn't seen.
 */
export type EarState = 'closed' | 'opening' | 'open' | 'warm' | 'muted' | 'interrupted';

export interface EarEvents {
  state(state: EarState): void;
  /** The learner's voice begins. */
  onset(): void;
  /** It has stopped: what was said is being recognised. */
  ended(): void;
  /** It was no voice. */
  nothing(): void;
  /** Words that are recognised so far, by the browser. */
  words(text: string): void;
  /** A whole message that has to be asked; what the server hears it asks itself. */
  said(text: string): void;
  /** How loud the learner is, 0..1. */
  level(level: number): void;
  /** Something about the microphone that the learner should know; undefined when it is well again. */
  hint(text: string | undefined): void;
  /** It can't be used; the reason is for people. */
  problem(text: string): void;
}

/** What hears the learner. */
export interface Ear {
  /** Listens hands-free until it is closed. */
  start(): void;
  /** Listens while the button is held. */
  press(): void;
  release(): void;
  mute(muted: boolean): void;
  /** What else is to be heard now. */
  guard(guard: Guard): void;
  /** What was heard over the tutor was nothing to stop for. */
  mistaken(): void;
  /** Something was plugged in or unplugged: what is heard of the tutor may have changed. */
  devicesChanged(): void;
  /** The page is seen again, or no longer. */
  seen(visible: boolean): void;
  /** The line to the server is there, or gone. */
  line(open: boolean): void;
  /** Lets the microphone go. */
  close(): void;
}

import type { PlayPosition } from './play-queue.ts';

/** What is told to the audio thread that plays. */
export type ToPlayback =
  | { type: 'sound'; turn: number; sentence: number; pcm: Uint8Array }
  | { type: 'pause' | 'resume' | 'drop' };

/** What the audio thread that plays tells: the sound goes on, a sentence ended, it was paused, everything that came was played. */
export interface FromPlayback {
  type: 'playing' | 'ended' | 'paused' | 'drained';
  position: PlayPosition;
  /** How loud it is now, 0..1. */
  level: number;
}

/** Samples of a frame of the learner's sound: 32 ms, which is also what the voice detector takes at a time. */
export const LEARNER_FRAME = 512;

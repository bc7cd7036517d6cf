import type { Playback } from '../../protocol/client-messages.ts';
import type { SentencePlace } from '../talk/talk-message.ts';

/** A sentence of an answer that is to be spoken. */
export interface SpokenSentence {
  turnId: string;
  /** The number that its sound carries, where the server speaks. */
  turn?: number | undefined;
  /** Where it stands in the answer. */
  place: SentencePlace;
  text: string;
  /** How long its sound is, where that is known beforehand. */
  durationMs?: number | undefined;
  /** Characters of it that were said already, by another voice. */
  from?: number | undefined;
}

/** What is being spoken, and how far. */
export interface SpeechProgress {
  turnId: string;
  /** Index of the sentence. */
  index: number;
  text: string;
  /** Characters of the sentence that were said. */
  said: number;
}

export type PlaybackReport = Omit<Playback, 'type'>;

export interface VoiceEvents {
  /** A sentence is being spoken, or nothing is any more. */
  speaking(progress: SpeechProgress | undefined): void;
  /** How far a sentence, or the whole answer, has come: for the server. */
  played(report: PlaybackReport): void;
  /** How loud it is, 0..1. */
  level(level: number): void;
  /** It can't be heard; the reason is for people. */
  problem(text: string): void;
}

/** What speaks the answers, and knows what was really said. */
export interface Voice {
  readonly speaking: SpeechProgress | undefined;
  /** Characters of a turn's answer that were spoken; undefined when none of it was given to this voice. */
  heardChars(turnId: string): number | undefined;
  /** Speaks after what waits already. */
  say(sentence: SpokenSentence): void;
  /** No more sentences come of this turn. */
  finish(turnId: string): void;
  /** Silent at once. */
  pause(): void;
  /** Goes on where it paused. */
  resume(): void;
  /** Silent at once, and what waited is forgotten. */
  drop(): void;
  /** The same for one turn, if it is this one that is spoken or waits. */
  cut(turnId: string): void;
  close(): void;
}

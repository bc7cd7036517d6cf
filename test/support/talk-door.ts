import type { Message } from '../../src/ports/message-store.ts';
import type { CallRecord } from './call-record.ts';

/** What a learner can perceive at a door, and when, ms since the line was opened. */
export type Observation =
  /** The first sound of a turn, or the first after the tutor had paused. */
  | { at: number; kind: 'sound' | 'went on' }
  /** `stopped`: a turn ended before its end. */
  | { at: number; kind: 'stopped' | 'ended' }
  | { at: number; kind: 'notice'; code: string };

/** A door as a talk's script uses it: the same for a browser and for a telephone. */
export interface TalkDoor {
  /** Whether the talk can begin; a telephone greets first. */
  readonly ready: boolean;
  readonly observed: Observation[];
  /** In short, everything that came over the line: for `absent`. */
  readonly told: string[];
  /** Rules that hold in every talk and were broken, in words. */
  readonly broken: string[];
  /** On a telephone: all that the caller heard after the greeting, and where the call is. */
  readonly heard?: string;
  readonly state?: string;
  /** On a telephone: the words that it greeted with, and all that was said and heard after them. */
  readonly greeting?: string;
  readonly record?: CallRecord;
  /** A request is under way, which may be waiting for time to pass. */
  readonly waits?: boolean;
  open(): Promise<void>;
  /** @param words what the voice holds, for doors that understand by themselves */
  voiceBegins(words: string): void;
  /** @param pcm 16 kHz, one step long */
  sound(pcm: Int16Array): void;
  voiceEnds(how: 'stops' | 'done' | 'cancelled'): void;
  type(text: string): void;
  stop(): void;
  /** Whether the tutor may speak up by itself. */
  mayBeSpokenTo(may: boolean): void;
  /** Keys of a telephone. */
  keys(keys: string): void;
  breakLine(): Promise<void>;
  comeBack(): Promise<void>;
  /** One step of the learner's own time: what was received is played. */
  play(ms: number): void;
  /** Resolves when nothing is under way any more between the door and its client. */
  exchanged(): Promise<void>;
  /** The talk is over: holds what is kept of it against what was perceived. */
  finish?(messages: Message[]): void;
  close(): Promise<void>;
}

import type { Ending } from '../../spoken/listen/ending.ts';
import type { Patience } from '../../spoken/listen/endpointing.ts';
import { NEW_LEARNER, type PauseHabit } from '../../spoken/listen/endpointing.ts';
import type { TutorActivity, Utterance } from './ear-types.ts';

/** One stretch of voice, from its start to its end, and what became of its words. */
export interface Stretch {
  readonly id: string;
  /** `speaking`: the voice goes on. The others: it has stopped, and its words are awaited, known, or could not be had. */
  readonly state: 'speaking' | 'recognising' | 'recognised' | 'failed';
  /** What is recognised so far. */
  readonly text: string;
  /** When the voice stopped, ms; while it goes on, when it began. */
  readonly at: number;
  /** When its words were known for good, ms. */
  readonly recognisedAt: number | undefined;
  /** The pause before it, not yet counted to the learner's habit: it counts only if this turns out to be speech. */
  readonly pause: { ms: number; ending: Ending } | undefined;
  /** Whether words come while the voice still goes on. */
  readonly streaming: boolean;
  /** Its words were asked for while the voice went on: asked and still open, or answered. */
  readonly peek: 'none' | 'asked' | 'answered';
}

/** Stretches that make one message. */
export interface Message {
  /** Of its first stretch. */
  readonly id: string;
  readonly stretches: readonly Stretch[];
  /** Ended by the learner, a limit or the end of the line: nothing is waited for but its words. */
  readonly done: boolean;
  /** Text that was last told as the probable end. */
  readonly guessed: string;
}

/**
 * Whether the tutor is held for a voice: not, or since when; let go on (`released`) or stopped (`barged`) since, while
 * messages are still open.
 */
type Hold = { kind: 'none' | 'released' | 'barged' } | { kind: 'held'; since: number };

/** Everything that turn-taking on one line remembers. */
export interface TurnState {
  /** In order; only the last may still grow. */
  readonly messages: readonly Message[];
  readonly tutor: TutorActivity;
  readonly hold: Hold;
  readonly habit: PauseHabit;
  /** The last turn that was taken to have ended, until it is known whether it had. */
  readonly lastTurn: { at: number; ending: Ending } | undefined;
  /** Since when the learner could begin and has not. */
  readonly quietSince: number | undefined;
  /** How often that was told since they last said something. */
  readonly quietTimes: number;
  readonly closed: boolean;
}

export const SILENT_LINE: TurnState = {
  messages: [],
  tutor: 'silent',
  hold: { kind: 'none' },
  habit: NEW_LEARNER,
  lastTurn: undefined,
  quietSince: undefined,
  quietTimes: 0,
  closed: false,
};

/** What happens on the line; `at` in ms, never going back. */
export type TurnEvent =
  | { type: 'voice_started'; id: string; at: number }
  /** @param voiceAt when the voice stopped, at most `at` */
  | { type: 'voice_ended'; id: string; at: number; voiceAt: number; done: boolean }
  | { type: 'cancelled'; id: string; at: number }
  /** What is recognised so far of a stretch, all of it. */
  | { type: 'words'; id: string; text: string; at: number; peeked?: boolean }
  /** The recogniser of a stretch is another one now, or none. */
  | { type: 'streaming'; id: string; streaming: boolean; at: number }
  | { type: 'recognised'; id: string; text: string; at: number }
  | { type: 'failed'; id: string; at: number }
  /** The message has grown to its limit. */
  | { type: 'full'; at: number }
  | { type: 'tutor'; activity: TutorActivity; at: number }
  | { type: 'woken'; at: number }
  | { type: 'closed'; at: number };

/** What the shell has to do, in this order. */
export type TurnEffect =
  | { type: 'partial' | 'probable_end'; id: string; text: string }
  | { type: 'utterance'; utterance: Utterance }
  /** Some of its stretches could not be recognised: what was said is kept. */
  | { type: 'keep'; message: Message }
  | { type: 'nothing'; id: string; stretches: readonly string[] }
  /** Ask for the words of a stretch whose voice still goes on. */
  | { type: 'peek'; id: string }
  /** @param time 1 or 2 */
  | { type: 'quiet'; time: number }
  | { type: 'onset' | 'false_alarm' | 'barge_in' };

/** What turn-taking needs to know about the line. */
export interface TurnRules {
  language: string | undefined;
  patience: Patience;
  /** Whether words of a stretch that begins now come while its voice goes on. */
  streaming: boolean;
  /** Whether only the last moment of the tutor's question is still to be heard. */
  answerDue: boolean;
  /** Whether it is of interest that the learner has not begun for long. */
  speakUp: boolean;
}

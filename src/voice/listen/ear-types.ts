import type { Patience, PauseHabit } from '../../spoken/listen/endpointing.ts';

/** What the tutor does as the learner perceives it: an answer is being prepared, or heard, or neither. */
export type TutorActivity = 'silent' | 'thinking' | 'speaking';

/** Everything a learner said before it was the tutor's turn. */
export interface Utterance {
  /** Id of its first stretch of speech. */
  id: string;
  /** Ids of all its stretches, in order. */
  stretches: readonly string[];
  /** Never empty. */
  text: string;
  /** When the learner's voice stopped, ms since the epoch. */
  finishedAt: number;
  /** From then until the turn was taken to have ended; it hides as much of the recognition as falls into it. */
  endOfTurnMs: number;
  /** From the end of the voice until its last words were recognised; 0 where they were known before. */
  sttMs: number;
  /** Which of the client's stretches are in it, and up to where, ms from their beginning; where the client keeps what is said. */
  heard?: readonly HeardPart[];
}

/** So much of a stretch, from its beginning, has become of a message. */
export interface HeardPart {
  id: string;
  ms: number;
}

/** What a client that keeps its learner's speech is told of a stretch. */
export interface SpeechAck {
  id: string;
  /** Sound of it that has come over its line. */
  receivedMs: number;
  /** No need to keep it any longer. */
  settled: boolean;
}

/** What an ear asks about the line that it listens to; asked anew whenever it matters. */
export interface EarLine {
  /** BCP 47 tag of the language that the learner speaks, where known. */
  language(): string | undefined;
  patience(): Patience;
  /** The talk that is spoken over the line; where it is not told, nothing is recorded. */
  conversation?(): { id: string; learnerId: string };
  /**
   * Whether nothing but the last moment of the tutor's question is still to be heard: then "yes" is an answer, which would
   * otherwise be taken as a sign of listening.
   */
  answerDue?(): boolean;
  /** What the tutor is saying now, to know it again where a loudspeaker brings it back; undefined while it says nothing. */
  tutorSays?(): string | undefined;
  /** How this learner was heard to pause before; undefined: not known. */
  habit?(): PauseHabit | undefined;
  /** More is known of how they pause. */
  learned?(habit: PauseHabit): void;
  /** Whether the sink is to be told that the learner has not begun for long; it is where this is left out. */
  speakUp?(): boolean;
  /** Whether the client keeps what is said until it is settled, and sends it again over its next line. */
  keepsSpeech?(): boolean;
  /** How much of a stretch is in a message that is stored, ms; undefined where none. Must not reject. */
  heardBefore?(stretch: string): Promise<number | undefined>;
}

/**
 * Whom an ear tells what it hears. Per message: any number of `partial`, then either one `utterance` or one `nothing`.
 *
 * While the tutor is thinking or speaking, the learner's voice is first an `onset`; each is followed by one `falseAlarm` or
 * one `bargeIn`. Words that are recognised only after the false alarm still become a `bargeIn`, without another onset. What
 * barges in is an utterance later, never before it.
 */
export interface EarSink {
  /** The voice has stopped and its last words are being recognised. */
  recognising?(): void;
  /** What is recognised so far of a message. */
  partial(id: string, text: string): void;
  /** A whole message. The next one waits until this is taken; one that is refused is told to the learner as a notice. */
  utterance(utterance: Utterance): Promise<void>;
  /**
   * Under this id there was nothing to answer: noise, a cancelled stretch, a sign of listening.
   * @param stretches ids of all that it was made of
   */
  nothing(id: string, stretches: readonly string[]): void;
  /** A stretch in which no sound had come for long goes on; its message, if it becomes one of its own, has this id. */
  goesOn?(id: string): void;
  /** A voice is heard while the tutor thinks or speaks: hold what would be said. */
  onset(): void;
  /** It was a cough, noise or a sign of listening: go on where it was held. */
  falseAlarm(): void;
  /** Real words: the tutor's turn is over. */
  bargeIn(): void;
  /** The turn has probably ended with these words, so that an answer may be prepared; more may still come. */
  probableEnd?(id: string, text: string): void;
  /**
   * The tutor has been silent for long and the learner has not begun to speak: once a silence, and not again before the
   * tutor has spoken or the learner made a sound.
   * @param time 1 or 2 since the learner last said something; a third time is not told
   */
  quiet?(time: number): void;
  /** What the client may forget, or has to keep. */
  acknowledged?(ack: SpeechAck): void;
  /** Something that the learner has to know, for them alone. */
  notice(code: string, message: string): void;
}

export interface SpeechEnd {
  /** The learner says themself that they have finished (a button was released): no waiting for more. */
  done?: boolean;
  /** Silence that had already passed before the end was told, ms: the voice stopped that much earlier. */
  silentMs?: number;
}

/** Hears one line: the learner's sound goes in, whole messages come out of its sink. Never throws. */
export interface Ear {
  /** The learner's voice begins. A stretch that is still open ends with it; a known id is ignored. */
  speechStart(id: string): void;
  /**
   * Sound of the open stretch; without one it is dropped and counted.
   * @param pcm 16 kHz, mono, signed 16 bit, little-endian; copied. Half a sample at its end is left out.
   * @param sequence rising by one, wrapping at 65,536; left out where nothing can be lost on the way
   */
  audio(pcm: Uint8Array, sequence?: number): void;
  /** The voice has stopped. */
  speechEnd(id: string, end?: SpeechEnd): void;
  /** It was no speech at all. @returns false where its message was told already, or it is not known */
  speechCancel(id: string): boolean;
  /** The same stretch as over a line before, from its beginning. Sound waits until this resolves; it never rejects. */
  speechAgain?(id: string): Promise<void>;
  /** To be told at every change. */
  tutor(activity: TutorActivity): void;
  /** Resolves when nothing is being recognised or told of what was said to its end; what is kept for later doesn't count. */
  settled(): Promise<void>;
  /**
   * The line is gone. What was said so far is still recognised and told, and nothing else; a voice that it broke off in the
   * middle, where the client keeps it, only when nobody has sent it again within 15 s.
   * @returns when all of it is
   */
  close(): Promise<void>;
}

/** Opens an ear for one line. @param sink must not throw */
export type OpenEar = (line: EarLine, sink: EarSink) => Ear;

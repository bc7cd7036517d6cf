import type { AudioFormat } from '../../ports/audio.ts';

/** A piece of the tutor's voice on its way to the learner, 20 to 100 ms. */
export interface SpeechFrame {
  /** Number of the turn, as its `sentence` events carry it. */
  turn: number;
  /** Index of the sentence in its turn. */
  sentence: number;
  /** Rises by one within the sentence, from 0. A frame that is sent again after a cut keeps its number. */
  sequence: number;
  samples: Int16Array;
}

/** The door's side of a line over which the tutor is heard. */
export interface AudioOut {
  readonly format: AudioFormat;
  /** This door always tells what was played; without it, that is assumed until the first report comes. */
  readonly reports?: boolean;
  /**
   * Where our voice fails, the answer goes on as text that is read, which is so when this is left out; or as `theirs`, said
   * by a voice of the other side's own; or, where nobody can read, this is called, and the answer is over as it was heard.
   */
  readonly whenVoiceFails?: 'read' | 'theirs' | (() => void);
  /**
   * Whether a frame may be sent now: the line has room, and what was told in the conversation up to this offset of its event
   * log is on its way to the learner, so that no sound overtakes its words. The door calls `VoiceLine.room` when this changes.
   */
  ready(offset: number): boolean;
  /** Sends a frame. Call only while `ready`. */
  send(frame: SpeechFrame): void;
  /**
   * What was sent of this turn and not played yet must not be heard now, for doors whose other side doesn't stop by itself:
   * the turn is over, or the learner makes a sound; then it is sent again later.
   */
  drop?(turn: number): void;
}

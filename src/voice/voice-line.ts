import type { Conversation } from '../ports/conversation-store.ts';
import type { Playback } from '../protocol/client-messages.ts';
import type { Patience } from '../spoken/listen/endpointing.ts';
import type { LineKind } from './line-kind.ts';
import type { SpeechAck } from './listen/ear-types.ts';
import type { SpokenAside } from './speak/aside.ts';
import type { AudioOut } from './speak/audio-out.ts';

/** A learner's spoken connection, whatever carries it. */
export interface OpenLine {
  /** What carries it; `app` when left out. */
  kind?: LineKind | undefined;
  conversation: Conversation;
  learnerName: string;
  /** Whether the learner's audio comes over this line: 16 kHz. */
  audioIn: boolean;
  /** Where the tutor is heard; undefined: not over this line. */
  audioOut?: AudioOut | undefined;
  /** The learner came back to what they had left a moment ago, so a turn that waits for them may go on. */
  resumed: boolean;
  /** How long this learner is waited for; `patient` when left out. */
  patience?: Patience | undefined;
  /** How fast the tutor speaks; 1, the voice's own, when left out. */
  speed?: number | undefined;
  /** Whether these words were for the door itself (a caller hangs up); they are no message then. */
  forDoor?: ((text: string) => Promise<boolean>) | undefined;
  /** A turn begins to run, or goes on, of which this line's learner hears the answer. */
  answers?: ((turnId: string) => void) | undefined;
  /** The client keeps what its learner says until it is told to be settled. */
  keepsSpeech?: boolean | undefined;
  /** Tells such a client what it may forget, or has to keep. */
  acknowledge?: ((ack: SpeechAck) => void) | undefined;
  /** Tells something about this line alone. */
  notice: (code: string, message: string, spoken?: SpokenAside | undefined) => void;
}

/** What can be changed while a line is open. */
export interface LineOptions {
  conversation?: Conversation | undefined;
  /** Name of a voice as the service knows it. */
  voice?: string | undefined;
  /** How fast the tutor speaks, from the next answer on. */
  speed?: number | undefined;
  patience?: Patience | undefined;
  /** Whether the tutor may speak up by itself after a long silence; not before this is said. */
  speakUp?: boolean | undefined;
  /** Whether the learner's device stands still with what it has of the tutor's voice. */
  onHold?: boolean | undefined;
}

/** One line: hears the learner, lets the tutor be heard, and passes the turn between them. Doors speak to this alone. */
export interface VoiceLine {
  /** Whether the learner's audio is understood here. */
  readonly hears: boolean;
  /** The learner's voice began; `id` becomes the message's, if no stretch before it belongs to the same message. */
  speechStart(id: string): void;
  /** The same stretch as over a line before, from its beginning: what was heard of it is passed over. Its sound waits for this. */
  speechAgain(id: string): Promise<void>;
  /**
   * Sound of the open stretch; without one it is dropped and counted.
   * @param pcm 16 kHz, signed 16 bit, little-endian; copied
   * @param sequence rises by one; left out where nothing can be lost on the way
   */
  audio(pcm: Uint8Array, sequence?: number): void;
  /** The voice stopped. */
  speechEnd(id: string, end: { done?: boolean | undefined; silentMs?: number | undefined }): void;
  /** It was no speech. */
  speechCancel(id: string): void;
  /** What was really played. */
  playback(report: Playback): void;
  /** The same, by the turn's number: for doors that know no more of it. */
  played(turn: number, sentence: number, playedMs: number): void;
  /** Stops what the tutor says beside the talk under this id. @returns whether it was that */
  stopAside(turnId: string): boolean;
  /** The line has room again, or more was told over it. */
  room(): void;
  /** What is left out stays. */
  change(options: LineOptions): void;
  /**
   * The server goes down: nothing new is heard. Resolves when what was said to its end is stored, or its learner told.
   */
  drain(): Promise<void>;
  /** The line is gone. A turn that speaks waits for the next one. Resolves when nothing of the learner's is under way. */
  close(): Promise<void>;
}

/** The spoken lines of this node. */
export interface VoiceLines {
  /** Whether learners can be heard here. */
  readonly hears: boolean;
  /** Whether the tutor can speak here. */
  readonly speaks: boolean;
  /** Whether the tutor's voice can be asked to speak slower or faster. */
  readonly changesSpeed: boolean;
  open(line: OpenLine): VoiceLine;
  /** A learner follows this conversation who neither speaks nor listens: an answer that waits for their line goes on as text. */
  read(conversationId: string): void;
  /** Nothing new is heard on any line, also on those opened later. Resolves when what was said to its end is stored, or told to be lost. */
  drain(): Promise<void>;
}

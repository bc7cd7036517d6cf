/** What a learner can perceive at a door, and when, ms since the line was opened. */
export type Observation =
  /** The first sound of a turn, or the first after the tutor had paused. */
  | { at: number; kind: 'sound' | 'went on' }
  /** `stopped`: a turn ended before its end. */
  | { at: number; kind: 'stopped' | 'ended' }
  | { at: number; kind: 'notice'; code: string };

/** A door as a talk's script uses it: the same for a browser and for a telephone. */
export interface TalkDoor {
  readonly observed: Observation[];
  /** In short, everything that came over the line: for `absent`. */
  readonly told: string[];
  /** Rules that hold in every talk and were broken, in words. */
  readonly broken: string[];
  open(): Promise<void>;
  voiceBegins(): void;
  /** @param pcm 16 kHz, one step long */
  sound(pcm: Int16Array): void;
  voiceEnds(how: 'stops' | 'done' | 'cancelled'): void;
  type(text: string): void;
  stop(): void;
  /** Whether the tutor may speak up by itself. */
  mayBeSpokenTo(may: boolean): void;
  breakLine(): Promise<void>;
  comeBack(): Promise<void>;
  /** One step of the learner's own time: what was received is played. */
  play(ms: number): void;
  /** Resolves when nothing is under way any more between the door and its client. */
  exchanged(): Promise<void>;
  close(): Promise<void>;
}

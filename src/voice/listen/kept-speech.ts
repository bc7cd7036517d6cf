import type { Clock } from '../../ports/clock.ts';
import { joinSaid } from '../../spoken/listen/said.ts';
import type { Utterance } from './ear-types.ts';
import type { StretchAudio } from './stretch-audio.ts';
import type { Message } from './turn-state.ts';

/** Sound kept by one line at most, ms: an utterance of the greatest length. Of more, the oldest is given up. */
export const MOST_KEPT_MS = 120_000;
/** Sound kept by this process at most, bytes: some 35 minutes. */
export const MOST_KEPT_BYTES = 64 * 1024 * 1024;
/** What could not be recognised for so long has lost its place in the talk, ms: as long as a talk can be resumed. */
export const LONGEST_KEPT_MS = 10 * 60_000;
/** Between attempts, ms: soon at first, since most failures are short; doubled each time up to the last. */
const RETRY_MS = { first: 2_000, last: 30_000 } as const;

/** A piece of a message: words already known, or sound that is still to be recognised. */
type Piece = { text: string } | { audio: StretchAudio; text?: undefined };

export interface KeptMessage {
  id: string;
  /** Ids of all its stretches, in order. */
  stretches: readonly string[];
  /** In order. */
  pieces: Piece[];
  /** When the learner's voice had stopped, ms. */
  finishedAt: number;
}

export interface KeptSpeechOptions {
  clock: Clock;
  room: KeptRoom;
  /** Recognises one stretch; undefined where it could not. Never rejects. */
  recognise: (audio: StretchAudio) => Promise<string | undefined>;
  recovered: (utterance: Utterance) => void;
  /** Given up: the learner has to say it again. */
  lost: (message: KeptMessage, reason: 'too_old' | 'no_room') => void;
}

interface Taken {
  bytes: number;
  giveUp: () => void;
}

/** How much this process keeps for all lines together. */
export class KeptRoom {
  /** The oldest first. */
  readonly #taken = new Set<Taken>();
  #bytes = 0;

  /**
   * Takes room, if need be from what was kept first: what was said last matters most.
   * @param giveUp called when the room is wanted for something newer
   * @returns gives the room back
   */
  take(bytes: number, giveUp: () => void): () => void {
    for (const oldest of this.#taken) {
      if (this.#bytes + bytes <= MOST_KEPT_BYTES) break;
      this.#give(oldest);
      oldest.giveUp();
    }
    const taken = { bytes, giveUp };
    this.#taken.add(taken);
    this.#bytes += bytes;
    return () => this.#give(taken);
  }

  #give(taken: Taken): void {
    if (this.#taken.delete(taken)) this.#bytes -= taken.bytes;
  }
}

interface Kept extends KeptMessage {
  giveRoom: () => void;
  since: number;
}

/** What one learner said that could not be recognised yet: tried again by itself until it is, in order, or given up. */
export class KeptSpeech {
  readonly #options: KeptSpeechOptions;
  #kept: Kept[] = [];
  #retryMs: number = RETRY_MS.first;
  #cancelTimer: () => void = () => undefined;
  #trying = false;

  constructor(options: KeptSpeechOptions) {
    this.#options = options;
  }

  keep(message: KeptMessage): void {
    const { room, clock } = this.#options;
    const bytes = audioOf(message).reduce((sum, audio) => sum + audio.bytes, 0);
    while (this.#kept.length > 0 && this.#ms + msOf(message) > MOST_KEPT_MS) this.#giveUp(this.#kept[0], 'no_room');
    const giveRoom = room.take(bytes, () => this.#giveUp(kept, 'no_room'));
    const kept = { ...message, giveRoom, since: clock.now() };
    this.#kept.push(kept);
    if (!this.#trying) this.#schedule();
  }

  /** Recognition works again, or may: tries at once. */
  tryNow(): void {
    if (this.#kept.length === 0 || this.#trying) return;
    this.#cancelTimer();
    void this.#try();
  }

  /** Whether nothing is kept. */
  get empty(): boolean {
    return this.#kept.length === 0;
  }

  get #ms(): number {
    return this.#kept.reduce((sum, message) => sum + msOf(message), 0);
  }

  #schedule(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(this.#retryMs, () => void this.#try());
    this.#retryMs = Math.min(this.#retryMs * 2, RETRY_MS.last);
  }

  async #try(): Promise<void> {
    this.#trying = true;
    for (let message = this.#kept[0]; message && (await this.#attempt(message)); message = this.#kept[0]) {
      this.#retryMs = RETRY_MS.first;
    }
    this.#trying = false;
    if (this.#kept.length > 0) this.#schedule();
  }

  /** @returns whether to go on with the next */
  async #attempt(message: Kept): Promise<boolean> {
    const { clock, recognise, recovered } = this.#options;
    if (clock.now() - message.since >= LONGEST_KEPT_MS) {
      this.#giveUp(message, 'too_old');
      return true;
    }
    const began = clock.now();
    for (const [index, piece] of message.pieces.entries()) {
      if (piece.text !== undefined) continue;
      const text = await recognise(piece.audio);
      if (text === undefined) return false;
      piece.audio.drop();
      message.pieces[index] = { text };
    }
    if (!this.#kept.includes(message)) return true;
    this.#remove(message);
    const { id, stretches, finishedAt } = message;
    const text = joinSaid(message.pieces.map((piece) => piece.text ?? ''));
    const endOfTurnMs = Math.max(0, began - finishedAt);
    recovered({ id, stretches, text, finishedAt, endOfTurnMs, sttMs: clock.now() - began });
    return true;
  }

  #giveUp(message: Kept | undefined, reason: 'too_old' | 'no_room'): void {
    if (!message) return;
    for (const audio of audioOf(message)) audio.drop();
    this.#remove(message);
    this.#options.lost(message, reason);
  }

  #remove(message: Kept): void {
    this.#kept = this.#kept.filter((other) => other !== message);
    message.giveRoom();
  }
}

/** A message as it is kept: the words of what was recognised, the sound of what was not. */
export function keptMessage(
  { id, stretches }: Message,
  heard: ReadonlyMap<string, { audio: StretchAudio }>,
): KeptMessage {
  const pieces = stretches.map((stretch): Piece => {
    const audio = heard.get(stretch.id)?.audio;
    return stretch.state === 'failed' && audio ? { audio } : { text: stretch.text };
  });
  return {
    id,
    stretches: stretches.map((stretch) => stretch.id),
    pieces,
    finishedAt: Math.max(...stretches.map(({ at }) => at)),
  };
}

function audioOf({ pieces }: KeptMessage): StretchAudio[] {
  return pieces.flatMap((piece) => (piece.text === undefined ? [piece.audio] : []));
}

function msOf(message: KeptMessage): number {
  return audioOf(message).reduce((sum, audio) => sum + audio.ms, 0);
}

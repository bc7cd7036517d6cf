/** What is played first must have this much behind it, or have waited as long, so that a late frame leaves no hole, ms. */
const CUSHION_MS = 80;

/** How far a sentence has been played. */
export interface PlayPosition {
  turn: number;
  sentence: number;
  playedMs: number;
  /** Sound of a later sentence follows, so that this one is complete. */
  done: boolean;
}

/** A frame of sound, at the queue's rate. */
export interface Piece {
  turn: number;
  sentence: number;
  samples: Float32Array;
  /** How long it is by its own rate: what resampling holds back or adds makes no sentence shorter or longer. */
  ms: number;
}

/**
 * The jitter buffer: keeps sound that has come until it is played, sentence by sentence, and knows how much of each was.
 * Runs on the audio thread; whoever fills it sees to the order.
 */
export class PlayQueue {
  readonly #sampleRate: number;
  readonly #pieces: Piece[] = [];
  /** Samples of the first piece that were played. */
  #used = 0;
  #waiting = 0;
  /** Samples that silence was played while sound waited for more. */
  #waited = 0;
  #flowing = false;
  #paused = false;
  #position: PlayPosition | undefined;
  /** Ms of the sentence before its first piece. */
  #beforeMs = 0;

  /** @param sampleRate samples a second of what is put in and taken out */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  push(piece: Piece): void {
    this.#pieces.push(piece);
    this.#waiting += piece.samples.length;
  }

  /** Fills `output`, with silence where there is nothing. @returns the sentences that ended in it */
  pull(output: Float32Array): PlayPosition[] {
    output.fill(0);
    if (this.#paused || !this.#mayFlow(output.length)) return [];
    const ended: PlayPosition[] = [];
    let at = 0;
    while (at < output.length) {
      const piece = this.#pieces[0];
      if (!piece) break;
      const before = this.#enter(piece);
      if (before) ended.push(before);
      at += this.#play(piece, output.subarray(at));
    }
    if (this.drained) this.#flowing = false;
    return ended;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
  }

  /** Forgets what waits, and where it was. */
  drop(): void {
    this.#pieces.length = 0;
    this.#used = 0;
    this.#waiting = 0;
    this.#waited = 0;
    this.#flowing = false;
    this.#paused = false;
    this.#position = undefined;
  }

  /** How far the sentence that was played last has come. */
  get position(): PlayPosition | undefined {
    return this.#position;
  }

  /** Whether sound comes out. */
  get playing(): boolean {
    return this.#flowing && !this.#paused;
  }

  /** Whether everything that came was played. */
  get drained(): boolean {
    return this.#pieces.length === 0;
  }

  /** Sound begins when there is a cushion of it, or when none will come: the end of a short answer waits for nothing. */
  #mayFlow(samples: number): boolean {
    if (this.#flowing || this.drained) return this.#flowing;
    const cushion = (CUSHION_MS / 1000) * this.#sampleRate;
    this.#waited += samples;
    this.#flowing = this.#waiting >= cushion || this.#waited >= cushion;
    if (this.#flowing) this.#waited = 0;
    return this.#flowing;
  }

  /** @returns the sentence before, when this piece begins another one */
  #enter(piece: Piece): PlayPosition | undefined {
    const last = this.#position;
    if (last && last.turn === piece.turn && last.sentence === piece.sentence) return undefined;
    this.#position = { turn: piece.turn, sentence: piece.sentence, playedMs: 0, done: false };
    this.#beforeMs = 0;
    return last && last.turn === piece.turn ? { ...last, done: true } : undefined;
  }

  /** @returns how many samples of the piece went into `output` */
  #play(piece: Piece, output: Float32Array): number {
    const part = piece.samples.subarray(this.#used, this.#used + output.length);
    output.set(part);
    this.#used += part.length;
    this.#waiting -= part.length;
    const isOver = this.#used === piece.samples.length;
    const playedMs = this.#beforeMs + (isOver ? piece.ms : (this.#used / piece.samples.length) * piece.ms);
    if (this.#position) this.#position = { ...this.#position, playedMs };
    if (isOver) {
      this.#beforeMs = playedMs;
      this.#pieces.shift();
      this.#used = 0;
    }
    return part.length;
  }
}

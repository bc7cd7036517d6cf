import type { AudioFrame } from '../../protocol/audio-frame.ts';

const SEQUENCES = 0x10000;

/** Whether `sequence` comes after `last`, counting on from 65,535 to 0. */
function isLater(sequence: number, last: number): boolean {
  const ahead = (sequence - last + SEQUENCES) % SEQUENCES;
  return ahead > 0 && ahead < SEQUENCES / 2;
}

/**
 * Lets through what is to be played: frames of the announced turn, each once and in order; nothing of a dead turn. After a
 * cut the server sends again what was not heard, under the same numbers: what is here already is left out.
 */
export class FrameOrder {
  #turn: number | undefined;
  #last: { sentence: number; sequence: number } | undefined;

  /** The turn whose sound is expected from now on. */
  expect(turn: number): void {
    if (turn === this.#turn) return;
    this.#turn = turn;
    this.#last = undefined;
  }

  /** The expected turn is over: what still comes of it is late. */
  kill(): void {
    this.#turn = undefined;
    this.#last = undefined;
  }

  /** Whether this frame is to be played. */
  take({ kind, turn, sentence, sequence }: AudioFrame): boolean {
    if (kind !== 2 || turn !== this.#turn) return false;
    const last = this.#last;
    const isNew = !last || sentence > last.sentence || (sentence === last.sentence && isLater(sequence, last.sequence));
    if (isNew) this.#last = { sentence, sequence };
    return isNew;
  }
}

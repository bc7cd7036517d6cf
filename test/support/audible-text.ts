import { fromMulaw } from '../../src/sound/mulaw.ts';
import { MS_PER_CHAR } from './scripted-voice.ts';

/** A letter is four pieces of sound, of four bits each. */
const PIECES = 4;
/** So much of a piece must be heard, of its whole. */
const ENOUGH = 0.9;
/** µ-law's own loudnesses, so that the way through a telephone changes none of them: one for each piece and value. */
const LEVELS = Array.from({ length: PIECES * 16 }, (_, at) => fromMulaw(Uint8Array.of(0xff - 8 - at))[0] ?? 0);
const PLACE_OF = new Map(LEVELS.map((level, at) => [level, at]));

/** Sound that says a text: whoever hears it knows every letter of it. */
export function soundOf(text: string, sampleRate: number): Int16Array {
  const perPiece = (sampleRate * MS_PER_CHAR) / 1000 / PIECES;
  const sound = new Int16Array(text.length * PIECES * perPiece);
  for (let at = 0; at < text.length * PIECES; at += 1) {
    const piece = at % PIECES;
    const value = (text.charCodeAt(Math.floor(at / PIECES)) >> (4 * piece)) & 0xf;
    sound.fill(LEVELS[piece * 16 + value] ?? 0, at * perPiece, (at + 1) * perPiece);
  }
  return sound;
}

/** An ear for such sound: a letter counts when all of it was heard. */
export class TextEar {
  readonly #onLetter: (letter: string) => void;
  readonly #enough: number;
  #place = -1;
  #samples = 0;
  #code = 0;
  /** Pieces of the letter heard so far, in order and without a gap. */
  #pieces = 0;

  constructor(sampleRate: number, onLetter: (letter: string) => void) {
    this.#onLetter = onLetter;
    this.#enough = ((sampleRate * MS_PER_CHAR) / 1000 / PIECES) * ENOUGH;
  }

  hear(samples: Int16Array): void {
    for (const sample of samples) this.#take(PLACE_OF.get(sample) ?? -1);
  }

  /** What follows does not belong to what came before. */
  cut(): void {
    this.#place = -1;
    this.#pieces = 0;
    this.#samples = 0;
  }

  #take(place: number): void {
    const perPiece = Math.round(this.#enough / ENOUGH);
    // The same piece of the next letter can't follow at once: a letter has four.
    if (place !== this.#place || this.#samples >= perPiece) this.#samples = 0;
    this.#place = place;
    this.#samples += 1;
    if (place < 0 || this.#samples !== Math.floor(this.#enough)) return;
    const piece = Math.floor(place / 16);
    if (piece !== this.#pieces) this.#pieces = 0;
    if (piece !== this.#pieces) return;
    this.#code = (piece === 0 ? 0 : this.#code) | ((place % 16) << (4 * piece));
    this.#pieces += 1;
    if (this.#pieces < PIECES) return;
    this.#pieces = 0;
    this.#onLetter(String.fromCharCode(this.#code));
  }
}

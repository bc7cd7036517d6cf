import { prepareForSpeaking } from '../spoken/speak/prepare.ts';
import type { SpokenText } from '../spoken/speak/spoken-text.ts';

interface SaidSentence {
  /** As it was given to the voice. */
  spoken: SpokenText;
  /** Where the sentence stands in the answer; an empty place for words that are not part of it. */
  start: number;
  end: number;
}

const LETTER = /[\p{L}\p{N}]/u;

/** One answer as it was given to a caller: knows which characters of it were heard when the caller spoke over it. */
export class SpokenTurn {
  readonly #language: string;
  readonly #sentences: SaidSentence[] = [];
  #text = '';
  #placed = 0;

  /** @param language BCP 47, of the voice */
  constructor(language: string) {
    this.#language = language;
  }

  /** A piece of the answer's text. */
  add(delta: string): void {
    this.#text += delta;
  }

  /** A sentence of the answer is given to the voice. @returns what to say. */
  sentence(text: string): string {
    const written = text.trim();
    const at = this.#text.indexOf(written, this.#placed);
    const start = at < 0 ? this.#placed : at;
    this.#placed = start + written.length;
    return this.#say(written, start);
  }

  /** Something is said that is not part of the answer. @returns it. */
  aside(text: string, language = this.#language): string {
    return this.#say(text, this.#placed, language);
  }

  /** UTF-16 units of the answer that were given to the voice. */
  get givenChars(): number {
    return this.#placed;
  }

  /** The answer as it was given to the voice. */
  get text(): string {
    const sentences = this.#sentences.filter(({ start, end }) => end > start);
    return sentences.map(({ spoken }) => spoken.text).join(' ');
  }

  /**
   * UTF-16 units of the answer that were heard.
   * @param utterance what Twilio's voice had said of the turn when it was stopped
   */
  heardChars(utterance: string): number {
    let left = letters(utterance);
    let heard = 0;
    for (const { spoken, start, end } of this.#sentences) {
      const said = letters(spoken.text);
      if (!left.startsWith(said)) return end > start ? Math.max(heard, start + partOf(spoken, left)) : heard;
      left = left.slice(said.length);
      heard = end;
    }
    return heard;
  }

  #say(written: string, start: number, language = this.#language): string {
    const spoken = prepareForSpeaking(written, language);
    this.#sentences.push({ spoken, start, end: this.#placed });
    return spoken.text;
  }
}

/** Characters of a written sentence of which only the beginning was said. */
function partOf(spoken: SpokenText, left: string): number {
  const said = letters(spoken.text);
  let common = 0;
  while (common < left.length && left[common] === said[common]) common += 1;
  return spoken.sourceAt(afterLetters(spoken.text, common));
}

/** Where the n-th letter ends. */
function afterLetters(text: string, count: number): number {
  let seen = 0;
  let at = 0;
  for (const char of text) {
    if (seen === count) break;
    at += char.length;
    if (LETTER.test(char)) seen += 1;
  }
  return at;
}

/** Voices and recognisers differ in spaces, marks and capitals; not in letters. */
function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

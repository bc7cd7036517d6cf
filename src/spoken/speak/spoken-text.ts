/** A text as it is said, and which part of the written text each part of it stands for. */
export class SpokenText {
  readonly text: string;
  /** How long it takes to say, in letters: a Chinese, Japanese or Korean character takes as long as three of them. */
  readonly weight: number;
  /** Where each part ends, in what is said and in what is written. */
  readonly #ends: { spoken: number; source: number }[];

  /** @param parts in order; `source` is the length of what is written */
  constructor(parts: readonly { source: number; spoken: string }[]) {
    let source = 0;
    let text = '';
    this.#ends = parts.map((part) => {
      source += part.source;
      text += part.spoken;
      return { source, spoken: text.length };
    });
    this.text = text;
    this.weight = weightOf(text);
  }

  /**
   * How much of the written text has been said with the first `chars` UTF-16 units of what is said: within a part that is said
   * as it is written, so many of it; a part that is said in other words counts when all of it was said.
   */
  sourceAt(chars: number): number {
    let before = { spoken: 0, source: 0 };
    for (const end of this.#ends) {
      if (chars < end.spoken) {
        const same = end.spoken - before.spoken === end.source - before.source;
        return before.source + (same ? chars - before.spoken : 0);
      }
      before = end;
    }
    return before.source;
  }
}

function weightOf(text: string): number {
  let weight = 0;
  for (const char of text)
    weight += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(char) ? 3 : 1;
  return weight;
}

/** Words that follow each other, and when they began, ms since the caller was greeted. */
export interface Stretch {
  at: number;
  text: string;
}

/** After so long in which nothing was heard something else begins, ms. */
const GAP_MS = 1000;

/** What was given to the voice of a call, and what its caller heard, each with its time. */
export class CallRecord {
  readonly given: Stretch[] = [];
  readonly heard: Stretch[] = [];
  readonly #given = new Growth();
  readonly #heard = new Growth();
  #heardAt = 0;

  /** What there is by now was before the record begins. */
  skip(given: readonly string[], heard: readonly string[]): void {
    this.#given.take(given);
    this.#heard.take(heard);
  }

  note(at: number, given: readonly string[], heard: readonly string[]): void {
    for (const { text, isNew } of this.#given.take(given)) add(this.given, at, text, isNew);
    for (const { text, isNew } of this.#heard.take(heard)) {
      add(this.heard, at, text, isNew || at - this.#heardAt > GAP_MS);
      this.#heardAt = at;
    }
  }
}

/** A list of texts that gets longer, and whose last one does. */
class Growth {
  #count = 0;
  #length = 0;

  /** @returns what is new */
  take(texts: readonly string[]): { text: string; isNew: boolean }[] {
    const last = Math.max(0, this.#count - 1);
    const more = texts.slice(last).map((text, at) => {
      const isNew = at > 0 || this.#count === 0;
      return { text: isNew ? text : text.slice(this.#length), isNew };
    });
    this.#count = texts.length;
    this.#length = texts.at(-1)?.length ?? 0;
    return more.filter(({ text }) => text !== '');
  }
}

function add(stretches: Stretch[], at: number, text: string, isNew: boolean): void {
  const last = stretches.at(-1);
  if (isNew || !last) stretches.push({ at, text });
  else last.text += text;
}

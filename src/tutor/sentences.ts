import { type Abbreviations, abbreviationsOf } from './abbreviations.ts';
import {
  isClauseEnd,
  isSpace,
  isSpacedStop,
  isWideStop,
  lookAtClause,
  lookAtStop,
  lookAtWideStop,
  skipWhile,
  type Verdict,
} from './sentence-ends.ts';

export interface SentenceOptions {
  /** BCP 47 tag of the text, for its abbreviations. */
  language?: string | undefined;
  /**
   * Lets the very first sentence end early, at a comma or the like, once it has so many characters (a CJK character
   * counts for three), so that speech can begin. Off when left out.
   */
  firstClause?: number;
  /** `line`: every line break ends a sentence, as in what a model writes. `paragraph`: only an empty line, as in documents. */
  breakAt?: 'line' | 'paragraph';
}

/** A sentence and where it stands: `text.slice(start, end)`, without white space at its ends. */
export interface Sentence {
  text: string;
  start: number;
  end: number;
}

/** Longer than this nobody can follow by ear, and some scripts (Thai) have no stops at all. */
const LONGEST = 400;

/**
 * Cuts a stream of text into sentences. A boundary is decided by the text alone, never by how it was cut into chunks, and
 * as soon as the first character after it is known.
 */
export class SentenceSplitter {
  readonly #abbreviations: Abbreviations;
  readonly #firstClause: number | undefined;
  readonly #breakAt: 'line' | 'paragraph';
  #buffer = '';
  /** Offset of the buffer in all of the text. */
  #offset = 0;
  #count = 0;

  constructor(options: SentenceOptions = {}) {
    this.#abbreviations = abbreviationsOf(options.language);
    this.#firstClause = options.firstClause;
    this.#breakAt = options.breakAt ?? 'line';
  }

  /** @returns the sentences that this text completes. */
  push(text: string): Sentence[] {
    this.#buffer += text;
    return this.#drain(false);
  }

  /** @returns what is left, whether or not it ends in a stop. The next text begins a new sentence. */
  flush(): Sentence[] {
    return this.#drain(true);
  }

  #drain(final: boolean): Sentence[] {
    const sentences: Sentence[] = [];
    for (;;) {
      this.#skip(this.#buffer.length - this.#buffer.trimStart().length);
      const end = this.#boundary(final);
      if (end === undefined) return sentences;
      const text = this.#buffer.slice(0, end).trimEnd();
      sentences.push({ text, start: this.#offset, end: this.#offset + text.length });
      this.#count += 1;
      this.#skip(end);
    }
  }

  #skip(length: number): void {
    this.#buffer = this.#buffer.slice(length);
    this.#offset += length;
  }

  /** Where the sentence at the start of the buffer ends; undefined while that can't be said. */
  #boundary(final: boolean): number | undefined {
    const text = this.#buffer;
    for (let at = 0; at < text.length; at += 1) {
      const verdict = this.#look(text, at, final);
      if (verdict === 'more') return undefined;
      if (verdict !== 'no') return verdict;
      if (at + 1 >= LONGEST && text.length > LONGEST) return cutLong(text);
    }
    return final && text.length > 0 ? text.length : undefined;
  }

  #look(text: string, at: number, final: boolean): Verdict {
    const char = text[at] ?? '';
    if (char === '\n') return this.#lookAtBreak(text, at, final);
    if (isWideStop(char)) return lookAtWideStop(text, at, final);
    if (isSpacedStop(char)) return lookAtStop(text, at, final, this.#abbreviations);
    if (this.#firstClause !== undefined && this.#count === 0 && isClauseEnd(char)) {
      return lookAtClause(text, at, final, this.#firstClause);
    }
    return 'no';
  }

  #lookAtBreak(text: string, at: number, final: boolean): Verdict {
    if (this.#breakAt === 'line') return at;
    const next = skipWhile(text, at + 1, (char) => isSpace(char) && char !== '\n');
    if (next >= text.length) return final ? 'no' : 'more';
    return text[next] === '\n' ? at : 'no';
  }
}

/** All sentences of a text that is already complete. */
export function splitSentences(text: string, options: SentenceOptions = {}): Sentence[] {
  const splitter = new SentenceSplitter(options);
  return [...splitter.push(text), ...splitter.flush()];
}

/** A text without any stop is cut at the last white space, or else between two characters. */
function cutLong(text: string): number {
  const head = text.slice(0, LONGEST);
  const space = head.search(/\s\S*$/u);
  if (space > 0) return space;
  const last = head.charCodeAt(LONGEST - 1);
  return last >= 0xd800 && last <= 0xdbff ? LONGEST - 1 : LONGEST;
}

import type { Block } from './chunk-blocks.ts';
import { fitting, wordStartAtOrAfter } from './chunk-cuts.ts';
import { type Span, sentencesIn, spaceFrom } from './sentence-breaks.ts';

/** A passage before it has an id: `text === content.slice(start, end)`. */
export interface Piece extends Span {
  text: string;
  headings: string[];
  page?: number | undefined;
  /** White space that follows it, up to the next word. */
  after: string;
}

/** Sizes of passages in characters (UTF-16 units). */
interface Sizes {
  /** A passage grows to this. */
  target: number;
  /** No passage is longer. */
  max: number;
  /** A passage that short takes one more sentence, even past the target. */
  small: number;
}

/** About 200 words: enough to answer from, little enough to be about one thing. */
const SPACED: Sizes = { target: 900, max: 1400, small: 400 };
/** The same amount of thought in scripts that write a word in one or two characters. */
const DENSE: Sizes = { target: 360, max: 560, small: 160 };
const DENSE_SCRIPT = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
/** What of a text is looked at to tell its script, and the share of dense characters that decides. */
const SAMPLE = 4000;
const DENSE_SHARE = 0.3;

function sizesFor(text: string): Sizes {
  const middle = Math.max(0, Math.floor((text.length - SAMPLE) / 2));
  const sample = text.slice(middle, middle + SAMPLE);
  const dense = sample.match(DENSE_SCRIPT)?.length ?? 0;
  return dense > sample.length * DENSE_SHARE ? DENSE : SPACED;
}

/** How much of a passage its successor repeats: its last sentence, or the last words where the sentence is longer. */
const OVERLAP = 150;

/** Fills passages with what blocks are made of, in order. */
export class PassagePacker {
  readonly #text: string;
  readonly #sizes: Sizes;
  #units: Span[] = [];
  #section: Pick<Block, 'headings' | 'page'> = { headings: [] };
  #onlyHeadings = true;

  constructor(text: string) {
    this.#text = text;
    this.#sizes = sizesFor(text);
  }

  *add(block: Block): Generator<Piece> {
    if (this.#startsAnew(block)) yield* this.flush();
    this.#section = { headings: block.headings, page: block.page };
    for (const unit of this.#unitsOf(block)) {
      if (!this.#takes(unit)) yield* this.#breakBefore(unit);
      this.#units.push(unit);
    }
    if (!block.isHeading) this.#onlyHeadings = false;
  }

  *flush(): Generator<Piece> {
    const span = this.#span();
    this.#units = [];
    this.#onlyHeadings = true;
    if (!span) return;
    const text = this.#text.slice(span.start, span.end);
    yield { ...span, text, after: spaceFrom(this.#text, span.end), ...this.#section };
  }

  /** A heading begins a passage, together with the headings and the text right below it. */
  #startsAnew(block: Block): boolean {
    return block.page !== this.#section.page || (block.isHeading && !this.#onlyHeadings);
  }

  /** The block whole where it fits, else its sentences, the longest of them cut. */
  #unitsOf(block: Block): Span[] {
    if (this.#takes(block) && block.end - block.start <= this.#sizes.target) return [block];
    return sentencesIn(this.#text, block).flatMap((sentence) => fitting(this.#text, sentence, this.#sizes.max));
  }

  #takes(unit: Span): boolean {
    const span = this.#span();
    if (!span) return true;
    const grown = unit.end - span.start;
    const { target, max, small } = this.#sizes;
    return grown <= target || (grown <= max && span.end - span.start < small);
  }

  *#breakBefore(unit: Span): Generator<Piece> {
    const last = this.#units.at(-1);
    yield* this.flush();
    this.#onlyHeadings = false;
    const repeated = last && this.#overlap(last);
    if (repeated && unit.end - repeated.start <= this.#sizes.max) this.#units.push(repeated);
  }

  /** The end of a passage that the next one repeats; undefined where no word fits. */
  #overlap(last: Span): Span | undefined {
    const sentence = sentencesIn(this.#text, last).at(-1) ?? last;
    if (sentence.end - sentence.start <= OVERLAP) return sentence;
    const start = wordStartAtOrAfter(this.#text, sentence.end - OVERLAP, sentence.end);
    return start < sentence.end ? { start, end: sentence.end } : undefined;
  }

  #span(): Span | undefined {
    const [first] = this.#units;
    const last = this.#units.at(-1);
    return first && last ? { start: first.start, end: last.end } : undefined;
  }
}

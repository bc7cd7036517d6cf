import type { Run } from './pdf-run.ts';

/** Parts of a line as they are read, each with whether white space stands before it. */
export interface Word {
  run: Run;
  isApart: boolean;
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const LETTER = /\p{L}/u;
/** Shapes that Arabic letters take in a word: some programs store these instead of the letters. */
const SHAPES = /[\ufb50-\ufdcf\ufe70-\ufefc]/g;
/** No word is an alef alone: it was drawn as a part of the letter before it. */
const PARTED_LIGATURE = /ل\s+([اأإآ])(?=\s)/gu;
const BRACKETS: ReadonlyMap<string, string> = new Map(
  ['()', '[]', '{}', '«»'].flatMap(([a = '', b = '']) => [
    [a, b],
    [b, a],
  ]),
);
const BRACKET = /[()[\]{}«»]/g;

/** How a run is written, seen from the page: as most of it, the other way, or as what stands around it. */
export function wayOf(text: string, isMirrored: boolean): Run['way'] {
  if (RIGHT_TO_LEFT.test(text)) return isMirrored ? 'with' : 'against';
  if (!/[\p{L}\p{N}]/u.test(text)) return 'either';
  return isMirrored ? 'against' : 'with';
}

/** Letters in place of their shapes, and ligatures whole; marks that stand alone in a font are put above a space there. */
export function withoutShapes(text: string): string {
  return text.replace(SHAPES, (shape) => shape.normalize('NFKC').trim()).replace(PARTED_LIGATURE, 'ل$1');
}

/** Words of a line in the order in which they are read: names and numbers that are written against it were seen in reverse. */
export function asRead(words: readonly Word[]): Word[] {
  const read: Word[] = [];
  for (let index = 0; index < words.length; ) {
    const end = endOfForeign(words, index);
    if (end === index) read.push(...words.slice(index, index + 1));
    else read.push(...reversed(words.slice(index, end)));
    index = Math.max(end, index + 1);
  }
  return read;
}

/** Where a stretch ends that is written against its line; where it would begin, if there is none. */
function endOfForeign(words: readonly Word[], from: number): number {
  if (words[from]?.run.way !== 'against') return from;
  let end = from + 1;
  for (let at = end; at < words.length; at += 1) {
    const word = words[at];
    if (!word || word.run.way === 'with') break;
    if (word.run.way === 'either') continue;
    // Numbers follow each other as the line goes, but for one that follows a word of their own direction.
    const isJoined = LETTER.test(word.run.text) || (at === end && !word.isApart);
    if (!isJoined) break;
    end = at + 1;
  }
  return end;
}

function reversed(words: readonly Word[]): Word[] {
  return words
    .map((_, index) => {
      const at = words.length - 1 - index;
      const before = index === 0 ? words[0] : words[at + 1];
      return { run: words[at]?.run ?? words[0]?.run, isApart: before?.isApart ?? false };
    })
    .filter((word): word is Word => word.run !== undefined);
}

/**
 * Brackets of a page that is written from right to left. Some programs store what a bracket means there, some what it looks
 * like, which is its counterpart: then there are more that close before they open.
 */
export function withBracketsAsMeant(runs: readonly Run[]): Run[] {
  const seen = [...runs].sort((a, b) => b.y - a.y || a.left - b.left).filter((run) => run.way !== 'against');
  const brackets = seen.map((run) => run.text.match(BRACKET)?.join('') ?? '').join('');
  if (pairsIn(brackets) >= pairsIn(turned(brackets))) return [...runs];
  return runs.map((run) => (run.way === 'against' ? run : { ...run, text: turned(run.text) }));
}

function turned(text: string): string {
  return text.replace(BRACKET, (bracket) => BRACKETS.get(bracket) ?? bracket);
}

function pairsIn(brackets: string): number {
  let pairs = 0;
  const open: string[] = [];
  for (const bracket of brackets) {
    if ('([{«'.includes(bracket)) open.push(bracket);
    else if (open.at(-1) === BRACKETS.get(bracket)) {
      open.pop();
      pairs += 1;
    }
  }
  return pairs;
}

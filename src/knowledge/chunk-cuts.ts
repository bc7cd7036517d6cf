import { isSpace, type Span, trim } from './sentence-breaks.ts';

/** Scripts that put no space between words: a cut between any two of their letters is as good as any. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Marks that change the letter before them, and joiners: no cut before these. */
const CONTINUES = /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])/u;
const CLAUSE_END = /[,;:，；：、—)）]/u;

/**
 * Cuts a stretch into parts of at most `max` units: after a clause where there is one in the second half of a part, else
 * between words, and inside a word only where the word alone is longer than `max`: then at exactly `max` units, or right before
 * the character that would be cut in two.
 */
export function fitting(text: string, span: Span, max: number): Span[] {
  const parts: Span[] = [];
  let rest = trim(text, span);
  while (rest.end - rest.start > max) {
    const cut = cutIn(text, rest.start, rest.start + max);
    parts.push(trim(text, { start: rest.start, end: cut }));
    rest = trim(text, { start: cut, end: rest.end });
  }
  if (rest.start < rest.end) parts.push(rest);
  return parts;
}

function cutIn(text: string, start: number, limit: number): number {
  const half = start + Math.floor((limit - start) / 2);
  for (let at = limit; at > half; at -= 1) {
    if (isWordGap(text, at) && CLAUSE_END.test(text.charAt(at - 1))) return at;
  }
  for (let at = limit; at > start; at -= 1) {
    if (isWordGap(text, at)) return at;
  }
  return insideWord(text, start, limit);
}

/** The nearest place at or before `limit` that parts no character; `limit` in a run of nothing but marks. */
function insideWord(text: string, start: number, limit: number): number {
  for (let at = limit; at > start; at -= 1) {
    if (!partsCharacter(text, at)) return at;
  }
  return partsPair(text, limit) ? limit - 1 : limit;
}

/** Whether a cut right before offset `at` parts no word. */
export function isWordGap(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  if (isSpace(text.charCodeAt(at)) || isSpace(text.charCodeAt(at - 1))) return true;
  if (partsCharacter(text, at)) return false;
  return UNSPACED.test(characterAt(text, at)) || UNSPACED.test(characterBefore(text, at));
}

/** The first offset from `from` on where a word begins; `end` where none does. */
export function wordStartAtOrAfter(text: string, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    if (!isSpace(text.charCodeAt(at)) && isWordGap(text, at)) return at;
  }
  return end;
}

function partsCharacter(text: string, at: number): boolean {
  return partsPair(text, at) || CONTINUES.test(characterAt(text, at)) || text.charCodeAt(at - 1) === 0x200d;
}

function partsPair(text: string, at: number): boolean {
  return isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0x20);
}

function characterBefore(text: string, at: number): string {
  const isPair = isLow(text.charCodeAt(at - 1)) && isHigh(text.charCodeAt(at - 2));
  return characterAt(text, isPair ? at - 2 : at - 1);
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

import { indexTerms } from './full-text.ts';
import type { RankAnswer } from './rank.ts';
import { correctionsOf, joinedAt, knownAmong, splitsOf, type Vocabulary } from './vocabulary.ts';

/** A last word may be half typed from so many letters on: where so few words are asked for somebody types, more are a question. */
const HALF_TYPED = { few: 2, ofFew: 3, ofMany: 4 };

/** Ranks the texts with any of the words. */
export type Look = (words: readonly string[]) => Promise<RankAnswer>;

export interface Corrected {
  answer: RankAnswer;
  /** Words of the texts that were looked for in the place of misspelled, half typed or misheard ones. */
  corrections: string[];
}

/**
 * Looks for words, and where no text holds some of them, for what they were probably meant to be: two words that a recogniser heard
 * as one were one, one was two, letters are wrong, or the last word is half typed.
 */
export async function lookCorrected(
  words: readonly string[],
  look: Look,
  vocabularies: () => Promise<Vocabulary[]>,
): Promise<Corrected> {
  const answer = await look(words);
  const unknown = unknownAmong(words, answer);
  if (unknown.size === 0) return { answer, corrections: [] };
  const known = await vocabularies();
  const meant = meantBy(words, unknown, known);
  if (meant.size === 0) return { answer, corrections: [] };
  const second = await look(replaced(words, meant));
  const wrong = unknownAmong([...meant.values()].flat(), second);
  if (wrong.size === 0) return { answer: second, corrections: correctionsIn(meant) };
  // A part of a word that is too short to be noted, and is in no text either: there the word was not two.
  const kept = new Map([...meant].filter(([, some]) => !some.some((word) => wrong.has(word))));
  return { answer: kept.size === 0 ? answer : await look(replaced(words, kept)), corrections: correctionsIn(kept) };
}

/** What stands in the place of unknown words, by their place; what they were joined to stands in the place of the first of them. */
function meantBy(
  words: readonly string[],
  unknown: ReadonlySet<string>,
  known: readonly Vocabulary[],
): Map<number, string[]> {
  const meant = new Map<number, string[]>();
  const halfTypedFrom = words.length <= HALF_TYPED.few ? HALF_TYPED.ofFew : HALF_TYPED.ofMany;
  for (const [at, word] of words.entries()) {
    if (!unknown.has(word) || meant.has(at)) continue;
    const joined = joinedAt(words, at, known);
    if (joined) {
      meant.set(at, [joined.word]);
      // The other parts say nothing more where no text holds them by themselves.
      for (const place of joined.places) if (place !== at && unknown.has(words[place] ?? '')) meant.set(place, []);
      continue;
    }
    const term = termOf(word);
    const corrections = correctionsOf(term, known, at === words.length - 1 ? halfTypedFrom : undefined);
    const some = corrections.length > 0 ? corrections : splitOf(term, known);
    if (some.length > 0) meant.set(at, some);
  }
  return meant;
}

function splitOf(term: string, known: readonly Vocabulary[]): string[] {
  const splits = splitsOf(term);
  const parts = knownAmong(known, new Set(splits.flatMap(({ noted }) => noted)));
  return splits.find(({ noted }) => noted.every((part) => parts.has(part)))?.parts ?? [];
}

function replaced(words: readonly string[], meant: ReadonlyMap<number, string[]>): string[] {
  return words.flatMap((word, at) => meant.get(at) ?? [word]);
}

function correctionsIn(meant: ReadonlyMap<number, string[]>): string[] {
  return [...meant.values()].flat();
}

function unknownAmong(words: readonly string[], { unknownTerms }: RankAnswer): Set<string> {
  return new Set(
    words.filter((word) => {
      const [term, another] = indexTerms(word);
      return term !== undefined && another === undefined && unknownTerms.has(term);
    }),
  );
}

function termOf(word: string): string {
  return indexTerms(word)[0] ?? '';
}

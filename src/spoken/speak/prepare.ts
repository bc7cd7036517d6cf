import { dates } from './rules-of-dates.ts';
import { formulas } from './rules-of-formulas.ts';
import { marks } from './rules-of-marks.ts';
import { numbers } from './rules-of-numbers.ts';
import { signs } from './rules-of-signs.ts';
import type { SpeakingRule } from './speaking-rule.ts';
import { SpokenText } from './spoken-text.ts';
import { wordsOf } from './words/words-of.ts';

interface Rules {
  all: readonly SpeakingRule[];
  gap: string;
}

/** Inside of a word nothing begins that is said otherwise. */
const INSIDE_WORD = /(?<=\p{L})\p{L}/uy;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/** By language, made when it is first spoken. */
const known = new Map<string, Rules>();

/**
 * A written text as it is to be said: without Markdown and pictures; numbers, units, dates, formulas, abbreviations and signs
 * in the words of its language. For languages whose words are not known here the voice itself reads those.
 * @param language BCP 47
 */
export function prepareForSpeaking(text: string, language: string): SpokenText {
  return new SpokenText(partsOf(text, rulesOf(language)));
}

function rulesOf(language: string): Rules {
  const base = language.toLowerCase().split('-')[0] ?? '';
  const made = known.get(base);
  if (made) return made;
  const words = wordsOf(base);
  const rules = words
    ? { all: [...marks, ...formulas(words), ...dates(words, base), ...signsFirst(words)], gap: words.gap }
    : { all: marks, gap: ' ' };
  // Bounded by the languages that have words; others share one set.
  if (words) known.set(base, rules);
  return rules;
}

/** Numbers with their signs before signs by themselves, abbreviations before numbers that follow them. */
function signsFirst(words: NonNullable<ReturnType<typeof wordsOf>>): SpeakingRule[] {
  const single = signs(words);
  return [...numbers(words), ...single];
}

function partsOf(text: string, rules: Rules): { source: number; spoken: string }[] {
  const parts: { source: number; spoken: string }[] = [];
  const context = { text, speak: (inner: string) => new SpokenText(partsOf(inner, rules)).text };
  let plainFrom = 0;
  for (let place = 0; place < text.length; ) {
    const found = saidAt(text, place, rules, context);
    if (!found) {
      place += (text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1;
      continue;
    }
    addPlain(parts, text, plainFrom, place);
    const { length, spoken } = found;
    parts.push({ source: length, spoken: apart(spoken, text[place - 1], text[place + length], rules.gap) });
    place += length;
    plainFrom = place;
  }
  addPlain(parts, text, plainFrom, text.length);
  return parts;
}

function addPlain(parts: { source: number; spoken: string }[], text: string, from: number, to: number): void {
  if (to > from) parts.push({ source: to - from, spoken: text.slice(from, to) });
}

function saidAt(
  text: string,
  place: number,
  { all }: Rules,
  context: Parameters<SpeakingRule['say']>[1],
): { length: number; spoken: string } | undefined {
  INSIDE_WORD.lastIndex = place;
  if (INSIDE_WORD.test(text)) return undefined;
  for (const { pattern, say } of all) {
    pattern.lastIndex = place;
    const match = pattern.exec(text);
    if (!match || match[0] === '') continue;
    const spoken = say(match, context);
    if (spoken !== undefined) return { length: match[0].length, spoken };
  }
  return undefined;
}

/** With a gap where letters would touch: `5G`, `x²`. */
function apart(spoken: string, before: string | undefined, after: string | undefined, gap: string): string {
  if (spoken.trim() === '') return spoken;
  const front = before !== undefined && WORD_CHARACTER.test(before) && WORD_CHARACTER.test(spoken[0] ?? '') ? gap : '';
  const back = after !== undefined && WORD_CHARACTER.test(after) && WORD_CHARACTER.test(spoken.at(-1) ?? '') ? gap : '';
  return front + spoken + back;
}

import { guessLanguage } from '../../languages/guess.ts';
import { isAsked } from './asked.ts';
import { isStated } from './stated.ts';
import { wordsOfLanguage } from './words/languages.ts';
import { LONGEST_PHRASE, type SpokenWords } from './words/spoken-words.ts';

/**
 * How what was said so far ends, from "surely the whole of it" to "surely not": a question, a finished sentence, what has the words of
 * a question or of a statement and no mark, a number, nothing that tells, a comma, numbers one after the other, a word after which more often comes
 * than not, a word that calls for more, a sound of thinking.
 */
export type Ending =
  | 'question'
  | 'finished'
  | 'asked'
  | 'stated'
  | 'number'
  | 'unknown'
  | 'pausing'
  | 'dictating'
  | 'loose'
  | 'open'
  | 'filler';

/** Closing quotation marks and brackets say nothing about the sentence. */
const CLOSERS = /["'“”’»›)\]」』）】\s]+$/u;
const MARK = /([.!?…‽؟,;:،؛、，；：。！？｡．—–-]|\.{3})$/u;
const MARKS = /[.!?…‽؟,;:،؛、，；：。！？｡．—–\s-]+$/u;
const QUESTION = '?‽؟？';
const STOPS = '.!。！｡．';
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u;
const DIGITS = /^[\d.,:/·-]*\d[\d.,:/·%-]*$/;
/** So many at the end are being dictated, and the next may follow; "twenty-five" and "three hundred" are one number. */
const DICTATED = { figures: 2, names: 3 };

/** 三十二 is one number, 三二一 three of them. */
const PLACES = /^[十百千万亿]$/u;

/** The end of a text, as the lists of words know it. */
interface Tail {
  words: string[];
  /** Phrases that end the text, the longest first. */
  phrases: string[];
  whole: string;
}

/**
 * Judges the words themselves. Recognisers set a full stop behind whatever they are given, so the words count before it.
 * @param language BCP 47 tag; guessed from the text where left out
 */
export function endingOf(text: string, language: string | undefined): Ending {
  const bare = text.normalize('NFC').toLowerCase().replaceAll('’', "'").replace(CLOSERS, '');
  const mark = /\.\.\.$/.test(bare) ? '…' : (MARK.exec(bare)?.[0] ?? '');
  const tail = tailOf(bare.replace(MARKS, ''));
  if (tail.whole === '') return 'unknown';
  const spoken = language ?? guessLanguage(text);
  const ending = endingOfTail(tail, mark, wordsOfLanguage(spoken));
  const mayBeAsked = mark === '' && (ending === 'unknown' || (ending === 'loose' && UNSPACED.test(tail.whole)));
  if (mayBeAsked && isAsked(tail.whole, spoken)) return 'asked';
  return mark === '' && ending === 'unknown' && isStated(tail.whole, spoken) ? 'stated' : ending;
}

function endingOfTail(tail: Tail, mark: string, words: SpokenWords): Ending {
  if (ends(tail, words.fillers)) return 'filler';
  if (mark !== '' && QUESTION.includes(mark)) return 'question';
  if (words.closed.has(tail.whole)) return 'finished';
  const numbers = numbersAtEnd(tail.words, words.numbers);
  if (numbers === 'many') return 'dictating';
  if (numbers === 'one') return 'number';
  if (ends(tail, words.open)) return 'open';
  if (mark !== '' && STOPS.includes(mark)) return ends(tail, words.loose) ? 'unknown' : 'finished';
  if (mark !== '') return mark === '…' || '—–-'.includes(mark) ? 'open' : 'pausing';
  if (ends(tail, words.closed)) return 'finished';
  return ends(tail, words.loose) ? 'loose' : 'unknown';
}

function ends({ phrases }: Tail, list: ReadonlySet<string>): boolean {
  return phrases.some((phrase) => list.has(phrase));
}

function tailOf(text: string): Tail {
  const whole = text.trim();
  if (UNSPACED.test(whole)) return unspacedTail(whole);
  const words = whole.split(/\s+/).slice(-8).map(strip);
  const phrases: string[] = [];
  for (let length = Math.min(LONGEST_PHRASE, words.length); length > 0; length -= 1) {
    phrases.push(words.slice(-length).join(' '));
  }
  return { words, phrases, whole: whole.split(/\s+/).map(strip).join(' ') };
}

/** Without spaces every end of the text may be a word, and every character a number. */
function unspacedTail(whole: string): Tail {
  const characters = [...whole.replace(/\s+/g, '')].slice(-8);
  return { words: characters, phrases: characters.map((_, from) => characters.slice(from).join('')), whole };
}

/** Without the marks around a word: `¿qué`, `"well,`. */
function strip(word: string): string {
  return word.replace(/^[^\p{L}\p{N}'+-]+|[,;:.!?…"”»)]+$/gu, '');
}

function numbersAtEnd(words: string[], names: ReadonlySet<string>): 'none' | 'one' | 'many' {
  let figures = 0;
  let named = 0;
  for (const word of words.toReversed()) {
    if (DIGITS.test(word)) figures += 1;
    else if (word.split('-').every((part) => names.has(part))) named += 1;
    else break;
  }
  if (figures === 0 && words.slice(-named).some((word) => PLACES.test(word))) return 'one';
  if (figures >= DICTATED.figures || figures + named >= DICTATED.names) return 'many';
  return figures + named > 0 ? 'one' : 'none';
}

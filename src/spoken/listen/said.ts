import { guessLanguage } from '../../languages/guess.ts';
import { wordsOfLanguage } from './words/languages.ts';

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}。！？，、]/u;
/** Marks at the ends of a word or phrase. */
const MARKS = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** Pieces of one message in order, with spaces where the script has them. */
export function joinSaid(pieces: readonly string[]): string {
  let joined = '';
  for (const piece of pieces) {
    const text = piece.trim();
    if (text === '') continue;
    const touching = UNSPACED.test(joined.at(-1) ?? '') && UNSPACED.test(text[0] ?? '');
    joined += joined === '' || touching ? text : ` ${text}`;
  }
  return joined;
}

/**
 * Whether this is a sign of listening ("mhm", "okay, I see") rather than something said. It is so only while the tutor
 * speaks: as an answer to a question the same words are one.
 * @param language BCP 47 tag; guessed from the text where left out
 */
export function isBackchannel(text: string, language: string | undefined): boolean {
  const plain = text.normalize('NFC').toLowerCase().replaceAll('’', "'");
  const { signs } = wordsOfLanguage(language ?? guessLanguage(text));
  const phrases = plain.split(/[.,!?;:…。！？，、]+/u).map((phrase) => phrase.replace(MARKS, '').trim());
  const said = phrases.filter((phrase) => phrase !== '');
  return said.length > 0 && said.every((phrase) => isSigns(phrase, signs));
}

/** One sign, or nothing but signs one after the other: "yeah okay". */
function isSigns(phrase: string, signs: ReadonlySet<string>): boolean {
  if (signs.has(phrase)) return true;
  const words = phrase.split(/\s+/);
  return words.length > 1 && words.every((word) => signs.has(word));
}

const QUESTION = /[?？]\P{L}*$/u;

/** Whether an answer is wanted after this. */
export function asks(text: string): boolean {
  return QUESTION.test(text);
}

/** Whether `later` says `earlier` again: four fifths of its words are there. */
export function saysAgain(later: string, earlier: string): boolean {
  const said = wordSet(later);
  const words = [...wordSet(earlier)];
  return words.length > 0 && words.filter((word) => said.has(word)).length / words.length >= 0.8;
}

function wordSet(text: string): Set<string> {
  const plain = text.normalize('NFKC').toLowerCase();
  return new Set(plain.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}\p{M}]+/gu) ?? []);
}

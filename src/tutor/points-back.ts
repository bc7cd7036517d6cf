import { isStopWord } from '../knowledge/words.ts';
import { contentWords } from './content-words.ts';
import { ENGLISH, POINTER_WORDS, type PointerWords } from './pointer-words.ts';
import { pointsBackInChinese, pointsBackInJapanese } from './points-back-unspaced.ts';

const TOKEN = /[\p{L}\p{N}\p{M}]+|[,;:—،؛]/gu;
/** Languages that show neither by an article nor by a capital what a thing is called: so many telling words hold a verb and a noun. */
const VERB_AND_NOUN = 2;
/** In English. */
const SEVERAL =
  /..[^s’']s$|^(?:men|women|children|people|mice|geese|feet|teeth|sheep|fish|bacteria|fungi|mitochondria)$/u;

interface Token {
  word: string;
  capital: boolean;
  /** Hangs on the word before it: «respire-t-elle». */
  hangs: boolean;
  isMark: boolean;
}

/**
 * Whether a question points back to what was said before it. A pronoun that stands for somebody whom the same question has
 * named does not: «Why did Mary sell her cow?», «What did the cat do after it ate?»
 */
export function pointsBack(question: string, language: string): boolean {
  if (language === 'zh') return pointsBackInChinese(question);
  if (language === 'ja') return pointsBackInJapanese(question);
  const words = POINTER_WORDS.get(language) ?? ENGLISH;
  const said = words.idle.reduce((text, pattern) => text.replace(pattern, '…'), question.normalize('NFKC'));
  const tokens = [...said.matchAll(TOKEN)].map(({ 0: text, index }): Token => {
    const word = text.toLowerCase();
    return { word, capital: word !== text, hangs: said[index - 1] === '-', isMark: !/[\p{L}\p{N}]/u.test(text) };
  });
  return tokens.some((_token, at) => points(words, tokens, at));
}

function points(words: PointerWords, tokens: readonly Token[], at: number): boolean {
  const { word = '' } = tokens[at] ?? {};
  if (words.pointing.has(word)) return true;
  if (words.repeating.has(word)) return !tokens.some((_token, place) => names(words, tokens, place));
  if (words.possessive.has(word) && (isFollowedByThing(words, tokens, at) || !words.personal.has(word))) {
    return !(fits(words, tokens, at) && before(tokens, at).some((_token, place) => names(words, tokens, place)));
  }
  return words.personal.has(word) && !isNamedInEarlierClause(words, tokens, at);
}

/** «her cow», but not «helped her again». */
function isFollowedByThing(words: PointerWords, tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  const { clauses, repeating, articles, prepositions } = words;
  return (
    next !== undefined &&
    !next.isMark &&
    ![clauses, repeating, articles, prepositions].some((some) => some.has(next.word))
  );
}

/** In the clause of a pronoun its name is somebody else's: «Why did the fairy visit her?» */
function isNamedInEarlierClause(words: PointerWords, tokens: readonly Token[], at: number): boolean {
  if (!fits(words, tokens, at)) return false;
  if (tokens[at]?.hangs) return isAskedOf(words, tokens, at);
  const isBorder = ({ word, isMark }: Token) => isMark || words.clauses.has(word);
  const border = beginsClause(words, tokens, at) ? at : before(tokens, at).findLastIndex(isBorder);
  const earlier = before(tokens, Math.max(border, 0));
  if (earlier.some((_token, place) => names(words, tokens, place))) return true;
  const telling = contentWords(earlier.map(({ word }) => word).join(' '));
  return words.articles.size === 0 && telling.size >= VERB_AND_NOUN;
}

/** «How did Mary know she was late?»: behind an auxiliary it would be what the question asks of. */
function beginsClause({ subjects, auxiliaries }: PointerWords, tokens: readonly Token[], at: number): boolean {
  const [last, word, next] = [at - 1, at, at + 1].map((place) => tokens[place]?.word ?? '');
  return subjects.has(word ?? '') && auxiliaries.has(next ?? '') && !auxiliaries.has(last ?? '');
}

/** «They» are several: sisters, people, or one and another. */
function fits(words: PointerWords, tokens: readonly Token[], at: number): boolean {
  if (!words.several.has(tokens[at]?.word ?? '')) return true;
  return before(tokens, at).some(({ word }) => word === 'and' || SEVERAL.test(word));
}

/** «Pourquoi la baleine respire-t-elle ?» says at once whom it means; in «Pourquoi la mange-t-elle ?» nobody is named. */
function isAskedOf(words: PointerWords, tokens: readonly Token[], at: number): boolean {
  const verb = before(tokens, at).findLastIndex(({ word }) => word !== 't');
  return before(tokens, Math.max(verb - 1, 0)).some((_token, place) => names(words, tokens, place));
}

/** A name by its capital, or a thing by its article. What begins the question has a capital anyway. */
function names(words: PointerWords, tokens: readonly Token[], at: number): boolean {
  const [token, next] = [tokens[at], tokens[at + 1]];
  if (!token || token.isMark) return false;
  if (words.articles.has(token.word))
    return next !== undefined && !next.isMark && !isStopWord(next.word) && !words.possessive.has(next.word);
  const isPointer = [words.personal, words.possessive, words.pointing].some((some) => some.has(token.word));
  if (token.word.startsWith('ال') && token.word.length > 3) return true;
  return at > 0 && token.capital && token.word !== 'i' && !isPointer;
}

function before(tokens: readonly Token[], at: number): readonly Token[] {
  return tokens.slice(0, at);
}

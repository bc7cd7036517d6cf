import type { RetrievedPassage } from '../knowledge/retriever.ts';
import { tellingWords } from './asking-words.ts';
import { contentWords } from './content-words.ts';
import { goesOn } from './follow-up.ts';
import { languageOf } from './language.ts';
import { AnswerPassages, type NumberedPassage, sentencesOf } from './passages.ts';
import type { Phrases } from './phrases.ts';
import { type Sentence, splitSentences } from './sentences.ts';
import type { AnswerEvent } from './tutor.ts';

/** Model name under which answers made of quotations are recorded. */
const QUOTING = 'quotation';
/** Sentences quoted at most: what can be kept in mind by ear. */
const QUOTES = 2;
/** Share of the question's words that a passage must hold before it counts as being about it. */
const LEAST_COVERED = 0.4;
/** How much a word of the question itself counts beside one that the talk adds. */
const OWN_WEIGHT = 3;
/** Headings and scraps are no sentences; longer ones can't be followed by ear. */
const SHORTEST_QUOTE = 20;
const LONGEST_QUOTE = 320;
const SHORTEST_TERM = 4;
const SHORTEST_WIDE_TERM = 2;
/** A word that its passage has once is a term only from this length on: "chloroplasts", not "transport". */
const SHORTEST_LONE_TERM = 10;
/** "approximately", "breathing": how something is or is done, nothing to ask about. */
const FORM_OF_A_WORD = /(?:ly|ing|mente|weise)$/u;

export interface ExtractiveRequest {
  question: string;
  /** The same, made self-contained. */
  query: string;
  passages: NumberedPassage[];
  phrases: Phrases;
  /** The learner has heard in this talk that it is quoted. */
  isIntroduced: boolean;
  /** Only a part of the material was to be searched. */
  isLimited: boolean;
  /** The material could not be searched, so that nothing can be said about what it holds. */
  missing: boolean;
}

interface Candidate {
  numbered: NumberedPassage;
  sentences: Sentence[];
  at: number;
  score: number;
}

/**
 * An answer without a model: whole sentences quoted from the passages that hold the question's words, each with its
 * citation, and one question back, about what comes next in the material. Where nothing fits it says so.
 */
export function* extractiveAnswer(request: ExtractiveRequest): Generator<AnswerEvent> {
  const { phrases } = request;
  const quotes = request.missing ? [] : bestSentences(request);
  const nothingFound = request.isLimited ? phrases.nothingWithin : phrases.nothingFits;
  const nothing = request.missing ? phrases.searchDown : nothingFound;
  const introduction = request.isIntroduced ? [] : [phrases.quoting];
  const sentences =
    quotes.length === 0
      ? [nothing]
      : [...introduction, ...quotes.map((quote) => spoken(quote, phrases)), askBack(quotes, phrases)];
  yield* told(
    sentences,
    (index) => {
      const quote = quotes[index - introduction.length];
      return quote && citationOf(quote, index);
    },
    phrases.space,
  );
}

/** @param space between two sentences */
function* told(
  sentences: string[],
  citation: (index: number) => AnswerEvent | undefined,
  space = ' ',
): Generator<AnswerEvent> {
  for (const [index, text] of sentences.entries()) {
    yield { type: 'delta', text: index === 0 ? text : space + text };
    yield { type: 'sentence', index, text };
    const cited = citation(index);
    if (cited) yield cited;
  }
  yield { type: 'end', model: QUOTING, usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 } };
}

/** What is found, with what will be quoted in front: the first source that a learner sees is number 1. */
export function quotedFirst(request: {
  question: string;
  query: string;
  passages: readonly RetrievedPassage[];
}): RetrievedPassage[] {
  const numbered = new AnswerPassages();
  numbered.add(request.passages);
  const quoted = new Set(bestSentences({ ...request, passages: numbered.all }).map((quote) => quote.numbered.passage));
  return [...quoted, ...request.passages.filter((passage) => !quoted.has(passage))];
}

/** The answer to what is no question: nothing is looked up. */
export function* politeAnswer(text: string): Generator<AnswerEvent> {
  yield { type: 'passages', passages: [], retrievalMs: 0, degraded: false };
  yield* told([text], () => undefined);
}

/** The best sentence, and the next best one that says something new about the question, in the material's order. */
function bestSentences({
  question,
  query,
  passages,
}: Pick<ExtractiveRequest, 'question' | 'query' | 'passages'>): Candidate[] {
  const wanted = tellingWords(query);
  const own = tellingWords(question);
  const about = (words: string[]) => passages.filter(({ passage }) => coverage(words, passage.text) >= LEAST_COVERED);
  // What names its own subject is not about what was asked before; what points back is about that.
  const subject = goesOn(question, languageOf(undefined, question, []))
    ? wanted.filter((word) => !own.includes(word))
    : own;
  const onSubject = about(subject);
  const relevant =
    onSubject.length > 0 ? onSubject : passages.filter((each) => [...about(own), ...about(wanted)].includes(each));
  const ranking = [...contentWords(query).keys()];
  const rarity = rarityOf(ranking, relevant);
  if (onSubject.length > 0)
    for (const word of contentWords(question).keys()) rarity.set(word, (rarity.get(word) ?? 0) * OWN_WEIGHT);
  const candidates = relevant
    .flatMap((numbered) => candidatesIn(numbered, rarity))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.numbered.n - b.numbered.n || a.at - b.at);
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    if (chosen.length >= QUOTES) break;
    const half = (chosen[0]?.score ?? 0) / 2;
    if (candidate.score >= half && !chosen.some((other) => textOf(other) === textOf(candidate))) chosen.push(candidate);
  }
  return chosen.sort((a, b) => a.numbered.n - b.numbered.n || a.at - b.at);
}

function coverage(wanted: string[], text: string): number {
  if (wanted.length === 0) return 0;
  const held = contentWords(text);
  return wanted.filter((word) => held.has(word)).length / wanted.length;
}

/** A word that only few of the passages hold says more about which sentence is meant. */
function rarityOf(wanted: string[], passages: NumberedPassage[]): Map<string, number> {
  const texts = passages.map(({ passage }) => contentWords(passage.text));
  return new Map(wanted.map((word) => [word, 1 / (1 + texts.filter((text) => text.has(word)).length)]));
}

function candidatesIn(numbered: NumberedPassage, rarity: ReadonlyMap<string, number>): Candidate[] {
  const sentences = sentencesOf(numbered.passage);
  return sentences.flatMap((sentence, at) => {
    if (!isQuotable(sentence.text)) return [];
    const held = contentWords(sentence.text);
    const score = [...rarity].reduce((sum, [word, weight]) => sum + (held.has(word) ? weight : 0), 0);
    return [{ numbered, sentences, at, score }];
  });
}

function isQuotable(text: string): boolean {
  const least = isWide(text) ? SHORTEST_QUOTE / 3 : SHORTEST_QUOTE;
  return text.length >= least && text.length <= LONGEST_QUOTE && /[.!…।。！]["”»」』)]*$/u.test(text);
}

function textOf({ sentences, at }: Candidate): string {
  return sentences[at]?.text ?? '';
}

function spoken(quote: Candidate, { quotes: [open, close] }: Phrases): string {
  return `${open}${textOf(quote).replace(/\s+/gu, ' ')}${close}`;
}

function citationOf({ numbered: { n, passage }, sentences, at }: Candidate, sentence: number): AnswerEvent {
  const { text, start, end } = sentences[at] ?? { text: '', start: 0, end: 0 };
  return { type: 'citation', n, sentence, quote: text, start: passage.start + start, end: passage.start + end };
}

/** Names the key word of the sentence after the last quoted one, and leaves the saying to the learner. */
function askBack(quotes: Candidate[], phrases: Phrases): string {
  const last = quotes.at(-1);
  const next = last?.sentences[last.at + 1]?.text;
  const text = last?.numbered.passage.text ?? '';
  const term = next === undefined ? undefined : keyTerm(next, quotes.map(textOf).join(' '), text);
  return term === undefined ? phrases.askInOwnWords : phrases.askAbout.replace('{term}', term);
}

/**
 * What a sentence is about that was not quoted already, as it is written: a word to which its passage comes back, else one that
 * is long as terms are. Undefined where it has neither: any other word would be an odd thing to ask about.
 */
function keyTerm(sentence: string, quoted: string, passage: string): string | undefined {
  const known = contentWords(quoted);
  const words = [...new Intl.Segmenter(undefined, { granularity: 'word' }).segment(sentence)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment)
    .filter((word) => !quoted.includes(word) && [...contentWords(word).keys()].some((stem) => !known.has(stem)))
    .filter((word) => word.length >= (isWide(word) ? SHORTEST_WIDE_TERM : SHORTEST_TERM));
  const longestFirst = words.filter((word) => !FORM_OF_A_WORD.test(word)).toSorted((a, b) => b.length - a.length);
  const [longest] = longestFirst;
  return longestFirst.find((word) => timesIn(passage, word) > 1) ?? (isTerm(longest) ? longest : undefined);
}

/** By its stem, as the question's words are looked for. */
function timesIn(passage: string, word: string): number {
  const [stem] = contentWords(word).keys();
  if (stem === undefined) return 0;
  return sentenceStems(passage).filter((stems) => stems.has(stem)).length;
}

function sentenceStems(passage: string): Map<string, string>[] {
  return splitSentences(passage, { breakAt: 'paragraph' }).map(({ text }) => contentWords(text));
}

/** Only in scripts whose words have an alphabet's length. */
function isTerm(word: string | undefined): boolean {
  return word !== undefined && (word.length >= SHORTEST_LONE_TERM || !/\p{Script=Latin}/u.test(word));
}

/** Scripts in which a few characters say what others say in a word. */
function isWide(text: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
}

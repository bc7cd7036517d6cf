import { wordsOf } from '../knowledge/words.ts';
import { contentWords } from './content-words.ts';
import { languageOf } from './language.ts';
import { pointsBack } from './points-back.ts';
import { loneWordsInJapanese } from './points-back-unspaced.ts';
import { splitSentences } from './sentences.ts';
import type { HistoryItem } from './tutor.ts';

/** Words that carry on when they come first. */
const CONNECTIVES = new Set(
  'and so but then or und aber dann oder et mais alors y pero entonces e mas então ed ma allora और а и но или و ثم'.split(
    ' ',
  ),
);
/** Scripts without spaces have pairs of letters for words: how many there are says little. */
const UNSPACED = new Set(['zh', 'ja']);
/** With so few words of its own a question lives on the one before: «Why?», «And in winter?» */
const FEW = 1;
/** With more it has a subject of its own, whatever "it" stands for in it. */
const MANY = 4;
const MOST_ADDED = 10;

/** What was found last for each talk: one answer asks for it several times, all of them on the learner's time. */
const found = new WeakMap<readonly HistoryItem[], { question: string; query: string }>();

/**
 * A question as a search would need it: when it points back, or is too short to stand alone, the words of the learner's
 * last question and of the tutor's are added (rewriting spoken follow-ups raises recall@5 by a quarter to a third).
 */
export function selfContained(question: string, history: readonly HistoryItem[]): string {
  const known = found.get(history);
  if (known?.question === question) return known.query;
  const query = withItsSubject(question, history);
  found.set(history, { question, query });
  return query;
}

function withItsSubject(question: string, history: readonly HistoryItem[]): string {
  const own = contentWords(question);
  const said = history.filter(({ role }) => role === 'learner').map(({ text }) => text);
  const language = languageOf(undefined, question, said);
  if (own.size > MANY && !UNSPACED.has(language)) return question;
  if (own.size > MANY && !pointsBack(question, language)) return question;
  const asked = lastQuestionOf(history.at(-1));
  const telling = own.size + (language === 'ja' ? loneWordsInJapanese(question) : 0);
  if (telling > FEW && !goesOn(question, language) && asked === undefined) return question;
  const before = history.findLast(({ role }) => role === 'learner')?.text ?? '';
  const added = [...contentWords(`${before} ${asked ?? ''}`)]
    .filter(([stem]) => !own.has(stem))
    .slice(0, MOST_ADDED)
    .map(([, word]) => word);
  return [question, ...added].join(' ');
}

/** Whether a question says itself that it carries on: it points back, or begins as what is added does. */
export function goesOn(question: string, language: string): boolean {
  return pointsBack(question, language) || CONNECTIVES.has(wordsOf(question)[0] ?? '');
}

/** Whether the rule had to guess what a question is about: a model could know. */
export function isGuess(question: string, history: readonly HistoryItem[]): boolean {
  return history.length > 0 && selfContained(question, history) !== question;
}

/** The question that the tutor's message ended with: what the learner says now may answer it. */
function lastQuestionOf(item: HistoryItem | undefined): string | undefined {
  if (item?.role !== 'tutor') return undefined;
  return splitSentences(item.text).findLast(({ text }) => /[?？؟]["”»」]?$/u.test(text))?.text;
}

import { wordsOf } from '../knowledge/words.ts';
import { guessLanguage, languageOfScript } from '../languages/guess.ts';

/** So few words do not change the language of a talk: «was», «die» and «is» are words of several. */
const FEW_WORDS = 2;

/**
 * The language to answer in: the one chosen, else that of the question, else that of what the learner said before. A question of a
 * word or two in letters that several languages share stays with the talk's.
 */
export function languageOf(chosen: string | undefined, question: string, before: string[]): string {
  const base = chosen?.toLowerCase().split('-')[0];
  if (base !== undefined) return base;
  const ofTalk = guessLanguage(before.join(' '));
  const ofScript = languageOfScript(question);
  if (ofScript === undefined && ofTalk !== undefined && wordsOf(question).length <= FEW_WORDS) return ofTalk;
  return guessLanguage(question) ?? ofTalk ?? 'en';
}

import { isStopWord, wordsOf } from './words.ts';

/** As many words of a query as the full-text index looks for. */
const MAX_WORDS = 16;

/** Words worth looking for: without stop words unless there are only such; of many the longest, which say the most. */
export function searchWords(query: string): string[] {
  const all = [...new Set(wordsOf(query))];
  const telling = all.filter((word) => !isStopWord(word));
  const words = telling.length > 0 ? telling : all;
  if (words.length <= MAX_WORDS) return words;
  const longest = new Set([...words].sort((a, b) => b.length - a.length).slice(0, MAX_WORDS));
  return words.filter((word) => longest.has(word));
}

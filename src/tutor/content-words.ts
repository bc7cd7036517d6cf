import { isStopWord, scriptRuns, wordsOf } from '../knowledge/words.ts';

/** Endings that differ between a question and the sentence that answers it; rough, and only used to compare. */
const ENDINGS = /(?:ing|ies|ied|ed|es|en|er|em|e|s|n|o|a|os|as)$/u;
const SHORTEST_STEM = 4;
/** Its words differ with the version of Node; the pairs inside of them hardly do. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * What a text is about: its words without stop words, cut to rough stems; pairs of characters in scripts without spaces.
 * @returns stem to the word as it was written first, in order.
 */
export function contentWords(text: string): Map<string, string> {
  const words = new Map<string, string>();
  for (const word of wordsOf(text)) {
    for (const run of scriptRuns(word)) {
      for (const term of run.unspaced ? pairsOf(run.text) : [run.text]) {
        if (isStopWord(term) || (!run.unspaced && term.length < 2)) continue;
        const stem = run.unspaced ? term : stemOf(term);
        if (!words.has(stem)) words.set(stem, term);
      }
    }
  }
  return words;
}

/** One ending after the other, so that the forms of a word meet: mitochondrion and mitochondria, neuron and neurons. */
function stemOf(word: string): string {
  const stem = word.replace(ENDINGS, '');
  return stem.length >= SHORTEST_STEM && stem !== word ? stemOf(stem) : word;
}

/**
 * The pairs inside of the words of a run: those across two words say nothing («城有» in 长城有多长), and neither do words of a
 * single character, unless there is nothing else. Kana-only pairs are grammar: です, ます, から.
 */
function pairsOf(run: string): string[] {
  const words = [...segmenter.segment(run)].map(({ segment }) => [...segment]);
  const long = words.filter((chars) => chars.length > 1);
  const pairs = (long.length > 0 ? long : [[...run]]).flatMap((chars) =>
    chars.length === 1 ? chars : chars.slice(1).map((char, at) => `${chars[at]}${char}`),
  );
  return pairs.filter((pair) => !/^\p{Script=Hiragana}+$/u.test(pair));
}

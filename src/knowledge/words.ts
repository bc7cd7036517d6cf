/** Words that say nothing about what a text is about, in the languages most material comes in. */
const STOP_WORDS = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both but by can ' +
    'could did do does doing don down during each few for from further had has have having he her here hers him his how i if ' +
    'in into is it its just like me more most my no nor not now of off on once only or other our out over own please same she ' +
    'should so some such tell than that the their them then there these they this those through to too under until up us very was ' +
    'we were what when where which while who whom why will with would you your ' +
    'el la los las un una unos unas de del y o en es son que con por para se lo al como su sus no qué cuál cómo ' +
    'le les une des du et ou est sont dans que qui pour par sur avec ce cette ces il elle au aux pas ' +
    'der die das den dem des ein eine einer eines und oder ist sind war im in zu zum zur mit von für auf an als auch nicht wie was wer ' +
    'o os um uma e do da dos das em no na é são com para por que il lo gli di della è sono per con che non'
  ).split(' '),
);
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts without spaces: their words are looked up as pairs of characters. */
const UNSPACED_RUN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu;

/** Words of a text in order: composed, lower case, without marks of punctuation. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().match(WORD) ?? [];
}

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** A word cut into runs of scripts that need spaces and those that don't. */
export function scriptRuns(word: string): { text: string; unspaced: boolean }[] {
  const runs: { text: string; unspaced: boolean }[] = [];
  let end = 0;
  for (const match of word.matchAll(UNSPACED_RUN)) {
    if (match.index > end) runs.push({ text: word.slice(end, match.index), unspaced: false });
    runs.push({ text: match[0], unspaced: true });
    end = match.index + match[0].length;
  }
  if (end < word.length) runs.push({ text: word.slice(end), unspaced: false });
  return runs;
}

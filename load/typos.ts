/** Shorter words are seldom misspelled, and hardly anything of them is left then. */
const SHORTEST = 4;
/** Share of a question's longer words that are misspelled; at least one is. */
const SHARE = 0.4;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Questions as hasty fingers and recognisers make them: in some of their words a letter is left out, doubled, replaced, or two
 * are exchanged. The same in every run.
 */
export function createTypist(seed = 1): (question: string) => string {
  let state = seed;
  const random = (): number => {
    state = (state * 48_271) % 0x7fffffff;
    return state / 0x7fffffff;
  };
  const below = (bound: number): number => Math.floor(random() * bound);

  function misspell(word: string): string {
    const letters = [...word];
    const at = 1 + below(letters.length - 2);
    const [before, here = '', next = ''] = [letters.slice(0, at), letters[at], letters[at + 1]];
    const rest = letters.slice(at + 1);
    const other = LETTERS[below(LETTERS.length)] ?? '';
    const edits = [[], [here, here], [other], [next, here]];
    const kind = below(edits.length);
    return [...before, ...(edits[kind] ?? []), ...(kind === 3 ? rest.slice(1) : rest)].join('');
  }

  return (question) => {
    const words = question.split(/(?<=\P{L})|(?=\P{L})/u);
    const long = words.flatMap((word, at) => (/^\p{L}+$/u.test(word) && word.length >= SHORTEST ? [at] : []));
    const chosen = new Set(long.filter(() => random() < SHARE));
    const one = long[below(Math.max(1, long.length))];
    if (chosen.size === 0 && one !== undefined) chosen.add(one);
    return words.map((word, at) => (chosen.has(at) ? misspell(word) : word)).join('');
  };
}

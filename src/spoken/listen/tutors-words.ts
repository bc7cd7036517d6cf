/** Of so many words in a row all but one in five may differ: recognisers mishear an echo more often than a voice. */
const SHARE = 0.8;
/** Words that may stand between those of the tutor's that were heard. */
const LEFT_OUT = 1;

/**
 * Whether a text is only what the tutor was saying, heard back through a loudspeaker: its words stand in the tutor's, in their
 * order and next to each other.
 * @param said by the tutor just before, and to be said next
 * @param final whether it is all that was heard: a single word then is taken for the learner's, who may ask about it, or say no
 */
export function isTutorsOwn(text: string, said: string | undefined, final = true): boolean {
  const heard = wordsOf(text);
  const spoken = wordsOf(said ?? '');
  if (heard.length < (final ? 2 : 1) || spoken.length === 0) return false;
  return spoken.some((_, from) => {
    const there = spoken.slice(from, from + heard.length + LEFT_OUT);
    return inOrder(heard, there) >= heard.length * SHARE;
  });
}

function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  return (
    plain.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

/** How many words of one are in the other in the same order: the longest common subsequence. */
function inOrder(one: readonly string[], other: readonly string[]): number {
  let before: number[] = Array.from({ length: other.length + 1 }, () => 0);
  for (const word of one) {
    const here = [0];
    other.forEach((there, at) => {
      const same = (before[at] ?? 0) + 1;
      here.push(word === there ? same : Math.max(here[at] ?? 0, before[at + 1] ?? 0));
    });
    before = here;
  }
  return before.at(-1) ?? 0;
}

/** How far around what was heard last the tutor's words may be on their way through the room, characters. */
const SAID_BEFORE = 80;
const SAID_NEXT = 120;

/** What the tutor is saying, of an answer's sentences: a little before and after the last character that was heard. */
export function beingSaid(sentences: readonly { text: string; start: number }[], heardChars: number): string {
  const from = Math.max(0, heardChars - SAID_BEFORE);
  return sentences
    .map(({ text, start }) => text.slice(Math.max(0, from - start), Math.max(0, heardChars + SAID_NEXT - start)))
    .join(' ');
}

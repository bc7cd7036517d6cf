/** Letters that are heard a second time when a frame of sound was cut and sent again. */
const MOST_OVERLAP = 12;

/** An answer as it is kept. */
interface KeptAnswer {
  text: string;
  heardText?: string | undefined;
  status: string;
}

interface Place {
  piece: number;
  at: number;
}

export interface HeardCheckOptions {
  /** What is said beside the answers. */
  asides: readonly string[];
  /** Whether what is kept may be no more than less than a word behind what was heard. */
  behind: boolean;
}

/**
 * Holds what is kept as heard of each answer against what a caller heard, in pieces that end where the voice was stopped.
 * @returns what is wrong, in words: more kept than was heard, or a whole word less
 */
export function wrongInHeard(
  heard: readonly string[],
  answers: readonly KeptAnswer[],
  { asides, behind }: HeardCheckOptions,
): string[] {
  const pieces = withoutAsides(heard.map(letters), asides.map(letters));
  const wrong: string[] = [];
  let from: Place = { piece: 0, at: 0 };
  for (const { text, heardText = text } of answers) {
    const kept = letters(heardText);
    if (kept === '') continue;
    const end = find(pieces, kept, from);
    if (!end) {
      wrong.push(`kept as heard, and not heard: ${heardText}`);
      continue;
    }
    from = end;
    const rest = letters(text).slice(kept.length);
    const more = commonLength(pieces[end.piece]?.slice(end.at) ?? '', rest);
    const [nextWord = ''] = text.slice(heardText.length).trim().split(/\s+/);
    const isWord = rest !== '' && more >= letters(nextWord).length;
    if (behind && isWord) wrong.push(`heard on, and not kept: ${heardText} … ${rest.slice(0, more)}`);
  }
  return wrong;
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

function withoutAsides(pieces: string[], asides: string[]): string[] {
  let left = pieces;
  for (const aside of asides.filter((text) => text !== '')) left = left.flatMap((piece) => piece.split(aside));
  return left.filter((piece) => piece !== '');
}

/** Where this ends, at the first place after `from` where all of it was heard. */
function find(pieces: readonly string[], wanted: string, from: Place): Place | undefined {
  for (let piece = from.piece; piece < pieces.length; piece += 1) {
    const first = piece === from.piece ? from.at : 0;
    for (let at = first; at < (pieces[piece]?.length ?? 0); at += 1) {
      const end = matchAt(pieces, wanted, { piece, at });
      if (end) return end;
    }
  }
  return undefined;
}

function matchAt(pieces: readonly string[], wanted: string, { piece, at }: Place): Place | undefined {
  const here = pieces[piece]?.slice(at) ?? '';
  const matched = commonLength(here, wanted);
  if (matched === wanted.length) return { piece, at: at + matched };
  if (matched < here.length) return undefined;
  const next = pieces[piece + 1];
  if (next === undefined) return undefined;
  for (let overlap = 0; overlap <= Math.min(MOST_OVERLAP, matched); overlap += 1) {
    const end = matchAt(pieces, wanted.slice(matched - overlap), { piece: piece + 1, at: 0 });
    if (end) return end;
  }
  return undefined;
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** A stretch of a text. */
interface Stretch {
  text: string;
  start: number;
  length: number;
}

/** Lines of the table of distances, kept from call to call: some thousand words are compared with one. */
let lines: [Int32Array, Int32Array, Int32Array] = [new Int32Array(64), new Int32Array(64), new Int32Array(64)];

/**
 * Edits between a word and the word from `start` to `end` of a text: a letter changed, left out or added, or two neighbours exchanged;
 * `bound + 1` for whatever is above `bound`. What both begin and end with is passed over.
 */
export function editDistance(word: string, text: string, bound: number, start = 0, end = text.length): number {
  let from = 0;
  let [ofWord, ofText] = [word.length, end - start];
  while (from < ofWord && from < ofText && word.charCodeAt(from) === text.charCodeAt(start + from)) from += 1;
  while (ofWord > from && ofText > from && word.charCodeAt(ofWord - 1) === text.charCodeAt(start + ofText - 1)) {
    ofWord -= 1;
    ofText -= 1;
  }
  const [height, width] = [ofWord - from, ofText - from];
  if (Math.abs(height - width) > bound) return bound + 1;
  if (height === 0 || width === 0) return Math.max(height, width);
  return between({ text: word, start: from, length: height }, { text, start: start + from, length: width }, bound);
}

/** Only distances near the diagonal are reckoned: those farther from it are above the bound. */
function between(a: Stretch, b: Stretch, bound: number): number {
  const above = bound + 1;
  if (b.length + 2 > lines[0].length) {
    lines = [new Int32Array(2 * b.length + 2), new Int32Array(2 * b.length + 2), new Int32Array(2 * b.length + 2)];
  }
  let [before, last, line] = lines;
  for (let column = 0; column <= Math.min(b.length, above); column += 1) last[column] = column;
  for (let at = 1; at <= a.length; at += 1) {
    const letter = a.text.charCodeAt(a.start + at - 1);
    const earlier = at > 1 ? a.text.charCodeAt(a.start + at - 2) : -1;
    const first = Math.max(1, at - bound);
    const past = Math.min(b.length, at + bound);
    line[first - 1] = first === 1 ? at : above;
    let least = line[first - 1] ?? above;
    for (let column = first; column <= past; column += 1) {
      const other = b.text.charCodeAt(b.start + column - 1);
      const changed = (last[column - 1] ?? above) + (letter === other ? 0 : 1);
      let distance = Math.min(changed, (last[column] ?? above) + 1, (line[column - 1] ?? above) + 1);
      const isExchanged = column > 1 && earlier === other && letter === b.text.charCodeAt(b.start + column - 2);
      if (isExchanged) distance = Math.min(distance, (before[column - 2] ?? above) + 1);
      line[column] = distance;
      if (distance < least) least = distance;
    }
    if (past < b.length) line[past + 1] = above;
    if (least > bound) return above;
    [before, last, line] = [last, line, before];
  }
  return Math.min(above, last[b.length] ?? above);
}

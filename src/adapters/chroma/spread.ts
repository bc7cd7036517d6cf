/** How far a vector is moved, as a share of its length: its similarity to others changes by a ten thousandth or so. */
const SHARE = 0.002;

/**
 * The vector, moved a little, in a direction that is its passage's own. The index links each vector to its nearest: of many that are the
 * same (an empty form, a line that every page has) all lead to one another, and a search that gets among them finds nothing else. Measured:
 * see docs/retrieval.md.
 */
export function spread(vector: Float32Array, passageId: string): Float32Array<ArrayBuffer> {
  const moves = movesOf(passageId, vector.length);
  const scale = (SHARE * lengthOf(vector)) / lengthOf(moves);
  const moved = new Float32Array(vector.length);
  for (let at = 0; at < vector.length; at += 1) moved[at] = (vector[at] ?? 0) + scale * (moves[at] ?? 0);
  return moved;
}

/** Numbers around zero, the same for the same id: FNV-1a for the seed, then mulberry32. */
function movesOf(id: string, count: number): Float64Array {
  let state = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) state = Math.imul(state ^ id.charCodeAt(at), 0x01000193);
  const moves = new Float64Array(count);
  for (let at = 0; at < count; at += 1) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    moves[at] = (mixed ^ (mixed >>> 14)) | 0;
  }
  return moves;
}

function lengthOf(vector: Float32Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at += 1) sum += (vector[at] ?? 0) ** 2;
  return Math.sqrt(sum);
}

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** That part of a file that can only be read from its beginning. */
export async function* bytesWithin(file: AsyncIterable<Buffer>, { start, end }: ByteRange): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const piece of file) {
    const part = piece.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += piece.length;
    if (part.length > 0) yield part;
    if (at > end) return;
  }
}

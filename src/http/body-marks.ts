const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const MARKS: ReadonlySet<number> = new Set(Buffer.from('[{,'));

/** Brackets and commas outside the strings of a JSON text in UTF-8; counted up to `most`, beyond which nobody asks. */
export function marksIn(body: Buffer, most: number): number {
  let marks = 0;
  for (let at = 0; at < body.length && marks < most; at += 1) {
    const byte = body[at] ?? 0;
    if (byte === QUOTE) at = endOfString(body, at);
    else if (MARKS.has(byte)) marks += 1;
  }
  return marks;
}

/** Where the string that begins at `start` ends. Most of a body is strings, and they are searched natively. */
function endOfString(body: Buffer, start: number): number {
  for (let end = body.indexOf(QUOTE, start + 1); end !== -1; end = body.indexOf(QUOTE, end + 1)) {
    let escapes = end;
    while (body[escapes - 1] === BACKSLASH) escapes -= 1;
    if ((end - escapes) % 2 === 0) return end;
  }
  return body.length;
}

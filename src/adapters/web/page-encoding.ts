/** Marks at the beginning of a text, which are worth more than what a server says of it. */
const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
];
const LONGEST_MARK = 3;

/**
 * A text as UTF-8 with a mark, where its server says that it is in another encoding: nobody asks the server again, and what
 * the page says of itself counts for less. Anything else stays as it is.
 */
export async function* asDeclared(
  content: AsyncIterable<Buffer>,
  contentType: string | undefined,
): AsyncGenerator<Buffer> {
  const decoder = decoderFor(contentType);
  if (!decoder) {
    yield* content;
    return;
  }
  const parts = content[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  for (let next = await parts.next(); !next.done; next = await parts.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= LONGEST_MARK) break;
  }
  const rest = { [Symbol.asyncIterator]: () => parts };
  if (MARKS.some((mark) => mark.every((byte, at) => head[at] === byte))) {
    yield head;
    yield* rest;
    return;
  }
  yield Buffer.from(`\ufeff${decoder.decode(head, { stream: true })}`);
  for await (const part of rest) yield Buffer.from(decoder.decode(part, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function decoderFor(contentType: string | undefined): InstanceType<typeof TextDecoder> | undefined {
  if (!contentType || !/^\s*(?:text\/|application\/xhtml)/i.test(contentType)) return undefined;
  const charset = /;\s*charset\s*=\s*"?([\w:.-]+)/i.exec(contentType)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return undefined;
  try {
    return new TextDecoder(charset);
  } catch (error) {
    // A name that nobody knows says nothing.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

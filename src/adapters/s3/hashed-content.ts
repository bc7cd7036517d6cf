import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';

/** Content on its way out, measured as it passes. */
export interface HashedContent extends Disposable {
  readonly body: Readable;
  /** Of what has passed; SHA-256 in hex. Asked once. */
  sum(): { bytes: number; hash: string };
  /** Why the content itself ended early, as opposed to whoever takes it. */
  readonly broken: { reason: unknown } | undefined;
}

/** An abort breaks the content off, also while it is waited for. */
export function hashedContent(content: Readable, signal: AbortSignal | undefined): HashedContent {
  const hash = createHash('sha256');
  let bytes = 0;
  let broken: { reason: unknown } | undefined;
  const abort = () => content.destroy(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
  signal?.addEventListener('abort', abort, { once: true });

  async function* passing(): AsyncGenerator<Buffer> {
    try {
      for await (const part of content) {
        signal?.throwIfAborted();
        const chunk = Buffer.isBuffer(part) ? part : Buffer.from(part);
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
      signal?.throwIfAborted();
    } catch (error) {
      broken = { reason: signal?.aborted ? signal.reason : error };
      throw error;
    }
  }
  return {
    body: Readable.from(passing(), { objectMode: false }),
    sum: () => ({ bytes, hash: hash.digest('hex') }),
    get broken() {
      return broken;
    },
    [Symbol.dispose]() {
      signal?.removeEventListener('abort', abort);
      content.destroy();
    },
  };
}

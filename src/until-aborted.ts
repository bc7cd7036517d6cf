/** Rejects with the signal's reason as soon as it is aborted; the promise itself may go on unheeded. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** Why something that ended well is stopped. One for all: each DOMException of its own costs a stack trace. */
export const NOT_WANTED = new DOMException('Not wanted any more.', 'AbortError');

/**
 * The same items, but ends by throwing the signal's reason at once when it is aborted, even where the source doesn't heed
 * it. `onLate` hears of errors that the source throws after that.
 */
export async function* untilAborted<T>(
  source: AsyncIterable<T>,
  signal: AbortSignal,
  onLate: (error: unknown) => void,
): AsyncGenerator<T, void, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  let done = false;
  // One listener for all items: they may come by the hundred in a millisecond.
  let giveUp: (reason: unknown) => void = () => undefined;
  const abort = () => giveUp(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const result = await new Promise<IteratorResult<T>>((resolve, reject) => {
        giveUp = reject;
        iterator.next().then(resolve, reject);
      });
      if (result.done) {
        done = true;
        return;
      }
      yield result.value;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    // Not awaited: a source that hangs must not hold up the one who stops listening to it.
    if (!done) iterator.return?.().catch(onLate);
  }
}

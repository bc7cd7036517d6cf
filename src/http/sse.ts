import { once } from 'node:events';
import type { Request, Response } from 'express';

const HEARTBEAT_MS = 15_000;
/** Bytes that may wait for a reader; who has more waiting does not read, and is dropped instead of remembered. */
const MAX_WAITING_BYTES = 1024 * 1024;

export interface EventStream {
  /** Sends `data` as JSON under the event's name. Does nothing once the stream has closed or was ended. */
  send(event: string, data: unknown, id?: string): void;
  /** Resolves when the reader has taken what was sent, or is gone: for who has much to say at once. */
  taken(): Promise<void>;
  /** Aborted when the reader went away, was dropped, or the stream was ended. */
  readonly closed: AbortSignal;
  /** Calls once it is closed; now, if it is. */
  onClosed(listener: () => void): void;
  end(): void;
}

/** Answers with a server-sent event stream. A comment every 15 s keeps proxies from closing a quiet one. */
export function openEventStream(
  _req: Request,
  res: Response,
  options: { heartbeatMs?: number; maxWaitingBytes?: number } = {},
): EventStream {
  const { heartbeatMs = HEARTBEAT_MS, maxWaitingBytes = MAX_WAITING_BYTES } = options;
  const closing = new AbortController();
  res.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();

  let isEnded = false;
  const write = (chunk: string): void => {
    if (isEnded || closing.signal.aborted) return;
    res.write(chunk);
    if (res.writableLength > maxWaitingBytes) res.destroy();
  };
  const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs);
  heartbeat.unref();
  const close = () => {
    clearInterval(heartbeat);
    closing.abort();
  };
  // A reader who left while something was looked up is gone already, and that is not said again.
  if (res.closed) close();
  else res.once('close', close);

  return {
    send(event, data, id) {
      const head = id === undefined ? '' : `id: ${id}\n`;
      write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    async taken() {
      if (!res.writableNeedDrain) return;
      // A reader that is gone rejects the wait; `closed` tells it.
      await once(res, 'drain', { signal: closing.signal }).catch(() => undefined);
    },
    closed: closing.signal,
    onClosed(listener) {
      if (closing.signal.aborted) listener();
      else closing.signal.addEventListener('abort', listener, { once: true });
    },
    end() {
      isEnded = true;
      if (!closing.signal.aborted) res.end();
    },
  };
}

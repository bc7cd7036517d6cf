import { Document } from '../../protocol/rest/documents.ts';
import { ApiError } from './api-error.ts';
import { getDocument } from './documents.ts';
import { parseJson } from './request.ts';

/** How often is asked where event streams don't come through, ms. */
const POLL_MS = 2_000;

/** A browser opens six connections to a server over HTTP/1.1, and the rest of the app wants some of them. */
const MOST_STREAMS = 2;
let streams = 0;

/** Whether its reading has ended, well or badly. */
export function isSettled(document: Document): boolean {
  return document.status === 'ready' || document.status === 'failed';
}

/**
 * Follows a document until it is ready or failed: over server-sent events, and by asking where those break or many documents
 * are followed already.
 * @returns the function that stops it
 */
export function followDocument(id: string, onChange: (document: Document) => void): () => void {
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stream = streams < MOST_STREAMS ? openStream(id) : undefined;

  const stop = () => {
    stopped = true;
    stream?.close();
    clearTimeout(timer);
  };
  const seen = (document: Document) => {
    if (stopped) return;
    onChange(document);
    if (isSettled(document)) stop();
  };
  const poll = async () => {
    try {
      seen(await getDocument(id));
    } catch (error) {
      // Deleted meanwhile, or signed out: there is nothing left to follow.
      if (error instanceof ApiError && !error.retryable) return stop();
    }
    if (!stopped) timer = setTimeout(() => void poll(), POLL_MS);
  };
  if (!stream) {
    void poll();
    return stop;
  }
  const { source } = stream;
  source.addEventListener('document', (event: MessageEvent<string>) => {
    const document = Document.safeParse(parseJson(event.data));
    if (document.success) seen(document.data);
  });
  source.addEventListener('deleted', stop);
  source.onerror = () => {
    stream.close();
    if (!stopped && timer === undefined) void poll();
  };
  return stop;
}

interface Stream {
  source: EventSource;
  close(): void;
}

/** One of the few streams; its place is free again when it is closed. */
function openStream(id: string): Stream {
  streams += 1;
  const source = new EventSource(`/api/documents/${id}/events`);
  let open = true;
  return {
    source,
    close() {
      source.close();
      if (open) streams -= 1;
      open = false;
    },
  };
}

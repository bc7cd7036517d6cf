import type { Document } from '../../../src/protocol/rest/documents.ts';

const PREFIX = '0197b0f5-6a3e-7c11-8d42-';

/** A document as the server tells it. @param n makes its id */
export function document(n: number, change: Partial<Document> = {}): Document {
  return {
    id: PREFIX + String(n).padStart(12, '0'),
    title: `Document ${n}`,
    kind: 'text/plain',
    bytes: 2000,
    tags: [],
    status: 'queued',
    passages: 0,
    embedded: 0,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...change,
  };
}

/** A stream that the test writes to, in the place of a browser's. */
export class ScriptedSource extends EventTarget {
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  isClosed = false;

  close(): void {
    this.isClosed = true;
  }

  /** The server answers. */
  begin(): void {
    this.onopen?.();
  }

  /** The line is cut, or the server refuses. */
  fail(): void {
    this.onerror?.();
  }

  say(event: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(event, { data: JSON.stringify(data) }));
  }
}

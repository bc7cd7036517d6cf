import type { Citation } from '../../protocol/common.ts';

/** The place that a link into a document points to. */
export interface SourcePlace {
  start: number;
  end: number;
  quote: string;
}

/** Address of a document at a cited passage. In the fragment, since that never reaches the server's log. */
export function sourceAddress(citation: Pick<Citation, 'documentId' | 'start' | 'end' | 'quote'>): string {
  const { documentId, start, end, quote } = citation;
  return `/library/${documentId}#${new URLSearchParams({ start: String(start), end: String(end), quote })}`;
}

/** The place in an address's fragment; undefined when there is none. */
export function readSourcePlace(fragment: string): SourcePlace | undefined {
  const values = new URLSearchParams(fragment.replace(/^#/, ''));
  const start = Number(values.get('start') ?? Number.NaN);
  const end = Number(values.get('end') ?? Number.NaN);
  if (!Number.isInteger(start) || !Number.isInteger(end) || end <= start) return undefined;
  return { start, end, quote: values.get('quote') ?? '' };
}

import type { SearchResult } from '../../protocol/rest/search.ts';
import { sourceAddress } from '../library/source-address.ts';
import type { Snippet } from './snippet.ts';

/** Where a result is read: the document at the words found, or the talk at the message. */
export function resultAddress({ documentId, conversationId, messageId, start }: SearchResult, found: Snippet): string {
  if (documentId === undefined) return `/talk/${conversationId}#message-${messageId}`;
  const at = start + found.start;
  return sourceAddress({ documentId, start: at, end: at + found.quote.length, quote: found.quote });
}

/** What is looked for, in the fragment, since that never reaches the server's log. */
export function searchAddress(text: string): string {
  return text === '' ? '/search' : `/search#${new URLSearchParams({ q: text })}`;
}

export function readSearchAddress(fragment: string): string {
  return new URLSearchParams(fragment.replace(/^#/, '')).get('q') ?? '';
}

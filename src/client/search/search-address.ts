import { z } from 'zod';
import { SearchMode, type SearchResult } from '../../protocol/rest/search.ts';
import { sourceAddress } from '../library/source-address.ts';
import { everywhere, paramsOf, type SearchWish } from './search-wish.ts';
import type { Snippet } from './snippet.ts';

/** Where a result is read: the document at the words found, or the talk at the message. */
export function resultAddress({ documentId, conversationId, messageId, start }: SearchResult, found: Snippet): string {
  if (documentId === undefined) return `/talk/${conversationId}#message-${messageId}`;
  const at = start + found.start;
  return sourceAddress({ documentId, start: at, end: at + found.quote.length, quote: found.quote });
}

/** What is looked for and where, in the fragment, since that never reaches the server's log. */
export function searchAddress({ text, within, mode, courseId, documentId, from, to }: SearchWish): string {
  const params = paramsOf({
    q: text,
    in: within === everywhere.within ? undefined : within,
    mode: mode === everywhere.mode ? undefined : mode,
    course: courseId,
    document: documentId,
    from,
    to,
  });
  return params.size === 0 ? '/search' : `/search#${params}`;
}

const Day = z.iso.date().optional().catch(undefined);
const Address = z.object({
  q: z.string().default(''),
  in: z.enum(['all', 'documents', 'conversations']).catch(everywhere.within),
  mode: SearchMode.catch(everywhere.mode),
  course: z.string().optional(),
  document: z.string().optional(),
  from: Day,
  to: Day,
});

/** The wish in an address's fragment; what makes no sense there is left out. */
export function readSearchAddress(fragment: string): SearchWish {
  const params = Object.fromEntries(new URLSearchParams(fragment.replace(/^#/, '')));
  const { q: text, in: within, mode, course: courseId, document: documentId, from, to } = Address.parse(params);
  return { text, within, mode, courseId, documentId, from, to };
}

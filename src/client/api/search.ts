import { SearchAnswer } from '../../protocol/rest/search.ts';
import { request } from './request.ts';

export interface SearchWish {
  text: string;
  within: 'all' | 'documents' | 'conversations';
}

/** Finds places in the learner's material and talks. */
export function search({ text, within }: SearchWish, signal: AbortSignal): Promise<SearchAnswer> {
  const query = new URLSearchParams({ q: text, in: within, limit: '20' });
  return request(SearchAnswer, `/api/search?${query}`, { signal });
}

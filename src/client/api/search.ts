import { SearchAnswer } from '../../protocol/rest/search.ts';
import { type SearchWish, toQuery } from '../search/search-wish.ts';
import { request } from './request.ts';

/** Finds places in the learner's material and talks. */
export function search(wish: SearchWish, signal: AbortSignal): Promise<SearchAnswer> {
  return request(SearchAnswer, `/api/search?${toQuery(wish)}`, { signal });
}

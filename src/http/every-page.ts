import type { Page, PageRequest } from '../ports/page.ts';
import { MAX_PAGE } from '../protocol/limits.ts';

/** Every item of a list that comes in pages. */
export async function* everyPage<T>(list: (page: PageRequest) => Promise<Page<T>>): AsyncIterable<T> {
  let cursor: string | undefined;
  do {
    const page = await list({ limit: MAX_PAGE, cursor });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

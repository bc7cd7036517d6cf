import type { KeptContent } from '../store/database.ts';

/** How the original of a document can be shown beside its text. */
export type Original = 'pages' | 'web_page';

/** Undefined for what only its text is shown of. */
export function originalOf({ kind }: Pick<KeptContent, 'kind'>): Original | undefined {
  if (kind === 'application/pdf') return 'pages';
  if (kind === 'text/html') return 'web_page';
  return undefined;
}

/** The page that a place in the text is on, from 1; the first where there are none. @param pages offsets at which they begin */
export function pageOf(pages: readonly number[], offset: number): number {
  return Math.max(1, pages.findLastIndex((start) => start <= offset) + 1);
}

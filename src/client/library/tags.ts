import { MAX_TAG, MAX_TAGS } from '../../protocol/limits.ts';

/**
 * Tags as they are written in a form, one per line or parted by commas; or what is wrong with them, for people.
 * @param before tags that there are already: their commas are part of them
 */
export function readTags(
  text: string,
  before: readonly string[] = [],
): { tags: string[]; problem?: undefined } | { problem: string } {
  const lines = text.split('\n').map(inOneLine);
  const written = lines.flatMap((line) => (before.includes(line) ? [line] : line.split(/[,，、]/u).map(inOneLine)));
  const tags = [...new Set(written.filter((tag) => tag !== ''))];
  if (tags.length > MAX_TAGS) return { problem: `At most ${MAX_TAGS} tags, please.` };
  if (tags.some((tag) => tag.length > MAX_TAG)) return { problem: `A tag has ${MAX_TAG} characters at most.` };
  return { tags };
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** All tags that documents have, in alphabetical order. */
export function tagsOf(documents: readonly { tags: readonly string[] }[]): string[] {
  const tags = new Set(documents.flatMap((document) => document.tags));
  return [...tags].sort((a, b) => a.localeCompare(b));
}

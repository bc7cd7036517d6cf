import { MAX_TAG, MAX_TAGS } from '../../protocol/limits.ts';

/** Tags as they are written in a form, one per line; or what is wrong with them, for people. */
export function readTags(text: string): { tags: string[]; problem?: undefined } | { problem: string } {
  const lines = text.split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
  const tags = [...new Set(lines.filter((line) => line !== ''))];
  if (tags.length > MAX_TAGS) return { problem: `At most ${MAX_TAGS} tags, please.` };
  if (tags.some((tag) => tag.length > MAX_TAG)) return { problem: `A tag has ${MAX_TAG} characters at most.` };
  return { tags };
}

/** All tags that documents have, in alphabetical order. */
export function tagsOf(documents: readonly { tags: readonly string[] }[]): string[] {
  const tags = new Set(documents.flatMap((document) => document.tags));
  return [...tags].sort((a, b) => a.localeCompare(b));
}

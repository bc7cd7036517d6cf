const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/**
 * The longest beginning of `text` that has at most `maxChars` UTF-16 units and ends between two words, as Unicode and, for
 * Chinese, Japanese and Thai, ICU's dictionaries see them. Never splits a surrogate pair or a word; may be empty.
 */
export function cutAtWord(text: string, maxChars: number): string {
  if (maxChars >= text.length) return text;
  if (maxChars <= 0) return '';
  const segment = words.segment(text).containing(maxChars);
  return text.slice(0, segment?.index ?? 0);
}

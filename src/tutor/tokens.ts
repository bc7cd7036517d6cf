/** Letters a token in scripts with spaces; measured tokenizers lie between 3 and 4. */
const LETTERS_PER_TOKEN = 3;

/** A cautious guess at how many tokens a text has: one a character in Chinese, Japanese and Korean. */
export function estimateTokens(text: string): number {
  const wide = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / LETTERS_PER_TOKEN);
}

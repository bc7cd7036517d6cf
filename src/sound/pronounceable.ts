/**
 * Whether a voice can say anything of a text: a letter or a digit is in it. Of a lone `…` or a dash nothing is asked of a
 * service, and that nothing is heard of it is no failure.
 */
export function isPronounceable(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

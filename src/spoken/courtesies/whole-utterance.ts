/** More is a sentence for the tutor, whatever words it is made of. */
const MOST_WORDS = 20;

/** In small letters and without marks; undefined for what is too long to be meant for the call itself. */
export function wholeUtterance(utterance: string): string | undefined {
  const said = utterance
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return said.split(' ').length > MOST_WORDS ? undefined : said;
}

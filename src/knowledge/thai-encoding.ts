/** Bytes of windows-874 that are no character, beyond the typographic signs at its beginning. */
const UNUSED = /[\xdb-\xde\xfc-\xff]/;
const CONSONANT = '\\xa1-\\xce';
/** Vowels and tones above or below a consonant. */
const MARK = '\\xd1\\xd4-\\xda\\xe7-\\xee';
const MARKS = new RegExp(`[${MARK}]`, 'g');
const MARKS_IN_PLACE = new RegExp(`(?<=[${CONSONANT}${MARK}])[${MARK}]`, 'g');
const LETTERS = /[\xa1-\xfb]/g;
/** Fewer letters than that tell nothing. */
const MIN_LETTERS = 20;
/** Of the letters of Thai, one in four or five is a mark. */
const MIN_MARKS = 0.1;
/** Typing errors put a mark elsewhere. */
const IN_PLACE = 0.97;

const RUN = /[\x80-\xff]+/g;
/** Where Chinese, Japanese and Korean characters are two bytes, common ones begin with a lower one. */
const RARE_FROM = 0xd8;
const MANY_RARE = 0.1;

/** Whether bytes that are no UTF-8 are Thai in windows-874 (TIS-620): its vowels and tones stand on consonants. */
export function isThai(bytes: Uint8Array): boolean {
  const text = latin1(bytes);
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  const [letters, marks] = [count(LETTERS), count(MARKS)];
  if (letters < MIN_LETTERS || marks < letters * MIN_MARKS || UNUSED.test(text)) return false;
  return count(MARKS_IN_PLACE) >= marks * IN_PLACE;
}

/** Whether bytes, read as characters of two bytes each, would be words that nobody writes. */
export function areUnlikelyPairs(bytes: Uint8Array): boolean {
  const firsts = latin1(bytes)
    .match(RUN)
    ?.flatMap((run) => [...run].filter((_, index) => index % 2 === 0));
  const rare = firsts?.filter((first) => first.charCodeAt(0) >= RARE_FROM);
  return (rare?.length ?? 0) > (firsts?.length ?? 0) * MANY_RARE;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

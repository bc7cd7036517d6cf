/** Characters that Twilio takes of one text message, in however many parts the networks carry it; a longer one is refused whole. */
export const MAX_SMS = 1600;

/** Characters of GSM 7-bit (3GPP TS 23.038): a message of these alone takes less than half the parts of any other. */
const GSM = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These take the place of two. */
const GSM_TWICE = new Set('\f^{}\\[~]|€');
/** Marks of typesetters, as telephones write them. */
const PLAIN: Record<string, string> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‑': '-',
  '…': '...',
  '•': '-',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\t': ' ',
};
/** A sentence that takes more than this share of a message with it is cut between words instead. */
const LEAST_KEPT = 0.5;

/**
 * What is sent of an answer: all of it where a message holds it; else its beginning, up to the end of a sentence where there is
 * one, and after it where the whole stands.
 * @param whole words with a link
 * @param language BCP 47, of the answer
 */
export function smsText(text: string, whole: string, language: string): string {
  const all = plainWhereEnough(text);
  if (smsLength(all) <= MAX_SMS) return all;
  const beginning = text.slice(0, MAX_SMS);
  const upTo = (end: number): string => plainWhereEnough(`${beginning.slice(0, end).trimEnd()} … ${whole}`);
  for (const granularity of ['sentence', 'word', 'grapheme'] as const) {
    const segmenter = new Intl.Segmenter(language, { granularity });
    const ends = [...segmenter.segment(beginning)].map(({ index, segment }) => index + segment.length);
    const end = ends.findLast((at) => smsLength(upTo(at)) <= MAX_SMS) ?? 0;
    const kept = upTo(end);
    if (end > 0 && smsLength(kept) >= MAX_SMS * LEAST_KEPT) return kept;
  }
  return plainWhereEnough(whole);
}

/** Characters as Twilio counts them, rather too many than too few. */
export function smsLength(text: string): number {
  if (!isGsm(text)) return text.length;
  return [...text].reduce((sum, char) => sum + (GSM_TWICE.has(char) ? 2 : 1), 0);
}

/** A single typesetter's mark would make the whole message twice as dear. */
function plainWhereEnough(text: string): string {
  const plain = text.replace(/[‘’‚“”„«»–—‑…•\u00a0\u202f\t]/gu, (mark) => PLAIN[mark] ?? mark);
  return isGsm(plain) ? plain : text;
}

function isGsm(text: string): boolean {
  return [...text].every((char) => GSM.has(char) || GSM_TWICE.has(char));
}

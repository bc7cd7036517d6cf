import { newId } from '../src/ids.ts';
import type { Passage } from '../src/ports/document-store.ts';

const WORDS = 150;
const VOCABULARY = 20_000;
const SYLLABLES = 'ka lo mi ren tu vash por del sin gro bel fa'.split(' ');

let seed = 1;

/** Begins the numbers that words are made of: the same words follow in every run. */
export function reseed(number: number): void {
  seed = number;
}

/** Lehmer's generator. */
function random(): number {
  seed = (seed * 48_271) % 0x7fffffff;
  return seed / 0x7fffffff;
}

/** A word as often as Zipf has it, of those from rank `from` on. */
export function word(from: number): string {
  const rank = Math.floor(from * (VOCABULARY / from) ** random());
  let name = '';
  for (let rest = rank + 12; rest > 0; rest = Math.floor(rest / 12)) name += SYLLABLES[rest % 12];
  return name;
}

export function words(count: number, from: number): string {
  return Array.from({ length: count }, () => word(from)).join(' ');
}

/** A document of so many passages, with the word frequencies of ordinary text. */
export function passagesOf(
  documentId: string,
  learnerId: string,
  count: number,
): { text: string; passages: Passage[] } {
  let text = '';
  const passages = Array.from({ length: count }, (_, ordinal) => {
    const body = `${words(WORDS, 1)}.`;
    const start = text.length;
    text += `${body}\n\n`;
    const end = start + body.length;
    return { id: newId(), documentId, learnerId, ordinal, start, end, headings: [], text: body };
  });
  return { text, passages };
}

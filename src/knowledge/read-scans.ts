import pLimit from 'p-limit';
import { AppError } from '../errors.ts';
import { cleanText } from '../languages/clean-text.ts';
import type { ExtractedText } from '../ports/text-extractor.ts';
import type { Sight } from './sight.ts';

/** Pages of one document that are shown to a model; the others stay unread. */
export const MAX_LOOKED_AT = 200;
/** Pages drawn at a time: each takes some hundred kilobytes until it is read. */
const BATCH = 4;
/** Pages read at the same time: a talk that uses the same model goes on beside it. */
const AT_ONCE = 2;

/** Pages that were read, and why the others were not, if there is a reason. */
interface Looked {
  texts: Map<number, string>;
  failure?: AppError | undefined;
}

/**
 * A PDF's text with that of its scanned pages. Pages that cannot be read stay what they are; where there is nothing else
 * in it, throws why.
 */
export async function readScans(
  pdf: Uint8Array,
  extracted: ExtractedText,
  sight: Sight,
  { learnerId, signal }: { learnerId: string; signal: AbortSignal },
): Promise<ExtractedText> {
  const scanned = extracted.unreadablePages ?? [];
  const { texts, failure } = await lookAt(pdf, scanned.slice(0, MAX_LOOKED_AT), sight, { learnerId, signal });
  if (failure && texts.size === 0 && extracted.text.trim() === '') throw failure;
  const unread = scanned.filter((page) => !texts.has(page));
  return { ...withPages(extracted, texts), unreadablePages: unread.length > 0 ? unread : undefined };
}

async function lookAt(
  pdf: Uint8Array,
  scanned: readonly number[],
  sight: Sight,
  { learnerId, signal }: { learnerId: string; signal: AbortSignal },
): Promise<Looked> {
  const texts = new Map<number, string>();
  const limit = pLimit(AT_ONCE);
  try {
    for (let from = 0; from < scanned.length; from += BATCH) {
      const pages = scanned.slice(from, from + BATCH);
      const pictures = await sight.pictures.ofPages(pdf, pages, signal);
      const read = async (page: number, index: number) => {
        const picture = pictures[index];
        const text = picture ? await sight.read(picture, 'page', learnerId, signal) : '';
        if (text !== '') texts.set(page, cleanText({ text, pages: [] }).text);
      };
      const results = await Promise.allSettled(pages.map((page, index) => limit(read, page, index)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    }
    return { texts };
  } catch (error) {
    if (signal.aborted || !(error instanceof AppError)) throw error;
    // The rest would fail likewise, and be paid for.
    return { texts, failure: error };
  }
}

function withPages({ text, pages, title }: ExtractedText, texts: ReadonlyMap<number, string>): ExtractedText {
  const starts: number[] = [];
  let all = '';
  for (const [index, start] of pages.entries()) {
    const read = texts.get(index + 1);
    starts.push(all.length);
    all += read === undefined ? text.slice(start, pages[index + 1] ?? text.length) : `${read}\n\n`;
  }
  return { text: all, pages: starts, title };
}

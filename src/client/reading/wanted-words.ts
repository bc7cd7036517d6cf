import { findQuote, type TextRange } from '../library/find-quote.ts';
import type { SourcePlace } from '../library/source-address.ts';
import type { Wanted } from './match-text.ts';

/** So much of what stands around tells a place from others like it. */
const AROUND = 200;

/** What a place of a document's text says, to be found in its original. @param within where the text around it ends, too */
export function wantedAt(text: string, place: SourcePlace, within?: TextRange): Wanted {
  const { start, end } = findQuote(text, place, place.quote);
  const [from, to] = [within?.start ?? 0, within?.end ?? text.length];
  return {
    before: text.slice(Math.max(from, start - AROUND), start),
    quote: text.slice(Math.max(from, start), Math.min(to, end)),
    after: text.slice(end, Math.min(to, end + AROUND)),
  };
}

import type { Citation } from '../../protocol/common.ts';
import type { TalkMessage } from './talk-message.ts';
import { shownText } from './talk-message.ts';

/** A piece of an answer, and the citations that stand behind it. */
export interface CitedPiece {
  text: string;
  citations: Citation[];
}

/** One chip for each passage behind a sentence, however often it is quoted there. */
function distinct(citations: Citation[]): Citation[] {
  return citations.filter((citation, at) => citations.findIndex((other) => other.n === citation.n) === at);
}

/** Where in the answer a citation stands: as stored, or as seen while the answer was given. */
function placeOf(message: TalkMessage, citation: Citation): number | undefined {
  return citation.at ?? message.sentences?.find(({ index }) => index === citation.sentence)?.end;
}

/**
 * Cuts an answer so that each citation stands right behind its sentence; those of unheard sentences are left out. A citation
 * whose place isn't known stands at the end: better than behind a sentence that it doesn't speak for.
 */
export function placeCitations(message: TalkMessage): CitedPiece[] {
  const text = shownText(message);
  const heard = message.citations
    .map((citation) => ({ citation, place: placeOf(message, citation) ?? text.length }))
    .filter(({ place }) => place <= text.length);
  const places = [...new Set(heard.map(({ place }) => place))].sort((a, b) => a - b);
  const pieces = places.map((place, at): CitedPiece => {
    const here = heard.filter((other) => other.place === place);
    return { text: text.slice(places[at - 1] ?? 0, place), citations: distinct(here.map(({ citation }) => citation)) };
  });
  const rest = text.slice(places.at(-1) ?? 0);
  return rest === '' && pieces.length > 0 ? pieces : [...pieces, { text: rest, citations: [] }];
}

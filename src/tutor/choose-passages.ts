import { joinNeighbours } from '../knowledge/join-neighbours.ts';
import type { RetrievedPassage } from '../knowledge/retriever.ts';
import { estimateTokens } from './tokens.ts';

/** What an answer begins with: the model is given no more than this. Ten pages of print would be twice as much. */
export const FIRST_PASSAGES = { most: 6, tokens: 3000 };
/** What one further search of the model's may add. */
export const FURTHER_PASSAGES = { most: 4, tokens: 1500 };
/** More are looked for than are chosen, so that there is a choice, and neighbours to join. */
const SPARE = 2;

/** What a model is given of what was found. */
export interface Room {
  /** Passages at most; of one document half of them, as long as others have something to say. */
  most: number;
  /** Estimated tokens of them together, at most. */
  tokens: number;
}

/**
 * The best of what was found that there is room for, in the order in which it was found. A document with many passages leaves
 * half of the places to others; what these don't take is its own again. What does not fit any more is left out, and something
 * shorter may take its place.
 * @param found best first.
 */
export function choosePassages(found: readonly RetrievedPassage[], room: Room): RetrievedPassage[] {
  const chosen = new Set<RetrievedPassage>();
  const perDocument = new Map<string, number>();
  let tokens = 0;
  const take = (atMostOfOne: number) => {
    for (const passage of found) {
      const ofThis = perDocument.get(passage.documentId) ?? 0;
      const cost = estimateTokens(passage.text);
      if (chosen.has(passage) || chosen.size >= room.most) continue;
      if (ofThis >= atMostOfOne || tokens + cost > room.tokens) continue;
      chosen.add(passage);
      perDocument.set(passage.documentId, ofThis + 1);
      tokens += cost;
    }
  };
  take(Math.ceil(room.most / 2));
  take(room.most);
  return found.filter((passage) => chosen.has(passage));
}

/** How many passages to look for, to choose those from. */
export function lookedForIn({ most }: Room): number {
  return most * SPARE;
}

/** The same, with passages that follow each other as one. */
export function chooseJoined(found: readonly RetrievedPassage[], room: Room): RetrievedPassage[] {
  return choosePassages(joinNeighbours(found), room);
}

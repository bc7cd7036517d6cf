/** As many places are asked for. */
export const MOST_PLACES = 20;

/** How many places a search found; where it gave as many as were asked for there may be more. */
export function foundText(count: number): string {
  if (count >= MOST_PLACES) return `The ${MOST_PLACES} best places are shown.`;
  return count === 1 ? '1 place found.' : `${count} places found.`;
}

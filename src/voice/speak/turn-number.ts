/**
 * A turn's number on the wire: the last 32 bits of its id, which are random, so that turns of different nodes don't share
 * one. Never 0, which the learner's audio has.
 */
export function turnNumber(turnId: string): number {
  return Number.parseInt(turnId.slice(-8), 16) || 1;
}

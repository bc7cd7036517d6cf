import { createHash } from 'node:crypto';
import type { VectorSpace } from '../../ports/vector-store.ts';

/** What the names of all collections of a learner begin with. */
export function learnerPrefix(learnerId: string): string {
  return `lva-${digest(learnerId, 32)}-`;
}

/** Name of a space's collection: learner, embedder, dimensions and kind, hashed because names allow few characters. */
export function collectionName(space: VectorSpace): string {
  // Material came first: its collections keep the names that they have.
  const kind = space.kind === 'material' ? '' : `\n${space.kind}`;
  return learnerPrefix(space.learnerId) + digest(`${space.embedderId}\n${space.dimensions}${kind}`, 16);
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

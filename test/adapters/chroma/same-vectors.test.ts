import { describe, expect, it } from 'vitest';
import { createChromaVectorStore } from '../../../src/adapters/chroma/vector-store.ts';
import type { VectorItem } from '../../../src/ports/vector-store.ts';
import { testChroma } from '../../support/chroma.ts';

const DIMENSIONS = 128;
const COPIES = 80;
const OTHERS = 200;

/** Directions that have nothing to do with each other, the same in each run. */
function directions(count: number): Float32Array[] {
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: DIMENSIONS }, random);
    const length = Math.hypot(...vector);
    return vector.map((each) => each / length);
  });
}

describe('many texts whose vectors are the same', () => {
  it('keep no other from being found, and are found', async () => {
    const { child } = await testChroma();
    const store = createChromaVectorStore({ url: () => child.url() });
    const space = { learnerId: 'ada', kind: 'material' as const, embedderId: 'test', dimensions: DIMENSIONS };
    const [same = new Float32Array(DIMENSIONS), ...others] = directions(OTHERS + 1);
    const copies: VectorItem[] = Array.from({ length: COPIES }, (_, n) => ({
      passageId: `same-${n}`,
      documentId: 'forms',
      vector: same,
    }));
    // As near to them as passages on the same subject are.
    const singles = others.map((own, n) => {
      const vector = own.map((each, at) => (each + (same[at] ?? 0)) / Math.SQRT2);
      return { passageId: `other-${n}`, documentId: 'book', vector };
    });
    await store.upsert(space, [...copies, ...singles]);
    let found = 0;
    for (const { passageId, vector } of singles) {
      const hits = await store.query(space, vector, { limit: 10 });
      if (hits[0]?.passageId === passageId) found += 1;
    }
    // Vectors as they are: 52 and 68 of the 200 in two runs.
    expect(found).toBeGreaterThanOrEqual(0.98 * OTHERS);
    const hits = await store.query(space, same, { limit: 10 });
    expect(hits.filter(({ passageId, score }) => passageId.startsWith('same-') && score > 0.999)).toHaveLength(10);
  });
});

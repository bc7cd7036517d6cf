import type { Knex } from 'knex';
import type { SpaceKind, VectorSpace } from '../../ports/vector-store.ts';

export interface SpaceRow {
  learner_id: string;
  kind: SpaceKind;
  embedder_id: string;
  dimensions: number;
  state: 'building' | 'serving' | 'rebuild' | 'old' | 'dropping';
  changed_at: number;
  lease_owner: string | null;
  lease_until: number | null;
}

/** Where it is noted whose vector of each text is stored; the database notes every text as it is stored. */
const NOTED = { material: 'passage_vectors', talks: 'message_vectors' } as const;

export const KINDS: readonly SpaceKind[] = ['material', 'talks'];

export function vectorTable(kind: SpaceKind): string {
  return NOTED[kind];
}

export function keyColumns({ learnerId, kind, embedderId }: VectorSpace) {
  return { learner_id: learnerId, kind, embedder_id: embedderId };
}

export function toSpace({ learner_id, kind, embedder_id, dimensions }: SpaceRow): VectorSpace {
  return { learnerId: learner_id, kind, embedderId: embedder_id, dimensions };
}

/** Three looks at an index that find nothing at once where nothing is missing; one "is distinct from" reads every row. */
export function otherThan(embedderId: string): [operator: 'is' | '<' | '>', value: string | null][] {
  return [
    ['is', null],
    ['<', embedderId],
    ['>', embedderId],
  ];
}

/** Whether a text of the learner's has no vector of this embedder. */
export async function hasMissing(knex: Knex, { learnerId, kind, embedderId }: VectorSpace): Promise<boolean> {
  for (const [operator, value] of otherThan(embedderId)) {
    const row = await knex(vectorTable(kind))
      .where({ learner_id: learnerId })
      .where('embedded_by', operator, value)
      .first('learner_id');
    if (row) return true;
  }
  return false;
}

/** None of its vectors counts as stored. */
export async function clearEmbedded(knex: Knex, { learnerId, kind, embedderId }: VectorSpace): Promise<void> {
  await knex(vectorTable(kind)).where({ learner_id: learnerId, embedded_by: embedderId }).update({ embedded_by: null });
}

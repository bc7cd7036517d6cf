import type { Knex } from 'knex';
import type { SpaceClaim, SpaceEmbedder } from '../../ports/vector-spaces.ts';
import type { SpaceKind, VectorSpace } from '../../ports/vector-store.ts';
import { clearEmbedded, keyColumns, otherThan, type SpaceRow, vectorTable } from './space-rows.ts';

/** Rows looked at at once for learners with something to do. */
const LOOKED_AT = 500;

/** See the port: leases one learner's space that is not complete. */
export async function claimSpace(
  knex: Knex,
  kind: SpaceKind,
  embedder: SpaceEmbedder,
  claim: SpaceClaim,
): Promise<string | undefined> {
  const begun = await unfinished(knex, kind, embedder, claim);
  for (const learnerId of new Set([...begun, ...(await withMissing(knex, kind, embedder, claim))])) {
    if (await lease(knex, { learnerId, kind, embedderId: embedder.id, dimensions: embedder.dimensions }, claim))
      return learnerId;
  }
  return undefined;
}

/** Spaces that were never found complete, or are to be made anew. */
function unfinished(knex: Knex, kind: SpaceKind, embedder: SpaceEmbedder, claim: SpaceClaim): Promise<string[]> {
  return learnersOf(claim, () =>
    knex('vector_spaces')
      .where({ kind, embedder_id: embedder.id })
      .whereIn('state', ['building', 'rebuild'])
      .where(isFree(claim)),
  );
}

async function withMissing(knex: Knex, kind: SpaceKind, embedder: SpaceEmbedder, claim: SpaceClaim): Promise<string[]> {
  const table = vectorTable(kind);
  const taken = knex('vector_spaces')
    .whereRaw('vector_spaces.learner_id = ??.learner_id', [table])
    .where({ kind, embedder_id: embedder.id })
    .whereNot(isFree(claim));
  const learners: string[] = [];
  for (const [operator, value] of otherThan(embedder.id)) {
    const found = await learnersOf(claim, () =>
      knex(table)
        .where('embedded_by', operator, value)
        .whereNotExists(taken.clone().select(knex.raw('1')))
        .orderBy(['embedded_by', 'row_id']),
    );
    learners.push(...found);
  }
  return learners;
}

/**
 * Learners of the first rows that are somebody's who is not passed over: those who are may have more rows than are looked at. With
 * more of one learner, others are found when that one is done.
 */
async function learnersOf({ besides = new Set() }: SpaceClaim, rowsOf: () => Knex.QueryBuilder): Promise<string[]> {
  const inTheWay = new Set<string>();
  for (;;) {
    const rows: { learner_id: string }[] = await rowsOf()
      .whereNotIn('learner_id', [...inTheWay])
      .limit(LOOKED_AT)
      .select('learner_id');
    const learners = rows.map(({ learner_id }) => learner_id);
    const wanted = learners.filter((id) => !besides.has(id));
    if (wanted.length > 0 || rows.length < LOOKED_AT) return wanted;
    for (const id of learners) inTheWay.add(id);
  }
}

function lease(knex: Knex, space: VectorSpace, claim: SpaceClaim): Promise<boolean> {
  const { now, owner, leaseUntil } = claim;
  return knex.transaction(async (trx) => {
    await beginSpace(trx, space, now);
    const row = await trx<SpaceRow>('vector_spaces').where(keyColumns(space)).where(isFree(claim)).forUpdate().first();
    // What is being dropped has to be gone before it is begun again.
    if (!row || row.state === 'dropping') return false;
    if (row.state === 'rebuild') await clearEmbedded(trx, space);
    const state = row.state === 'serving' ? 'serving' : 'building';
    await trx<SpaceRow>('vector_spaces')
      .where(keyColumns(space))
      .update({ state, changed_at: now, lease_owner: owner, lease_until: leaseUntil });
    return true;
  });
}

/** There from now on; one that there is stays as it is. */
export async function beginSpace(knex: Knex, space: VectorSpace, now: number): Promise<void> {
  await knex<SpaceRow>('vector_spaces')
    .insert({ ...keyColumns(space), dimensions: space.dimensions, state: 'building', changed_at: now })
    .onConflict(['learner_id', 'kind', 'embedder_id'])
    .ignore();
}

/** Nobody's, this owner's, or of somebody who is gone. */
function isFree({ owner, now, alone }: SpaceClaim) {
  return (row: Knex.QueryBuilder): void => {
    if (alone) row.whereRaw('1 = 1');
    else row.whereNull('lease_owner').orWhere('lease_owner', owner).orWhere('lease_until', '<', now);
  };
}

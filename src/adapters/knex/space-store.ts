import type { Knex } from 'knex';
import type { SpaceStore } from '../../ports/vector-spaces.ts';
import type { VectorSpace } from '../../ports/vector-store.ts';
import type { Database } from './database.ts';
import { holdingsOf } from './holdings.ts';
import { beginSpace, claimSpace } from './space-claim.ts';
import { hasMissing, KINDS, keyColumns, type SpaceRow, toSpace, vectorTable } from './space-rows.ts';

export function createSpaceStore({ knex }: Database): SpaceStore {
  const spaces = () => knex<SpaceRow>('vector_spaces');

  return {
    holdings: (learnerId, besidesTalk) => holdingsOf(knex, learnerId, besidesTalk),
    async listServing(limit, after) {
      const query = spaces().where({ state: 'serving' }).orderBy(['learner_id', 'kind', 'embedder_id']).limit(limit);
      if (after) {
        const { learner_id, kind, embedder_id } = keyColumns(after);
        query.whereRaw('(learner_id, kind, embedder_id) > (?, ?, ?)', [learner_id, kind, embedder_id]);
      }
      return (await query).map(toSpace);
    },
    async servingEmbedders() {
      const rows = await spaces().where({ state: 'serving' }).distinct('embedder_id');
      return rows.map((row) => row.embedder_id);
    },
    claim: (kind, embedder, claim) => claimSpace(knex, kind, embedder, claim),
    async renew(space, owner, leaseUntil) {
      const mine = { ...keyColumns(space), lease_owner: owner };
      return (await spaces().where(mine).update({ lease_until: leaseUntil })) > 0;
    },
    async release(space, owner) {
      const mine = { ...keyColumns(space), lease_owner: owner };
      await spaces().where(mine).update({ lease_owner: null, lease_until: null });
    },
    complete: (space, now) => complete(knex, space, now),
    async rebuild(space, now) {
      await spaces().where(keyColumns(space)).update({ state: 'rebuild', changed_at: now });
    },
    rebuildAll(now) {
      return knex.transaction(async (trx) => {
        for (const kind of KINDS) {
          await trx(vectorTable(kind)).whereNotNull('embedded_by').update({ embedded_by: null });
        }
        await trx<SpaceRow>('vector_spaces')
          .whereIn('state', ['serving', 'building'])
          .update({ state: 'rebuild', changed_at: now });
      });
    },
    async takeOld(before, limit) {
      const rows = await spaces()
        .where((old) => old.where({ state: 'old' }).where('changed_at', '<', before))
        .orWhere({ state: 'dropping' })
        .limit(limit);
      const taken: VectorSpace[] = [];
      for (const row of rows) {
        const space = toSpace(row);
        // Wanted again since: then it stays.
        const stillOld = spaces().where(keyColumns(space)).whereIn('state', ['old', 'dropping']);
        if ((await stillOld.update({ state: 'dropping' })) > 0) taken.push(space);
      }
      return taken;
    },
    async forget(space) {
      await spaces().where(keyColumns(space)).where({ state: 'dropping' }).delete();
    },
  };
}

function complete(knex: Knex, space: VectorSpace, now: number): Promise<boolean> {
  return knex.transaction(async (trx) => {
    await beginSpace(trx, space, now);
    const row = await trx<SpaceRow>('vector_spaces').where(keyColumns(space)).forUpdate().first();
    if (row?.state === 'serving') return true;
    if (row?.state !== 'building' || (await hasMissing(trx, space))) return false;
    const { learner_id, kind, embedder_id } = keyColumns(space);
    await trx<SpaceRow>('vector_spaces')
      .where({ learner_id, kind })
      .whereNot({ embedder_id })
      .whereNotIn('state', ['old', 'dropping'])
      .update({ state: 'old', changed_at: now, lease_owner: null, lease_until: null });
    await trx<SpaceRow>('vector_spaces')
      .where(keyColumns(space))
      .update({ state: 'serving', changed_at: now, lease_owner: null, lease_until: null });
    return true;
  });
}

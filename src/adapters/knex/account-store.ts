import type { Knex } from 'knex';
import type { AccountStore, Learner } from '../../ports/account-store.ts';
import { type LearnerRow, toLearner } from './account-rows.ts';
import { definedOnly, storable } from './columns.ts';
import type { Database } from './database.ts';
import { clearLearner, closeLearner } from './remove-learner.ts';

/** Two sign-ups at once must not both find themselves to be the first. */
const FIRST_LEARNER_LOCK = 7_214_250_119;

export function createAccountStore(database: Database): AccountStore {
  const { knex, kind } = database;
  const learners = () => knex<LearnerRow>('learners');

  return {
    createLearner(learner, { firstIsAdmin }) {
      return knex.transaction(async (trx) => {
        const role = firstIsAdmin && (await isFirst(trx, kind)) ? 'admin' : learner.role;
        const [row] = await trx<LearnerRow>('learners')
          .insert({ ...toRow(learner), role })
          .onConflict('email')
          .ignore()
          .returning('*');
        return row && toLearner(row);
      });
    },
    async findLearner(id) {
      const row = await learners().where({ id, closed: false }).first();
      return row && toLearner(row);
    },
    async findLearnerByEmail(email) {
      const row = await learners()
        .where({ email: storable(email.toLowerCase()), closed: false })
        .first();
      return row && toLearner(row);
    },
    async updateLearner(id, { name, language, keepsRecordings, patience, passwordHash, role }) {
      const patch = definedOnly({
        name: name === undefined ? undefined : storable(name),
        language,
        keeps_recordings: keepsRecordings,
        patience,
        password_hash: passwordHash,
        role,
      });
      if (Object.keys(patch).length > 0) await knex('learners').where({ id, closed: false }).update(patch);
      const row = await learners().where({ id, closed: false }).first();
      return row && toLearner(row);
    },
    async deleteLearner(id) {
      const isClosed = await closeLearner(database, id);
      if (isClosed) await clearLearner(database, id);
      return isClosed;
    },
    closeLearner: (id) => closeLearner(database, id),
    clearLearner: (id) => clearLearner(database, id),
    countLearners: () => countLearners(knex),

    async createInvite(invite) {
      await knex('invites').insert({
        id: invite.id,
        code_hash: invite.codeHash,
        created_by: invite.createdBy,
        created_at: invite.createdAt,
        expires_at: invite.expiresAt,
      });
    },
    async redeemInvite(codeHash, now) {
      const redeemed = await knex('invites')
        .where({ code_hash: codeHash, redeemed_at: null })
        .where('expires_at', '>', now)
        .update({ redeemed_at: now });
      return redeemed > 0;
    },
  };
}

async function isFirst(trx: Knex.Transaction, kind: Database['kind']): Promise<boolean> {
  if (kind === 'postgres') await trx.raw('select pg_advisory_xact_lock(?)', [FIRST_LEARNER_LOCK]);
  return (await countLearners(trx)) === 0;
}

async function countLearners(knex: Knex): Promise<number> {
  const [row] = await knex('learners').where({ closed: false }).count({ count: '*' });
  return Number(row?.['count'] ?? 0);
}

function toRow(learner: Learner): LearnerRow {
  return {
    id: learner.id,
    email: learner.email.toLowerCase(),
    name: storable(learner.name),
    password_hash: learner.passwordHash,
    role: learner.role,
    language: learner.language ?? null,
    keeps_recordings: learner.keepsRecordings ?? false,
    patience: learner.patience ?? null,
    created_at: learner.createdAt,
    closed: false,
  };
}

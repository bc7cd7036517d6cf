import type { PhoneLink, PhoneStore } from '../../ports/phone-store.ts';
import { type LearnerRow, toLearner } from './account-rows.ts';
import { absent } from './columns.ts';
import type { Database } from './database.ts';

interface PhoneLinkRow {
  id: string;
  learner_id: string;
  phone: string;
  pin_hash: string | null;
  created_at: number;
  verified_at: number | null;
  last_call_at: number | null;
}

interface LinkCodeRow {
  learner_id: string;
  code_hash: string;
  expires_at: number;
}

export function createPhoneStore({ knex }: Database): PhoneStore {
  const links = () => knex<PhoneLinkRow>('phone_links');
  const codes = () => knex<LinkCodeRow>('phone_link_codes');

  return {
    async putCode({ learnerId, codeHash, expiresAt }) {
      return knex.transaction(async (trx) => {
        const taken = await trx<LinkCodeRow>('phone_link_codes')
          .where({ code_hash: codeHash })
          .whereNot({ learner_id: learnerId })
          .first();
        if (taken) return false;
        await trx<LinkCodeRow>('phone_link_codes')
          .insert({ learner_id: learnerId, code_hash: codeHash, expires_at: expiresAt })
          .onConflict('learner_id')
          .merge();
        return true;
      });
    },
    async redeemCode(codeHash, now) {
      const code = await codes().where({ code_hash: codeHash }).where('expires_at', '>', now).first();
      // Whoever deletes the row has redeemed the code.
      const redeemed = code && (await codes().where({ code_hash: codeHash, learner_id: code.learner_id }).delete()) > 0;
      return redeemed ? code.learner_id : undefined;
    },
    removeExpiredCodes: (now) => codes().where('expires_at', '<=', now).delete(),
    async link(link) {
      const values = {
        id: link.id,
        learner_id: link.learnerId,
        pin_hash: link.pinHash ?? null,
        verified_at: link.createdAt,
        created_at: link.createdAt,
        last_call_at: link.lastCallAt ?? null,
      };
      await links()
        .insert({ ...values, phone: link.phone })
        .onConflict('phone')
        .merge(values);
    },
    async findByPhone(phone) {
      const row = await links().where({ phone }).first();
      const learner = row && (await knex<LearnerRow>('learners').where({ id: row.learner_id, closed: false }).first());
      return learner && { link: toLink(row), learner: toLearner(learner) };
    },
    async list(learnerId) {
      const rows = await links().where({ learner_id: learnerId }).orderBy(['created_at', 'id']);
      return rows.map(toLink);
    },
    async setPin(learnerId, id, pinHash) {
      const changed = await links()
        .where({ id, learner_id: learnerId })
        .update({ pin_hash: pinHash ?? null });
      return changed > 0;
    },
    async touch(id, lastCallAt) {
      await links().where({ id }).update({ last_call_at: lastCallAt });
    },
    async remove(learnerId, id) {
      return (await links().where({ id, learner_id: learnerId }).delete()) > 0;
    },
  };
}

function toLink(row: PhoneLinkRow): PhoneLink {
  return {
    id: row.id,
    learnerId: row.learner_id,
    phone: row.phone,
    pinHash: absent(row.pin_hash),
    createdAt: row.created_at,
    lastCallAt: absent(row.last_call_at),
  };
}

import type { SessionStore } from '../../ports/account-store.ts';
import { type LearnerRow, type SessionRow, toLearner, toSession } from './account-rows.ts';
import { storable } from './columns.ts';
import type { Database } from './database.ts';

export function createSessionStore({ knex }: Database): SessionStore {
  const sessions = () => knex<SessionRow>('sessions');

  return {
    async create(session) {
      await sessions().insert({
        id: session.id,
        learner_id: session.learnerId,
        token_hash: session.tokenHash,
        user_agent: storable(session.userAgent),
        address: session.address,
        created_at: session.createdAt,
        last_seen_at: session.lastSeenAt,
        expires_at: session.expiresAt,
      });
    },
    async findByTokenHash(tokenHash) {
      const session = await sessions().where({ token_hash: tokenHash }).first();
      const learner =
        session && (await knex<LearnerRow>('learners').where({ id: session.learner_id, closed: false }).first());
      return learner && { session: toSession(session), learner: toLearner(learner) };
    },
    async touch(id, lastSeenAt) {
      await sessions().where({ id }).where('last_seen_at', '<', lastSeenAt).update({ last_seen_at: lastSeenAt });
    },
    async list(learnerId) {
      const rows = await sessions()
        .where({ learner_id: learnerId })
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ]);
      return rows.map(toSession);
    },
    async remove(learnerId, id) {
      return (await sessions().where({ id, learner_id: learnerId }).delete()) > 0;
    },
    async removeOthers(learnerId, keepId) {
      const others = sessions().where({ learner_id: learnerId });
      return await (keepId === undefined ? others : others.whereNot({ id: keepId })).delete();
    },
    async removeExpired(now, idleMs) {
      return await sessions()
        .where('expires_at', '<=', now)
        .orWhere('last_seen_at', '<=', now - idleMs)
        .delete();
    },
  };
}

import type { TokenStore } from '../../ports/account-store.ts';
import { type ApiTokenRow, type LearnerRow, toApiToken, toLearner } from './account-rows.ts';
import { storable } from './columns.ts';
import type { Database } from './database.ts';

export function createTokenStore({ knex }: Database): TokenStore {
  const tokens = () => knex<ApiTokenRow>('api_tokens');

  return {
    async create(token) {
      await tokens().insert({
        id: token.id,
        learner_id: token.learnerId,
        name: storable(token.name),
        token_hash: token.tokenHash,
        created_at: token.createdAt,
        last_used_at: token.lastUsedAt ?? null,
      });
    },
    async findByTokenHash(tokenHash) {
      const token = await tokens().where({ token_hash: tokenHash }).first();
      const learner =
        token && (await knex<LearnerRow>('learners').where({ id: token.learner_id, closed: false }).first());
      return learner && { token: toApiToken(token), learner: toLearner(learner) };
    },
    async touch(id, lastUsedAt) {
      await tokens()
        .where({ id })
        .where((token) => token.whereNull('last_used_at').orWhere('last_used_at', '<', lastUsedAt))
        .update({ last_used_at: lastUsedAt });
    },
    async list(learnerId) {
      const rows = await tokens()
        .where({ learner_id: learnerId })
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ]);
      return rows.map(toApiToken);
    },
    async remove(learnerId, id) {
      return (await tokens().where({ id, learner_id: learnerId }).delete()) > 0;
    },
  };
}

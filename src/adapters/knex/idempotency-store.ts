import type { IdempotencyStore, IdempotentRequest, Reservation } from '../../ports/idempotency-store.ts';
import type { Database } from './database.ts';

interface IdempotencyRow {
  learner_id: string;
  key: string;
  request_hash: string;
  status: number | null;
  body: string | null;
  created_at: number;
}

export function createIdempotencyStore({ knex }: Database): IdempotencyStore {
  const keys = () => knex<IdempotencyRow>('idempotency_keys');
  const own = ({ learnerId, key }: IdempotentRequest) => keys().where({ learner_id: learnerId, key });

  return {
    reserve(request, { now, expiredBefore, abandonedBefore }) {
      const { learnerId, key, requestHash } = request;
      return knex.transaction(async (trx): Promise<Reservation> => {
        await own(request)
          .transacting(trx)
          .where((stale) =>
            stale
              .where('created_at', '<', expiredBefore)
              .orWhere((abandoned) => abandoned.whereNull('status').where('created_at', '<', abandonedBefore)),
          )
          .delete();
        const [inserted] = await keys()
          .transacting(trx)
          .insert({
            learner_id: learnerId,
            key,
            request_hash: requestHash,
            status: null,
            body: null,
            created_at: now,
          })
          .onConflict(['learner_id', 'key'])
          .ignore()
          .returning('key');
        if (inserted) return { outcome: 'reserved' };
        const row = await own(request).transacting(trx).first();
        // Released between the two statements, which PostgreSQL allows: to the caller it was running just now.
        if (!row) return { outcome: 'running', requestHash };
        const { request_hash, status, body } = row;
        if (status === null || body === null) return { outcome: 'running', requestHash: request_hash };
        return { outcome: 'answered', requestHash: request_hash, answer: { status, body } };
      });
    },
    async renew(request, now) {
      await own(request).where({ request_hash: request.requestHash }).whereNull('status').update({ created_at: now });
    },
    async complete(request, { status, body }, requestHash = request.requestHash) {
      await own(request)
        .where({ request_hash: request.requestHash })
        .update({ status, body, request_hash: requestHash });
    },
    async release(request) {
      await own(request).where({ request_hash: request.requestHash }).whereNull('status').delete();
    },
    async removeExpired(expiredBefore) {
      return await keys().where('created_at', '<', expiredBefore).delete();
    },
  };
}

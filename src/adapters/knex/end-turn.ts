import type { Knex } from 'knex';
import type { Message, TurnResult } from '../../ports/message-store.ts';
import { storable, toJson } from './columns.ts';
import { indexMessages, indexNew } from './message-index.ts';
import { insertCitations, type MessageRow, toMessages } from './message-rows.ts';
import { insertUsage } from './usage-store.ts';

/** Model name of turns that ended without one. */
const NO_MODEL = 'none';

/** Ends a pending turn with its citations and its usage; false when it had ended already. */
export function endTurn(knex: Knex, result: TurnResult): Promise<boolean> {
  return knex.transaction(async (trx) => {
    const [answer] = await pendingAnswers(trx)
      .where({ turn_id: result.turnId })
      .update({
        status: result.status,
        text: storable(result.text),
        heard_text: result.heardText === undefined ? null : storable(result.heardText),
        error_code: result.errorCode ?? null,
        model: result.model ?? null,
        timings: toJson(result.timings),
        usage: toJson(result.usage),
        earlier_talk: toJson(result.earlierTalk),
        owner: null,
        lease_until: null,
      })
      .returning(['id', 'conversation_id', 'learner_id', 'position', 'text', 'heard_text']);
    if (!answer) return false;
    const usage = {
      turnId: result.turnId,
      learnerId: answer.learner_id,
      model: result.model ?? NO_MODEL,
      usage: result.usage,
      now: result.now,
    };
    await indexNew(trx, { ...answer, said: answer.heard_text ?? answer.text });
    await insertCitations(trx, answer.id, result.citations);
    await insertUsage(trx, usage);
    return true;
  });
}

/** See the port: what was generated so far stays as the text of the failed answer. */
export function failAbandoned(knex: Knex, now: number, exceptOwner?: string): Promise<Message[]> {
  return knex.transaction(async (trx) => {
    const pending = pendingAnswers(trx);
    const abandoned =
      exceptOwner === undefined ? pending.where('lease_until', '<', now) : pending.whereNot({ owner: exceptOwner });
    const rows = await abandoned
      .update({ status: 'failed', error_code: 'server_stopped', owner: null, lease_until: null })
      .returning('*');
    await indexMessages(
      trx,
      rows.map(({ id }) => id),
    );
    return await toMessages(trx, rows);
  });
}

/** Answers of turns that have not ended. */
export function pendingAnswers(knex: Knex) {
  return knex<MessageRow>('messages').where({ status: 'pending' });
}

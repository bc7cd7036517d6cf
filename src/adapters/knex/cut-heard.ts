import type { Knex } from 'knex';
import type { Message } from '../../ports/message-store.ts';
import { storable } from './columns.ts';
import { indexMessages } from './message-index.ts';
import { type MessageRow, toMessages } from './message-rows.ts';

/**
 * See the port. One statement decides, so that of several nodes that cut the same answer none makes it longer again; one
 * transaction, so that the index of what was said follows in the same order.
 */
export function cutHeard(
  knex: Knex,
  learnerId: string,
  messageId: string,
  heardText: string,
): Promise<Message | undefined> {
  return knex.transaction((trx) => cut(trx, learnerId, messageId, heardText));
}

async function cut(knex: Knex, learnerId: string, messageId: string, heardText: string): Promise<Message | undefined> {
  const heard = storable(heardText);
  const rows = await knex<MessageRow>('messages')
    .where({ id: messageId, learner_id: learnerId, role: 'tutor', superseded_at: null })
    .whereNot({ status: 'pending' })
    // Databases count characters, not UTF-16 units.
    .whereRaw('length(coalesce(heard_text, text)) > ?', [[...heard].length])
    .update({
      status: knex.raw("case status when 'failed' then 'failed' else 'interrupted' end"),
      heard_text: heard,
    })
    .returning('*');
  await indexMessages(
    knex,
    rows.map(({ id }) => id),
  );
  const [message] = await toMessages(knex, rows);
  return message;
}

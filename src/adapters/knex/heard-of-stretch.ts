import type { Knex } from 'knex';
import type { MessageStore } from '../../ports/message-store.ts';
import { fromJson } from './columns.ts';
import type { MessageRow } from './message-rows.ts';

/** See the port. A stretch may have come to its end in a later message than it began in. */
export async function heardOfStretch(
  knex: Knex,
  ...[learnerId, conversationId, stretchId]: Parameters<MessageStore['heardOfStretch']>
): Promise<number | undefined> {
  const rows: Pick<MessageRow, 'heard_stretches'>[] = await knex<MessageRow>('messages')
    .where({ learner_id: learnerId, conversation_id: conversationId })
    .whereLike('heard_stretches', `%"${stretchId}"%`)
    .select('heard_stretches');
  const heard = rows.flatMap((row) => fromJson<{ id: string; ms: number }[]>(row.heard_stretches) ?? []);
  const of = heard.filter(({ id }) => id === stretchId).map(({ ms }) => ms);
  return of.length === 0 ? undefined : Math.max(...of);
}

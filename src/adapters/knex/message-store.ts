import type { MessageStore } from '../../ports/message-store.ts';
import { beginRegeneration, beginTurn } from './begin-turn.ts';
import { storable } from './columns.ts';
import { decodePositionCursor, encodeCursor } from './cursor.ts';
import { cutHeard } from './cut-heard.ts';
import type { Database } from './database.ts';
import { endTurn, failAbandoned, pendingAnswers } from './end-turn.ts';
import { heardOfStretch } from './heard-of-stretch.ts';
import { type MessageRow, toMessages } from './message-rows.ts';

export function createMessageStore({ knex }: Database): MessageStore {
  const shown = (learnerId: string, conversationId: string) =>
    knex<MessageRow>('messages').where({
      learner_id: learnerId,
      conversation_id: conversationId,
      superseded_at: null,
    });

  return {
    beginTurn: (turn) => beginTurn(knex, turn),
    beginRegeneration: (learnerId, messageId, turn) => beginRegeneration(knex, learnerId, messageId, turn),
    async noteBegun(turnId, now) {
      await pendingAnswers(knex).where({ turn_id: turnId }).update({ begun_at: now });
    },
    async saveProgress(turnId, text, heardText) {
      await pendingAnswers(knex)
        .where({ turn_id: turnId })
        .update({ text: storable(text), heard_text: heardText === undefined ? null : storable(heardText) });
    },
    endTurn: (result) => endTurn(knex, result),
    async hasEarlierTurn(turnId, now) {
      const earlier = await knex('messages as mine')
        .where({ 'mine.turn_id': turnId, 'mine.status': 'pending' })
        .join('messages as earlier', 'earlier.conversation_id', 'mine.conversation_id')
        .where({ 'earlier.status': 'pending' })
        .where('earlier.lease_until', '>=', now)
        .whereRaw('earlier.created_at < mine.created_at and earlier.owner <> mine.owner')
        .first('earlier.id');
      return earlier !== undefined;
    },
    async answerOf(learnerId, conversationId, turnId) {
      const rows = await shown(learnerId, conversationId).where({ role: 'tutor', turn_id: turnId });
      const [message] = await toMessages(knex, rows);
      return message;
    },
    async latestAnswer(learnerId, conversationId, callSid) {
      const rows = await shown(learnerId, conversationId)
        .where({ role: 'tutor', ...(callSid !== undefined && { call_sid: callSid }) })
        .orderBy('position', 'desc')
        .limit(1);
      const [message] = await toMessages(knex, rows);
      return message;
    },
    cutHeard: (learnerId, messageId, heardText) => cutHeard(knex, learnerId, messageId, heardText),
    async renewLeases(owner, leaseUntil) {
      await pendingAnswers(knex).where({ owner }).update({ lease_until: leaseUntil });
    },
    failAbandoned: (now, exceptOwner) => failAbandoned(knex, now, exceptOwner),
    async find(learnerId, id) {
      const rows = await knex<MessageRow>('messages').where({ id, learner_id: learnerId });
      const [message] = await toMessages(knex, rows);
      return message;
    },
    heardOfStretch: (...stretch) => heardOfStretch(knex, ...stretch),
    async list(learnerId, conversationId, { limit, cursor }) {
      const query = shown(learnerId, conversationId)
        .orderBy('position')
        .limit(limit + 1);
      if (cursor !== undefined) query.where('position', '>', decodePositionCursor(cursor));
      const rows = await query;
      const last = rows.slice(0, limit).at(-1);
      const items = await toMessages(knex, rows.slice(0, limit));
      return rows.length > limit && last ? { items, nextCursor: encodeCursor([last.position]) } : { items };
    },
    async between(learnerId, conversationId, from, to, limit) {
      const rows = await shown(learnerId, conversationId)
        .whereBetween('created_at', [from, to])
        .orderBy('position')
        .limit(limit);
      return await toMessages(knex, rows);
    },
    async recent(learnerId, conversationId, limit) {
      // Questions whose answer is pending are being asked now, or wait to be: no history yet.
      const running = pendingAnswers(knex).where({ conversation_id: conversationId }).select('turn_id');
      const rows = await shown(learnerId, conversationId)
        .whereNotIn('turn_id', running)
        .orderBy('position', 'desc')
        .limit(limit);
      return await toMessages(knex, rows.reverse());
    },
  };
}

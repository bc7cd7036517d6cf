import type { Knex } from 'knex';
import { notFound } from '../../errors.ts';
import type { BeginTurnResult, MessageStore, NewTurn } from '../../ports/message-store.ts';
import { storable, toJson } from './columns.ts';
import { pendingAnswers } from './end-turn.ts';
import { indexMessages, indexNew } from './message-index.ts';
import { type MessageRow, toMessages } from './message-rows.ts';

/** Stores question and pending answer together, unless the question's id is there already. */
export async function beginTurn(knex: Knex, turn: NewTurn): Promise<BeginTurnResult> {
  const stored = await knex.transaction(async (trx) => {
    const { title } = await useConversation(trx, turn);
    const { position, now, alone } = await nextPlace(trx, turn);
    const question = questionRow(turn, position);
    const answer = answerRow({ ...turn, now }, position + 1);
    // Two connections may bring the same id at once: the second waits here for the first, and then inserts nothing.
    const inserted = await trx<MessageRow>('messages').insert(question).onConflict('id').ignore().returning('id');
    if (inserted.length === 0) return undefined;
    await trx<MessageRow>('messages').insert(answer);
    await indexNew(trx, { ...question, said: question.text });
    await trx('conversations').where({ id: turn.conversationId }).update({ updated_at: turn.now });
    return { title, alone };
  });
  return stored ? { outcome: 'stored', ...stored } : await recall(knex, turn);
}

/** See the port. The new answer takes the old one's place in the conversation, and the question joins the new turn. */
export function beginRegeneration(
  knex: Knex,
  ...[learnerId, messageId, turn]: Parameters<MessageStore['beginRegeneration']>
): ReturnType<MessageStore['beginRegeneration']> {
  return knex.transaction(async (trx) => {
    const named = await trx<MessageRow>('messages').where({ id: messageId, learner_id: learnerId }).first();
    if (!named) return undefined;
    const place = { conversationId: named.conversation_id, learnerId };
    await useConversation(trx, place);
    const { question, answer } = await currentTurn(trx, messageId);
    if (!question || !answer || answer.status === 'pending') return undefined;
    await trx<MessageRow>('messages').where({ id: answer.id }).update({ superseded_at: turn.now });
    await indexMessages(trx, [answer.id]);
    await trx<MessageRow>('messages').where({ id: question.id }).update({ turn_id: turn.turnId });
    const { now } = await nextPlace(trx, { ...turn, ...place });
    const [renewed] = await trx<MessageRow>('messages')
      .insert(answerRow({ ...turn, ...place, now }, answer.position))
      .returning('*');
    await trx('conversations').where({ id: named.conversation_id }).update({ updated_at: turn.now });
    if (!renewed) return undefined;
    const [asked, pending] = await toMessages(trx, [{ ...question, turn_id: turn.turnId }, renewed]);
    return asked && pending && { question: asked, answer: pending };
  });
}

/** Read again under the conversation's lock: another request may have regenerated in between. */
async function currentTurn(trx: Knex, messageId: string) {
  const message = await trx<MessageRow>('messages').where({ id: messageId, superseded_at: null }).first();
  const rows = message
    ? await trx<MessageRow>('messages').where({ turn_id: message.turn_id, superseded_at: null })
    : [];
  return { question: rows.find((row) => row.role === 'learner'), answer: rows.find((row) => row.role === 'tutor') };
}

/** Locks the conversation, so that its messages get their places one after the other. */
async function useConversation(
  trx: Knex.Transaction,
  { conversationId, learnerId }: { conversationId: string; learnerId: string },
): Promise<{ title: string }> {
  const own = await trx('conversations')
    .where({ id: conversationId, learner_id: learnerId })
    .forUpdate()
    .first('title');
  if (!own) throw notFound('conversation');
  return own;
}

/**
 * The next free position in the conversation, and a time for the turn after those that are pending there, so that each node
 * sees them in the same order, though their clocks differ or two turns began in one millisecond. Call it under the
 * conversation's lock.
 */
async function nextPlace(
  trx: Knex.Transaction,
  { conversationId, now }: { conversationId: string; now: number },
): Promise<{ position: number; now: number; alone: boolean }> {
  const last = trx('messages')
    .where({ conversation_id: conversationId })
    .orderBy('position', 'desc')
    .limit(1)
    .select('position');
  const pending = pendingAnswers(trx)
    .where({ conversation_id: conversationId })
    .orderBy('created_at', 'desc')
    .limit(1)
    .select('created_at');
  const [found]: { position: number | null; pending_at: number | null }[] = await trx.select({
    position: last,
    pending_at: pending,
  });
  const { position, pending_at } = found ?? { position: null, pending_at: null };
  return {
    position: position === null ? 0 : position + 1,
    now: pending_at !== null && pending_at >= now ? pending_at + 1 : now,
    alone: pending_at === null,
  };
}

async function recall(knex: Knex, turn: NewTurn): Promise<BeginTurnResult> {
  const known = await knex<MessageRow>('messages').where({ id: turn.question.id }).first();
  const same =
    known?.role === 'learner' &&
    known.learner_id === turn.learnerId &&
    known.conversation_id === turn.conversationId &&
    known.text === storable(turn.question.text);
  if (!same) return { outcome: 'conflict' };
  const current = await currentTurn(knex, known.id);
  const [question, answer] = await toMessages(
    knex,
    [current.question, current.answer].filter((row) => row !== undefined),
  );
  return question && answer ? { outcome: 'known', question, answer } : { outcome: 'conflict' };
}

function questionRow(turn: NewTurn, position: number) {
  return {
    id: turn.question.id,
    conversation_id: turn.conversationId,
    learner_id: turn.learnerId,
    turn_id: turn.turnId,
    position,
    role: 'learner',
    text: storable(turn.question.text),
    // A question is whole once it is stored, however its answer fares.
    status: 'complete',
    source: turn.question.source,
    heard_stretches: toJson(turn.question.heard),
    created_at: turn.now,
  } satisfies Partial<MessageRow>;
}

function answerRow(turn: Omit<NewTurn, 'question'>, position: number): Partial<MessageRow> {
  return {
    id: turn.answerId,
    conversation_id: turn.conversationId,
    learner_id: turn.learnerId,
    turn_id: turn.turnId,
    position,
    role: 'tutor',
    text: '',
    status: 'pending',
    owner: turn.owner,
    lease_until: turn.leaseUntil,
    call_sid: turn.callSid ?? null,
    created_at: turn.now,
  };
}

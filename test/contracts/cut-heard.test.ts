import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { TurnResult } from '../../src/ports/message-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import {
  citationRecord,
  NO_TIMINGS,
  resultRecord,
  storedConversation,
  storedLearner,
  T0,
  turnRecord,
} from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('cutting an answer to what was heard of it on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  async function answered(result: Partial<TurnResult> = {}) {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    const turn = turnRecord(owner, conversation);
    await messages().beginTurn(turn);
    await messages().endTurn(resultRecord(turn.turnId, { text: 'Leaves 🌿 make sugar.', ...result }));
    return { owner, conversation, turn };
  }

  it('makes it interrupted and leaves everything else as it was', async () => {
    const usage = { inputTokens: 1, outputTokens: 2, cachedTokens: 3, costUsd: 0.5 };
    const { owner, turn } = await answered({
      usage,
      timings: { ...NO_TIMINGS, retrievalMs: 3 },
      citations: [citationRecord()],
    });
    const before = await messages().find(owner, turn.answerId);
    const cut = await messages().cutHeard(owner, turn.answerId, 'Leaves');
    expect(cut).toEqual({ ...before, status: 'interrupted', heardText: 'Leaves' });
    expect(await messages().find(owner, turn.answerId)).toEqual(cut);
  });

  it('only ever makes it shorter, whatever the order and however characters are counted', async () => {
    const { owner, turn } = await answered();
    expect(await messages().cutHeard(owner, turn.answerId, 'Leaves 🌿 make sugar.')).toBeUndefined();
    const cuts = ['Leaves 🌿 make', 'Leaves 🌿', 'Leaves', 'Leaves 🌿'];
    await Promise.all(cuts.map((heard) => messages().cutHeard(owner, turn.answerId, heard)));
    expect(await messages().cutHeard(owner, turn.answerId, 'Leaves')).toBeUndefined();
    expect(await messages().find(owner, turn.answerId)).toMatchObject({ heardText: 'Leaves' });
    expect(await messages().cutHeard(owner, turn.answerId, '')).toMatchObject({ heardText: '' });
  });

  it('makes an answer shorter that something was asked after, and nothing but that answer', async () => {
    const { owner, conversation, turn } = await answered();
    const next = turnRecord(owner, conversation);
    await messages().beginTurn(next);
    await messages().endTurn(resultRecord(next.turnId, { text: 'Yes.' }));
    expect(await messages().cutHeard(owner, turn.answerId, 'Leaves')).toMatchObject({ status: 'interrupted' });
    expect(await messages().find(owner, turn.answerId)).toMatchObject({ heardText: 'Leaves' });
    expect(await messages().find(owner, next.answerId)).toMatchObject({ status: 'complete', heardText: undefined });
  });

  it('cuts nothing off pending and superseded answers, questions and what another learner heard', async () => {
    const { owner, conversation, turn } = await answered();
    const stranger = await storedLearner(database().stores);
    expect(await messages().cutHeard(stranger, turn.answerId, 'Leaves')).toBeUndefined();
    expect(await messages().cutHeard(owner, turn.question.id, 'Why')).toBeUndefined();
    const again = { turnId: newId(), answerId: newId(), now: T0, owner: 'node', leaseUntil: T0 };
    await messages().beginRegeneration(owner, turn.answerId, again);
    await messages().saveProgress(again.turnId, 'Leaves make');
    expect(await messages().cutHeard(owner, turn.answerId, 'Leaves')).toBeUndefined();
    expect(await messages().cutHeard(owner, again.answerId, 'Leaves')).toBeUndefined();
    expect(await messages().answerOf(owner, conversation, turn.turnId)).toBeUndefined();
    expect(await messages().answerOf(owner, conversation, again.turnId)).toMatchObject({ id: again.answerId });
  });

  it('leaves a failed answer failed', async () => {
    const { owner, turn } = await answered({ status: 'failed' });
    expect(await messages().cutHeard(owner, turn.answerId, 'Leaves')).toMatchObject({
      status: 'failed',
      heardText: 'Leaves',
    });
  });

  it('finds the answer that a turn gives, in its conversation and for its learner alone', async () => {
    const { owner, conversation, turn } = await answered();
    const next = turnRecord(owner, conversation);
    await messages().beginTurn(next);
    const answerOf = (learnerId: string, conversationId: string, { turnId }: { turnId: string }) =>
      messages().answerOf(learnerId, conversationId, turnId);
    expect(await answerOf(owner, conversation, turn)).toMatchObject({ id: turn.answerId, status: 'complete' });
    expect(await answerOf(owner, conversation, next)).toMatchObject({ id: next.answerId, status: 'pending' });
    expect(await answerOf(await storedLearner(database().stores), conversation, turn)).toBeUndefined();
    expect(await answerOf(owner, newId(), turn)).toBeUndefined();
    expect(await answerOf(owner, conversation, { turnId: newId() })).toBeUndefined();
    expect(await messages().latestAnswer(owner, conversation)).toMatchObject({ id: next.answerId });
    expect(await messages().latestAnswer(await storedLearner(database().stores), conversation)).toBeUndefined();
  });
});

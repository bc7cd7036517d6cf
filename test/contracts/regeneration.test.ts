import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const PAGE = { limit: 50 };

function renewal() {
  return { turnId: newId(), answerId: newId(), now: T0 + 500, owner: 'node-2', leaseUntil: T0 + 900 };
}

describe.each(DATABASE_KINDS)('regenerating an answer on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  async function ended(status: 'complete' | 'interrupted' | 'failed' = 'failed') {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    const turn = turnRecord(owner, conversation);
    await messages().beginTurn(turn);
    await messages().endTurn(resultRecord(turn.turnId, { status, text: 'The old answer' }));
    return { owner, conversation, turn };
  }

  it.each(['complete', 'interrupted', 'failed'] as const)('replaces a %s answer in its place', async (status) => {
    const { owner, conversation, turn } = await ended(status);
    const later = turnRecord(owner, conversation, { now: T0 + 1 });
    await messages().beginTurn(later);
    const next = renewal();
    expect(await messages().beginRegeneration(owner, turn.answerId, next)).toMatchObject({
      question: { id: turn.question.id, turnId: next.turnId, text: turn.question.text },
      answer: { id: next.answerId, turnId: next.turnId, status: 'pending', text: '', createdAt: next.now },
    });
    const { items } = await messages().list(owner, conversation, PAGE);
    expect(items.map(({ id }) => id)).toEqual([turn.question.id, next.answerId, later.question.id, later.answerId]);
    expect(await messages().endTurn(resultRecord(next.turnId, { text: 'The new answer' }))).toBe(true);
    expect((await messages().find(owner, next.answerId))?.text).toBe('The new answer');
  });

  it("takes the question's id as well as the answer's", async () => {
    const { owner, turn } = await ended();
    const renewed = await messages().beginRegeneration(owner, turn.question.id, renewal());
    expect(renewed?.question.id).toBe(turn.question.id);
  });

  it('can be done again, by the new answer, and the question stays known', async () => {
    const { owner, conversation, turn } = await ended();
    const [second, third] = [renewal(), renewal()];
    await messages().beginRegeneration(owner, turn.answerId, second);
    await messages().endTurn(resultRecord(second.turnId));
    expect(await messages().beginRegeneration(owner, second.answerId, third)).toBeDefined();
    const { items } = await messages().list(owner, conversation, PAGE);
    expect(items.map(({ id }) => id)).toEqual([turn.question.id, third.answerId]);
    expect(await messages().beginTurn(turn)).toMatchObject({ outcome: 'known', answer: { id: third.answerId } });
  });

  it('is refused for a turn that is pending, an answer that was replaced, and an unknown message', async () => {
    const { owner, conversation, turn } = await ended();
    const pending = turnRecord(owner, conversation);
    await messages().beginTurn(pending);
    expect(await messages().beginRegeneration(owner, pending.answerId, renewal())).toBeUndefined();
    expect(await messages().beginRegeneration(owner, newId(), renewal())).toBeUndefined();
    const next = renewal();
    await messages().beginRegeneration(owner, turn.answerId, next);
    await messages().endTurn(resultRecord(next.turnId));
    expect(await messages().beginRegeneration(owner, turn.answerId, renewal())).toBeUndefined();
  });

  it('begins once when asked for several times at once', async () => {
    const { owner, conversation, turn } = await ended();
    const asked = Array.from({ length: 6 }, () => messages().beginRegeneration(owner, turn.question.id, renewal()));
    expect((await Promise.all(asked)).filter((renewed) => renewed !== undefined)).toHaveLength(1);
    expect((await messages().list(owner, conversation, PAGE)).items).toHaveLength(2);
  });
});

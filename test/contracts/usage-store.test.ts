import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { TurnResult } from '../../src/ports/message-store.ts';
import type { Usage } from '../../src/protocol/common.ts';
import { NO_TIMINGS } from '../../src/voice/turn-record.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const DAY = Date.UTC(2026, 2, 31);
const DAY_MS = 24 * 60 * 60_000;
const ONE: Usage = { inputTokens: 100, outputTokens: 10, cachedTokens: 50, costUsd: 0.25 };
const TWO: Usage = { inputTokens: 1_000, outputTokens: 100, cachedTokens: 500, costUsd: 0.5 };
const SUM = { inputTokens: 1_100, outputTokens: 110, cachedTokens: 550, costUsd: 0.75 };

describe.each(DATABASE_KINDS)('usage store on %s', (kind) => {
  const database = useDatabase(kind);

  async function spend(learnerId: string, now: number, usage: Usage, model?: string): Promise<void> {
    const { messages } = database().stores;
    const turn = turnRecord(learnerId, await storedConversation(database().stores, learnerId));
    await messages.beginTurn(turn);
    await messages.endTurn(resultRecord(turn.turnId, { now, usage, model }));
  }

  it('sums turns by UTC day, by model and by learner, from a day on', async () => {
    const { usage } = database().stores;
    const ada = await storedLearner(database().stores, { name: 'Ada' });
    const grace = await storedLearner(database().stores, { name: 'Grace' });
    await spend(ada, DAY - 1, ONE, 'before');
    await spend(ada, DAY, ONE, 'small');
    await spend(grace, DAY + DAY_MS - 1, TWO, 'large');
    await spend(ada, DAY + DAY_MS, ONE, 'large');
    await spend(ada, DAY + DAY_MS, { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 });

    expect(await usage.perDay('2026-03-31')).toEqual([
      { day: '2026-03-31', turns: 2, ...SUM },
      { day: '2026-04-01', turns: 2, ...ONE },
    ]);
    expect(await usage.perModel('2026-03-31')).toEqual([
      { model: 'large', turns: 2, ...SUM },
      { model: 'small', turns: 1, ...ONE },
      { model: 'none', turns: 1, inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 },
    ]);
    expect(await usage.perLearner('2026-04-01', 5)).toEqual([{ learnerId: ada, name: 'Ada', turns: 2, ...ONE }]);
    expect(await usage.perLearner('2026-01-01', 1)).toMatchObject([{ learnerId: ada, turns: 4 }]);
    expect(await usage.perDay('2026-04-02')).toEqual([]);
  });

  it('sums what was used outside of turns as well, once', async () => {
    const { usage } = database().stores;
    const learnerId = await storedLearner(database().stores);
    const use = { id: newId(), learnerId, model: 'eye', usage: ONE, now: Date.UTC(2031, 0, 1) };
    await usage.add(use);
    await expect(usage.add(use)).rejects.toThrow();
    expect(await usage.perDay('2031-01-01')).toEqual([{ day: '2031-01-01', turns: 1, ...ONE }]);
    await database().stores.accounts.deleteLearner(learnerId);
  });

  it('keeps the cost of a conversation that is deleted, and nothing of a learner who is', async () => {
    const { usage, conversations, accounts } = database().stores;
    const owner = await storedLearner(database().stores);
    await spend(owner, Date.UTC(2030, 0, 1), ONE, 'a-model');
    const [conversation] = (await conversations.list(owner, { limit: 1 })).items;
    await conversations.remove(owner, conversation?.id ?? '');
    expect(await usage.perDay('2030-01-01')).toMatchObject([{ turns: 1 }]);
    await accounts.deleteLearner(owner);
    expect(await usage.perDay('2030-01-01')).toEqual([]);
  });

  it('finds the turns that were waited for longest, failed ones by their end, with where the time went', async () => {
    const { usage, messages } = database().stores;
    const ada = await storedLearner(database().stores, { name: 'Ada' });
    const since = Date.UTC(2032, 0, 1);
    const end = async (firstSentenceMs: number | null, totalMs: number, more: Partial<TurnResult> = {}) => {
      const now = since + totalMs;
      const turn = turnRecord(ada, await storedConversation(database().stores, ada), { now: since });
      await messages.beginTurn(turn);
      const timings = { ...NO_TIMINGS, retrievalMs: 12.5, firstSentenceMs };
      await messages.endTurn(resultRecord(turn.turnId, { now, timings, usage: ONE, ...more }));
      return turn.turnId;
    };
    const quick = await end(300, 9_000);
    const slow = await end(2_500.5, 3_000);
    const failed = await end(null, 2_000, { status: 'failed', errorCode: 'model_overloaded' });
    await end(60_000, -1);

    const found = await usage.slowest(since, 3);
    expect(found.map(({ turnId }) => turnId)).toEqual([slow, failed, quick]);
    expect(found[0]).toEqual({
      turnId: slow,
      learnerName: 'Ada',
      askedAt: since,
      totalMs: 3_000,
      status: 'complete',
      model: 'a-model',
      timings: { ...NO_TIMINGS, retrievalMs: 12.5, firstSentenceMs: 2_500.5 },
      inputTokens: 100,
      outputTokens: 10,
    });
    expect(found[1]).toMatchObject({ status: 'failed', errorCode: 'model_overloaded', totalMs: 2_000 });
    expect(await usage.slowest(since, 1)).toHaveLength(1);
    await database().stores.accounts.deleteLearner(ada);
  });
});

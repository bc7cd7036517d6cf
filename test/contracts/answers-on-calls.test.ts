import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('answers that are given to calls, on %s', (kind) => {
  const database = useDatabase(kind);

  /** A talk in which a call, another call and the app have asked, in this order. */
  async function talk() {
    const { stores } = database();
    const owner = await storedLearner(stores);
    const conversation = await storedConversation(stores, owner);
    const [mine, other, app] = [{ callSid: 'CA1' }, { callSid: 'CA2' }, {}].map((by, at) =>
      turnRecord(owner, conversation, { ...by, now: T0 + at }),
    );
    if (!mine || !other || !app) throw new Error('three turns');
    for (const turn of [mine, other, app]) await stores.messages.beginTurn(turn);
    return { ...{ owner, conversation, mine, other, app }, messages: stores.messages };
  }

  it('are found by their call, and the newest of all without one', async () => {
    const { owner, conversation, mine, other, app, messages } = await talk();
    const latest = async (callSid?: string) => (await messages.latestAnswer(owner, conversation, callSid))?.id;
    expect([await latest('CA1'), await latest('CA2'), await latest('CA3'), await latest()]).toEqual([
      ...[mine.answerId, other.answerId, undefined, app.answerId],
    ]);
    expect(await messages.latestAnswer(await storedLearner(database().stores), conversation, 'CA1')).toBeUndefined();
  });

  it('are no longer the call’s once the app has asked for them again', async () => {
    const { owner, conversation, mine, messages } = await talk();
    await messages.endTurn(resultRecord(mine.turnId));
    const again = { turnId: newId(), answerId: newId(), now: T0 + 5, owner: 'a process', leaseUntil: T0 + 1000 };
    expect(await messages.beginRegeneration(owner, mine.answerId, again)).toBeDefined();
    expect(await messages.latestAnswer(owner, conversation, 'CA1')).toBeUndefined();
  });

  it('tell when they were begun, where that was noted while they ran', async () => {
    const { owner, conversation, mine, other, messages } = await talk();
    await messages.noteBegun(mine.turnId, T0 + 20);
    await messages.endTurn(resultRecord(mine.turnId));
    await messages.noteBegun(mine.turnId, T0 + 30);
    const begunAt = async ({ turnId }: { turnId: string }) =>
      (await messages.answerOf(owner, conversation, turnId))?.begunAt;
    expect([await begunAt(mine), await begunAt(other)]).toEqual([T0 + 20, undefined]);
  });
});

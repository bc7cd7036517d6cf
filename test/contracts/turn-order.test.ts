import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { NewTurn } from '../../src/ports/message-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

describe.each(DATABASE_KINDS)('the order of turns on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  async function talk() {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    const begin = async (values: Partial<NewTurn>) => {
      const turn = turnRecord(owner, conversation, values);
      await messages().beginTurn(turn);
      return turn;
    };
    return { owner, conversation, begin };
  }

  it('lets a turn wait for an earlier one of another process until that has ended', async () => {
    const { begin } = await talk();
    const first = await begin({ owner: 'there' });
    const second = await begin({ owner: 'here', now: T0 + 1 });
    expect(await messages().hasEarlierTurn(first.turnId, T0)).toBe(false);
    expect(await messages().hasEarlierTurn(second.turnId, T0)).toBe(true);
    await messages().endTurn(resultRecord(first.turnId));
    expect(await messages().hasEarlierTurn(second.turnId, T0)).toBe(false);
    expect(await messages().hasEarlierTurn(newId(), T0)).toBe(false);
  });

  it('knows when a turn begins whether any other one is pending', async () => {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    const begin = (now: number) => messages().beginTurn(turnRecord(owner, conversation, { owner: `at ${now}`, now }));
    const first = turnRecord(owner, conversation, { owner: 'there', now: T0 });
    expect(await messages().beginTurn(first)).toMatchObject({ alone: true });
    expect(await begin(T0 + 1)).toMatchObject({ alone: false });
    await messages().failAbandoned(Number.MAX_SAFE_INTEGER, 'nobody');
    expect(await begin(T0 + 2)).toMatchObject({ alone: true });
  });

  it('waits for nobody whose lease has run out', async () => {
    const { begin } = await talk();
    await begin({ owner: 'there', leaseUntil: T0 + 100 });
    const { turnId } = await begin({ owner: 'here' });
    expect(await messages().hasEarlierTurn(turnId, T0 + 100)).toBe(true);
    expect(await messages().hasEarlierTurn(turnId, T0 + 101)).toBe(false);
  });

  it('waits neither for turns of its own process nor for those of other conversations', async () => {
    const { begin } = await talk();
    await (await talk()).begin({ owner: 'there' });
    await begin({ owner: 'here' });
    const { turnId } = await begin({ owner: 'here', now: T0 + 1 });
    expect(await messages().hasEarlierTurn(turnId, T0)).toBe(false);
  });

  it('never lets two turns wait for each other, though clocks differ and an older question is answered again', async () => {
    const { owner, begin } = await talk();
    const old = await begin({ owner: 'a', now: T0 });
    await messages().endTurn(resultRecord(old.turnId));
    const first = await begin({ owner: 'a', now: T0 + 1000 });
    const second = await begin({ owner: 'b', now: T0 + 10 });
    const third = { turnId: newId(), answerId: newId(), now: T0 + 10, owner: 'c', leaseUntil: T0 + 30_000 };
    await messages().beginRegeneration(owner, old.answerId, third);
    const waiting = async () =>
      Promise.all([first, second, third].map(({ turnId }) => messages().hasEarlierTurn(turnId, T0)));
    expect(await waiting()).toEqual([false, true, true]);
    await messages().endTurn(resultRecord(first.turnId));
    expect(await waiting()).toEqual([false, false, true]);
    await messages().endTurn(resultRecord(second.turnId));
    expect(await waiting()).toEqual([false, false, false]);
  });
});

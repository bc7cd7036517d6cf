import { describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
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

describe.each(DATABASE_KINDS)('ending a turn on %s', (kind) => {
  const database = useDatabase(kind);
  const messages = () => database().stores.messages;

  async function begun(values: Parameters<typeof turnRecord>[2] = {}) {
    const owner = await storedLearner(database().stores);
    const conversation = await storedConversation(database().stores, owner);
    const turn = turnRecord(owner, conversation, values);
    await messages().beginTurn(turn);
    return { owner, conversation, turn };
  }

  it('keeps everything that is known of the answer', async () => {
    const { owner, turn } = await begun();
    const result = resultRecord(turn.turnId, {
      status: 'interrupted',
      text: 'Because of scattering. And so on.',
      heardText: 'Because of scattering.',
      errorCode: 'model_cut_off',
      citations: [citationRecord({ page: 3 }), citationRecord({ n: 2, sentence: 1 })],
      timings: { ...NO_TIMINGS, retrievalMs: 12.5 },
      usage: { inputTokens: 100, outputTokens: 20, cachedTokens: 80, costUsd: 0.00012 },
      earlierTalk: { conversationId: newId(), messageId: newId(), name: 'From an earlier talk: 2026-02-02' },
    });
    expect(await messages().endTurn(result)).toBe(true);
    const { status, text, heardText, errorCode, model, citations, timings, usage, earlierTalk } = result;
    expect(await messages().find(owner, turn.answerId)).toMatchObject({
      ...{ status, text, heardText, errorCode, model, citations, timings, usage, earlierTalk },
    });
  });

  it('ends a turn once, and leaves it as it ended', async () => {
    const { owner, turn } = await begun();
    const ends = ['one', 'two', 'three', 'four'].map((text) =>
      messages().endTurn(resultRecord(turn.turnId, { text, citations: [citationRecord()] })),
    );
    expect((await Promise.all(ends)).filter(Boolean)).toHaveLength(1);
    const ended = await messages().find(owner, turn.answerId);
    expect(ended?.citations).toHaveLength(1);
    await messages().saveProgress(turn.turnId, 'late');
    expect(await messages().find(owner, turn.answerId)).toEqual(ended);
  });

  it('ends nothing where there is no such turn', async () => {
    expect(await messages().endTurn(resultRecord('unknown'))).toBe(false);
  });

  it('keeps what has been generated so far', async () => {
    const { owner, turn } = await begun();
    await messages().saveProgress(turn.turnId, 'Because\0');
    expect(await messages().find(owner, turn.answerId)).toMatchObject({ text: 'Because\uFFFD', status: 'pending' });
    expect((await messages().find(owner, turn.question.id))?.text).toBe(turn.question.text);
  });

  it('does not end half when a part of it cannot be stored', async () => {
    const { owner, turn } = await begun();
    const { turn: other } = await begun();
    // A row of usage for this turn is there already, so that the last step of ending it fails.
    await messages().endTurn(resultRecord(other.turnId));
    await database().database.knex('usage').where({ turn_id: other.turnId }).update({ turn_id: turn.turnId });
    const ending = messages().endTurn(resultRecord(turn.turnId, { citations: [citationRecord()] }));
    await expect(ending).rejects.toMatchObject({ code: 'already_exists' });
    expect(await messages().find(owner, turn.answerId)).toMatchObject({ status: 'pending', text: '', citations: [] });
  });

  it('marks turns as failed whose lease ran out, once, with what they had', async () => {
    const owner = `node-${kind}`;
    const dead = await begun({ owner, leaseUntil: T0 + 99 });
    const alive = await begun({ owner, leaseUntil: T0 + 100 });
    await messages().saveProgress(dead.turn.turnId, 'Because');
    const found = await Promise.all([messages().failAbandoned(T0 + 100), messages().failAbandoned(T0 + 100)]);
    const mine = found.flat().filter(({ turnId }) => turnId === dead.turn.turnId);
    expect(mine).toMatchObject([
      { id: dead.turn.answerId, status: 'failed', text: 'Because', errorCode: 'server_stopped' },
    ]);
    expect(await messages().find(alive.owner, alive.turn.answerId)).toMatchObject({ status: 'pending' });
    expect(await messages().endTurn(resultRecord(dead.turn.turnId))).toBe(false);
  });

  it('keeps turns alive whose owner renews their leases', async () => {
    const renewed = await begun({ owner: 'renewing', leaseUntil: T0 + 5 });
    const silent = await begun({ owner: 'silent', leaseUntil: T0 + 5 });
    await messages().renewLeases('renewing', T0 + 20);
    const failed = (await messages().failAbandoned(T0 + 10)).map(({ turnId }) => turnId);
    expect(failed).toContain(silent.turn.turnId);
    expect(failed).not.toContain(renewed.turn.turnId);
  });

  it("marks all turns as failed that are not this node's, whatever their lease", async () => {
    const mine = await begun({ owner: 'me', leaseUntil: T0 + 99_999 });
    const other = await begun({ owner: 'somebody before', leaseUntil: T0 + 99_999 });
    const failed = (await messages().failAbandoned(T0, 'me')).map(({ turnId }) => turnId);
    expect(failed).toContain(other.turn.turnId);
    expect(failed).not.toContain(mine.turn.turnId);
  });
});

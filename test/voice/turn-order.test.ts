import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner } from '../support/realtime-node.ts';
import { NO_TIMINGS, resultRecord, turnRecord } from '../support/records.ts';
import { USAGE } from '../support/scripted-tutor.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';

describe('a turn while another node still answers', () => {
  let clock: FakeClock;
  let on: TalksUnderTest;
  let learner: { learnerId: string; name: string };
  let conversation: Conversation;
  let elsewhere: ReturnType<typeof turnRecord>;

  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    on = await startTalks('sqlite', clock);
    learner = await addLearner(on.stores);
    conversation = await on.talks.open({ learnerId: learner.learnerId, learnerName: learner.name });
    await on.follow(conversation.id);
    const now = clock.now();
    elsewhere = turnRecord(learner.learnerId, conversation.id, { owner: 'elsewhere', now, leaseUntil: now + 15_000 });
    await on.stores.messages.beginTurn(elsewhere);
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await on.stop();
  });

  /** Asks, and resolves when the turn has seen that it has to wait and listens for the end of the other. */
  async function askAndWait() {
    const looked = vi.spyOn(on.stores.messages, 'hasEarlierTurn');
    const turn = await on.talks.submit(conversation, learner.name, { id: newId(), text: 'And?', source: 'typed' });
    await vi.waitFor(() => expect(looked.mock.settledResults).toMatchObject([{ value: true }, { value: true }]));
    expect(on.types()).toEqual(['accepted']);
    return { turn, looked };
  }
  const ended = (turnId: string) =>
    vi.waitFor(() => {
      clock.advance(200);
      const found = on.events.find((event) => event.type === 'turn_end' && event.turnId === turnId);
      expect(found).toBeDefined();
      return found;
    });

  it('waits for its end, then answers with it in mind, and counts no waiting as answering', async () => {
    const { turn } = await askAndWait();
    clock.advance(900);
    await on.stores.messages.endTurn(resultRecord(elsewhere.turnId, { text: 'Because of light.' }));
    await on.eventLog.append(conversation.id, {
      type: 'turn_end',
      turnId: elsewhere.turnId,
      messageId: elsewhere.answerId,
      status: 'complete',
      heardText: 'Because of light.',
      timings: NO_TIMINGS,
      usage: USAGE,
    });
    await vi.waitFor(() => expect(on.tutor.asked).toHaveLength(1));
    expect(on.tutor.asked[0]?.history.at(-1)).toMatchObject({ text: 'Because of light.' });
    expect(await ended(turn.turnId)).toMatchObject({ status: 'complete' });
    expect(on.types().slice(0, 3)).toEqual(['accepted', 'turn_end', 'thinking']);
  });

  it('sees an end that nobody told', async () => {
    const { turn } = await askAndWait();
    await on.stores.messages.endTurn(resultRecord(elsewhere.turnId));
    expect(await ended(turn.turnId)).toMatchObject({ status: 'complete' });
  });

  it('goes on when the other node is dead: its lease runs out', async () => {
    const { turn, looked } = await askAndWait();
    clock.advance(15_000);
    await vi.waitFor(() => expect(looked.mock.settledResults[2]).toMatchObject({ value: true }));
    expect(on.tutor.asked).toEqual([]);
    expect(await ended(turn.turnId)).toMatchObject({ status: 'complete' });
  });

  it('is given up when it is stopped, and the one after it waits as well', async () => {
    const { turn } = await askAndWait();
    const next = await on.talks.submit(conversation, learner.name, { id: newId(), text: 'Then?', source: 'typed' });
    await on.talks.interrupt(learner.learnerId, conversation.id, turn.turnId, 5);
    expect(await ended(turn.turnId)).toMatchObject({ status: 'interrupted', heardText: '' });
    await on.stores.messages.endTurn(resultRecord(elsewhere.turnId));
    expect(await ended(next.turnId)).toMatchObject({ status: 'complete' });
    expect(on.tutor.asked.map(({ text }) => text)).toEqual(['Then?']);
  });

  it('is failed when the node goes down meanwhile', async () => {
    const { turn } = await askAndWait();
    const drained = on.talks.drain(0);
    clock.advance(1);
    await drained;
    expect(await ended(turn.turnId)).toMatchObject({ status: 'failed' });
  });

  it('runs all the same when nobody can say whether another one runs', async () => {
    vi.spyOn(on.stores.messages, 'hasEarlierTurn').mockRejectedValue(new Error('down'));
    const { turnId } = await on.talks.submit(conversation, learner.name, {
      id: newId(),
      text: 'And?',
      source: 'typed',
    });
    expect(await ended(turnId)).toMatchObject({ status: 'complete' });
  });
});

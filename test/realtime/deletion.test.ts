import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { delta, Gate } from '../support/scripted-tutor.ts';

describe('a talk whose conversation is deleted', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;
  let conversationId: string;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    node = await startNode({ stores: database.stores });
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });
  beforeEach(async () => {
    node.tutor.reset();
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    ({ conversationId } = await client.hello());
  });
  afterEach(() => client.socket.terminate());

  const remove = () => node.talks.remove(learner.learnerId, conversationId);
  const settled = () => vi.waitFor(() => expect(node.talks.active).toBe(0));
  /** Asks, and lets the tutor say no more than its first words until the gate is opened. */
  const askSlowly = async (): Promise<Gate> => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    client.ask(newId());
    await client.next('delta');
    return gate;
  };

  it('closes as not the learner’s, and is generated no further', async () => {
    const gate = await askSlowly();
    client.ask(newId(), 'A question that waits');
    await client.next('accepted');
    expect(await remove()).toBe(true);
    expect(await client.closed).toMatchObject({ code: 4403 });
    await settled();
    gate.open();
    await vi.waitFor(() => expect(node.tutor.running).toBe(0));
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('leaves nothing of it in the event log, whatever the turn had still to tell', async () => {
    const gate = await askSlowly();
    const { epoch } = await node.eventLog.position(conversationId);
    await remove();
    gate.open();
    await settled();
    expect(await node.eventLog.since(conversationId, { epoch, offset: 0 })).toBeUndefined();
    expect(await node.eventLog.position(conversationId)).toMatchObject({ offset: 0 });
  });

  it('closes while nobody speaks as well', async () => {
    await remove();
    expect(await client.closed).toMatchObject({ code: 4403 });
  });

  it('stays as it is when somebody else wants it deleted', async () => {
    const stranger = await addLearner(database.stores);
    expect(await node.talks.remove(stranger.learnerId, conversationId)).toBe(false);
    client.ask(newId());
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
  });

  it('is generated no further when the whole account is deleted', async () => {
    const gate = await askSlowly();
    const { epoch } = await node.eventLog.position(conversationId);
    await database.stores.accounts.deleteLearner(learner.learnerId);
    await node.signals.publish({ type: 'deleted', learnerId: learner.learnerId });
    await settled();
    gate.open();
    expect(await node.eventLog.since(conversationId, { epoch, offset: 0 })).toBeUndefined();
  });

  it('lets the talks of others go on', async () => {
    const gate = await askSlowly();
    await node.signals.publish({ type: 'deleted', learnerId: newId() });
    gate.open();
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
  });
});

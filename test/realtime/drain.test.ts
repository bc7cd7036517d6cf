import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { delta, Gate, usualAnswer } from '../support/scripted-tutor.ts';

describe('a node that goes down', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;

  beforeEach(async () => {
    database = await openTestDatabase('sqlite');
    node = await startNode({ stores: database.stores });
    learner = await addLearner(database.stores);
  });
  afterEach(async () => {
    await node.stop();
    await database.drop();
  });

  it('lets the running turn end, tells all of it, and closes with 1012', async () => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    const talking = await node.connect(learner.token);
    await talking.hello();
    const idle = await node.connect(learner.token);
    talking.ask(newId());
    await gate.reached;
    const drained = node.gateway.drain(20_000);
    await expect(node.connect(learner.token)).rejects.toThrow('503');
    talking.ask(newId());
    expect(await talking.next('error')).toMatchObject({ code: 'restarting', retryable: true });
    gate.open();
    await drained;
    expect(await talking.closed).toEqual({ code: 1012, reason: 'restarting' });
    expect(await idle.closed).toMatchObject({ code: 1012 });
    expect(await talking.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'Leaves make sugar.' });
    expect(node.talks.active).toBe(0);
    await expect.poll(() => node.gateway.open).toBe(0);
  });

  it('fails a turn that takes too long, tells so, and closes with 1012', async () => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves '), gate, ...usualAnswer);
    const client = await node.connect(learner.token);
    await client.hello();
    client.ask(newId());
    await gate.reached;
    await client.next('delta');
    await node.gateway.drain(1);
    expect(await client.closed).toMatchObject({ code: 1012 });
    expect(await client.next('turn_end')).toMatchObject({ status: 'failed', heardText: 'Leaves ' });
    gate.open();
  });
});

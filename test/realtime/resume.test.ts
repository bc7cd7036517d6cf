import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { EVENT_LOG_EVENTS } from '../../src/protocol/limits.ts';
import { openTestDatabase } from '../support/databases.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { delta, Gate, passages, USUAL_TEXT } from '../support/scripted-tutor.ts';

describe('coming back', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;

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
  });

  it.each([1, 2, 3, 4, 5, 6])('in the middle of an answer brings exactly the rest after %i events', async (seen) => {
    const gate = new Gate();
    node.tutor.next(passages, delta('One '), gate, delta('two '), delta('three.'));
    const before = await node.connect(learner.token);
    const { conversationId, epoch } = await before.hello();
    before.ask(newId());
    await gate.reached;
    await before.next('delta');
    before.socket.terminate();
    const known = before.logged.slice(0, seen);
    const after = await node.connect(learner.token);
    const resume = { epoch, offset: known.length };
    expect(await after.hello({ conversationId, resume })).toMatchObject({ resumed: true, epoch });
    gate.open();
    await after.next('turn_end');
    await after.next('state');
    const all = [...known, ...after.logged];
    expect(all.map((event) => event.offset)).toEqual(all.map((_, index) => index + 1));
    expect(all.map((event) => (event.type === 'delta' ? event.text : '')).join('')).toBe('One two three.');
    after.socket.terminate();
  });

  it('loses and repeats nothing while events come all the time', async () => {
    const writer = await node.connect(learner.token);
    const { conversationId, epoch } = await writer.hello();
    writer.socket.terminate();
    let appending = true;
    const appended = (async () => {
      for (let n = 1; n <= 1500; n += 1) {
        await node.eventLog.append(conversationId, { type: 'notice', code: 'n', message: String(n) });
        if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      appending = false;
    })();
    const seen: number[] = [];
    while (appending) {
      const client = await node.connect(learner.token);
      const offset = seen.length;
      expect(await client.hello({ conversationId, resume: { epoch, offset } })).toMatchObject({ resumed: true });
      await client.next('notice');
      client.socket.terminate();
      seen.push(...client.offsets);
    }
    await appended;
    const last = await node.connect(learner.token);
    await last.hello({ conversationId, resume: { epoch, offset: seen.length } });
    if (seen.length < 1500) await last.next('notice', (event) => event.offset === 1500);
    seen.push(...last.offsets);
    expect(seen).toEqual(Array.from({ length: 1500 }, (_, index) => index + 1));
    last.socket.terminate();
  });

  it('after a turn that ended meanwhile brings its end', async () => {
    const before = await node.connect(learner.token);
    const { conversationId, epoch } = await before.hello();
    before.ask(newId());
    await before.next('accepted');
    before.socket.terminate();
    const after = await node.connect(learner.token);
    await after.hello({ conversationId, resume: { epoch, offset: 1 } });
    expect(await after.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    expect(after.text).toBe(USUAL_TEXT);
    after.socket.terminate();
  });

  it('counts what it has played again', async () => {
    const before = await node.connect(learner.token);
    const { conversationId, epoch, offset } = await before.hello();
    before.ask(newId());
    await before.next('state', (event) => event.state === 'listening');
    const replayed = await node.metric('lva_socket_replayed_events_total');
    const after = await node.connect(learner.token);
    await after.hello({ conversationId, resume: { epoch, offset } });
    await after.next('turn_end');
    expect(await node.metric('lva_socket_replayed_events_total')).toBe(replayed + before.logged.length);
    after.socket.terminate();
  });

  it.each([
    { what: 'an unknown epoch', resume: (_epoch: string) => ({ epoch: 'none', offset: 0 }) },
    { what: 'an offset that was never given out', resume: (epoch: string) => ({ epoch, offset: 99 }) },
  ])('with $what begins anew, and goes on live', async ({ resume }) => {
    const before = await node.connect(learner.token);
    const { conversationId, epoch } = await before.hello();
    before.ask(newId());
    await before.next('state', (event) => event.state === 'listening');
    const after = await node.connect(learner.token);
    const ready = await after.hello({ conversationId, resume: resume(epoch) });
    expect(ready).toMatchObject({ resumed: false, epoch, offset: before.logged.length });
    after.ask(newId());
    await after.next('turn_end');
    expect(after.offsets[0]).toBe(ready.offset + 1);
    after.socket.terminate();
  });

  it('after more events than are kept begins anew; at the edge it does not', async () => {
    const before = await node.connect(learner.token);
    const { conversationId, epoch } = await before.hello();
    before.socket.terminate();
    for (let n = 0; n <= EVENT_LOG_EVENTS; n += 1) {
      await node.eventLog.append(conversationId, { type: 'notice', code: 'n', message: '' });
    }
    const late = await node.connect(learner.token);
    const resume = { epoch, offset: 0 };
    expect(await late.hello({ conversationId, resume })).toMatchObject({ resumed: false, offset: 2049 });
    const inTime = await node.connect(learner.token);
    await inTime.hello({ conversationId, resume: { epoch, offset: 1 } });
    await inTime.next('notice', (event) => event.offset === 2049);
    expect(inTime.offsets).toHaveLength(EVENT_LOG_EVENTS);
    inTime.socket.terminate();
  });
});

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Database } from '../../src/adapters/knex/database.ts';
import { createStores } from '../../src/adapters/knex/stores.ts';
import { connectRedis, type RedisConnection } from '../../src/adapters/redis/connect.ts';
import { createRedisEventLog } from '../../src/adapters/redis/event-log.ts';
import { createRedisSignals } from '../../src/adapters/redis/signals.ts';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { newId } from '../../src/ids.ts';
import { createLogger } from '../../src/logger.ts';
import { openTestDatabase } from '../support/databases.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { delta, Gate, passages, usualAnswer } from '../support/scripted-tutor.ts';

const REDIS_URL = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

describe('two nodes that share PostgreSQL and Redis', () => {
  const keyPrefix = `test:${randomBytes(6).toString('hex')}:`;
  const logger = createLogger({ level: 'silent', pretty: false });
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let second: Database;
  let connections: RedisConnection[];
  let thereStores: RealtimeNodeStores;
  let here: RealtimeNode;
  let there: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;

  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    second = await database.openAnother();
    connections = [];
    const start = async (stores: RealtimeNodeStores) => {
      const redis = await connectRedis(REDIS_URL, { logger, clock: systemClock });
      connections.push(redis);
      const eventLog = createRedisEventLog(redis, { logger, keyPrefix });
      const signals = await createRedisSignals(redis, { logger, keyPrefix });
      return startNode({ stores, eventLog, signals });
    };
    here = await start(database.stores);
    thereStores = createStores(second);
    there = await start(thereStores);
  });
  afterAll(async () => {
    await here.stop();
    await there.stop();
    const [redis] = connections;
    const keys = (await redis?.commands.keys(`${keyPrefix}*`)) ?? [];
    if (keys.length > 0) await redis?.commands.del(keys);
    for (const connection of connections) await connection.close();
    await second.close();
    await database.drop();
  });
  beforeEach(async () => {
    vi.restoreAllMocks();
    here.tutor.reset();
    there.tutor.reset();
    learner = await addLearner(database.stores);
  });

  it('let a learner come back on the other one in the middle of an answer', async () => {
    const gate = new Gate();
    here.tutor.next(passages, delta('One '), gate, delta('two '), delta('three.'));
    const before = await here.connect(learner.token);
    const { conversationId, epoch } = await before.hello();
    before.ask(newId());
    await gate.reached;
    await before.next('delta');
    before.socket.terminate();
    const after = await there.connect(learner.token);
    const resume = { epoch, offset: before.logged.length };
    expect(await after.hello({ conversationId, resume })).toMatchObject({ resumed: true, epoch });
    gate.open();
    expect(await after.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'One two three.' });
    await after.next('state', (event) => event.state === 'listening');
    const offsets = [...before.offsets, ...after.offsets];
    expect(offsets).toEqual(offsets.map((_, index) => index + 1));
    expect(before.text + after.text).toBe('One two three.');
    expect(there.tutor.asked).toEqual([]);
    after.socket.terminate();
  });

  it('stop a turn that runs on the other one', async () => {
    const gate = new Gate();
    here.tutor.next(delta('Leaves make sugar.'), gate);
    const before = await here.connect(learner.token);
    const { conversationId } = await before.hello();
    before.ask(newId());
    const { turnId } = await before.next('delta');
    const after = await there.connect(learner.token);
    await after.hello({ conversationId });
    expect(await before.closed).toMatchObject({ code: 4409 });
    after.send({ type: 'interrupt', turnId, heardChars: 11 });
    expect(await after.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: 'Leaves make' });
    gate.open();
    await expect.poll(() => here.talks.active).toBe(0);
    after.socket.terminate();
  });

  it('stop an answer that the other one has given and the browser still speaks', async () => {
    here.tutor.next(delta('Leaves make sugar.'));
    const before = await here.connect(learner.token);
    const { conversationId, epoch } = await before.hello();
    before.ask(newId());
    const { turnId, messageId, offset = 0 } = await before.next('turn_end');
    const after = await there.connect(learner.token);
    await after.hello({ conversationId, resume: { epoch, offset } });
    for (const heardChars of [11, 11, 15]) after.send({ type: 'interrupt', turnId, heardChars });
    expect(await after.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: 'Leaves make' });
    after.ask(newId());
    await after.next('turn_end', (event) => event.turnId !== turnId);
    expect(there.tutor.asked.at(-1)?.history.at(-1)).toMatchObject({ text: 'Leaves make', interrupted: true });
    const stored = await database.stores.messages.find(learner.learnerId, messageId);
    expect(stored).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    after.socket.terminate();
  });

  it('answer one after the other where the learner asks on the other one meanwhile', async () => {
    const gate = new Gate();
    here.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    const before = await here.connect(learner.token);
    const { conversationId } = await before.hello();
    before.ask(newId());
    const { turnId } = await before.next('delta');
    const after = await there.connect(learner.token);
    await after.hello({ conversationId });
    const looked = vi.spyOn(thereStores.messages, 'hasEarlierTurn');
    after.ask(newId(), 'And roots?');
    await vi.waitFor(() => expect(looked.mock.settledResults[1]).toMatchObject({ value: true }));
    expect(there.tutor.asked).toEqual([]);
    gate.open();
    await after.next('turn_end', (event) => event.turnId === turnId);
    await after.next('turn_end', (event) => event.turnId !== turnId);
    const turns = after.logged.flatMap((event) => ('turnId' in event ? [event.turnId === turnId] : []));
    expect(turns.indexOf(false)).toBe(turns.lastIndexOf(true) + 1);
    expect(there.tutor.asked[0]?.history.map(({ text }) => text)).toContain('Leaves make sugar.');
    after.socket.terminate();
  });

  it('never answer one message twice', async () => {
    const gate = new Gate();
    here.tutor.next(gate, ...usualAnswer);
    const before = await here.connect(learner.token);
    const { conversationId } = await before.hello();
    const id = newId();
    before.ask(id);
    await gate.reached;
    before.socket.terminate();
    const after = await there.connect(learner.token);
    await after.hello({ conversationId });
    after.ask(id);
    expect(await after.next('accepted')).toMatchObject({ id });
    gate.open();
    await after.next('turn_end');
    after.ask(id);
    await after.next('accepted');
    await after.next('turn_end');
    expect([here.tutor.asked.length, there.tutor.asked.length]).toEqual([1, 0]);
    after.socket.terminate();
  });

  it('end the sockets of a learner who signed out on the other one', async () => {
    const client = await there.connect(learner.token);
    await client.hello();
    await here.signals.publish({ type: 'signed_out', learnerId: learner.learnerId });
    expect(await client.closed).toMatchObject({ code: 4401 });
  });

  it('tell a whole turn over Redis before a node that goes down says goodbye', async () => {
    const redis = await connectRedis(REDIS_URL, { logger, clock: systemClock });
    const eventLog = createRedisEventLog(redis, { logger, keyPrefix });
    const leaving = await startNode({ stores: database.stores, eventLog });
    const gate = new Gate();
    leaving.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    const client = await leaving.connect(learner.token);
    await client.hello();
    client.ask(newId());
    await gate.reached;
    const drained = leaving.gateway.drain(20_000);
    gate.open();
    await drained;
    expect(await client.closed).toMatchObject({ code: 1012 });
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
    expect(client.text).toBe('Leaves make sugar.');
    await leaving.stop();
    await redis.close();
  });
});

type RealtimeNodeStores = Parameters<typeof startNode>[0]['stores'];

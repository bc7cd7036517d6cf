import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { PAUSE_ABOVE_BYTES, SLOW_READER_MS } from '../../src/realtime/outbox.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';

/** Together far more than the buffers of the operating system take in for a client that doesn't read. */
const EVENTS = 800;
const LARGE = 'x'.repeat(50_000);

describe('a client that doesn’t read', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: FakeClock;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    clock = new FakeClock();
    node = await startNode({ stores: database.stores, clock });
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });
  beforeEach(async () => {
    learner = await addLearner(database.stores);
  });

  /** A client that stopped reading in front of a flood of events, and the bytes that wait for it in the server. */
  async function floodUnread() {
    const client = await node.connect(learner.token);
    const { conversationId } = await client.hello();
    client.socket.pause();
    const paused = await node.metric('lva_socket_slow_readers_total', { outcome: 'paused' });
    for (let n = 0; n < EVENTS; n += 1) {
      await node.eventLog.append(conversationId, { type: 'notice', code: 'n', message: LARGE });
      if (n % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect
      .poll(() => node.metric('lva_socket_slow_readers_total', { outcome: 'paused' }))
      .toBeGreaterThan(paused);
    const sent = await node.metric('lva_socket_frames_total', { direction: 'out' });
    await node.eventLog.append(conversationId, { type: 'notice', code: 'n', message: LARGE });
    expect(await node.metric('lva_socket_frames_total', { direction: 'out' })).toBe(sent);
    return { client, conversationId };
  }

  it('is paused, and gets the rest in order when it reads again', async () => {
    const { client } = await floodUnread();
    client.socket.resume();
    await client.next('notice', (event) => event.offset === EVENTS + 1);
    expect(client.offsets).toEqual(Array.from({ length: EVENTS + 1 }, (_, index) => index + 1));
    clock.advance(SLOW_READER_MS);
    client.ask(newId());
    await client.next('turn_end');
    client.socket.terminate();
  });

  it('costs no more memory than what was under way when it stopped', async () => {
    const { client } = await floodUnread();
    const [waiting] = node.bufferedBytes();
    expect(waiting).toBeGreaterThan(PAUSE_ABOVE_BYTES);
    expect(waiting).toBeLessThan(PAUSE_ABOVE_BYTES + 2 * LARGE.length);
    client.socket.terminate();
    await client.closed;
  });

  it('is closed with 4408 when it doesn’t catch up in time', async () => {
    const { client } = await floodUnread();
    clock.advance(SLOW_READER_MS - 1);
    expect(await node.metric('lva_socket_slow_readers_total', { outcome: 'closed' })).toBe(0);
    clock.advance(1);
    expect(await node.metric('lva_socket_slow_readers_total', { outcome: 'closed' })).toBe(1);
    client.socket.resume();
    expect(await client.closed).toEqual({ code: 4408, reason: 'not reading' });
  });

  it('is cut off when it doesn’t even read that it was closed', async () => {
    const { client } = await floodUnread();
    clock.advance(SLOW_READER_MS);
    clock.advance(5000);
    await expect.poll(() => node.gateway.open).toBe(0);
    client.socket.resume();
    expect(await client.closed).toMatchObject({ code: 1006 });
  });
});

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectRedis } from '../../../src/adapters/redis/connect.ts';
import { createRedisEventLog } from '../../../src/adapters/redis/event-log.ts';
import { createRedisSignals } from '../../../src/adapters/redis/signals.ts';
import { systemClock } from '../../../src/adapters/system/clock.ts';
import { newId } from '../../../src/ids.ts';
import type { Signal } from '../../../src/ports/signals.ts';
import type { ConversationEvent } from '../../../src/protocol/server-events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { openTestRedis, silent, TEST_REDIS_URL, testKeyPrefix } from '../../support/redis.ts';
import { openTcpProxy } from '../../support/tcp-proxy.ts';

const EVENT: ConversationEvent = { type: 'state', state: 'thinking' };
/** Reconnecting takes as long as it takes. */
const PATIENT = { interval: 20 };

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** One node whose way to Redis can be cut, and another whose way is fine. */
async function openNodes(options: { clock?: FakeClock } = {}) {
  const { hostname, port } = new URL(TEST_REDIS_URL);
  const proxy = await openTcpProxy({ host: hostname, port: Number(port || 6379) });
  onTestFinished(() => proxy.close());
  const redisOptions = { logger: silent, keyPrefix: testKeyPrefix() };
  const unsteady = await openTestRedis({ port: proxy.port, ...options });
  const steady = await openTestRedis();
  return {
    proxy,
    unsteady,
    steady,
    redisOptions,
    near: createRedisEventLog(unsteady, redisOptions),
    far: createRedisEventLog(steady, redisOptions),
  };
}

describe('a lost connection to Redis', () => {
  it('costs a subscriber nothing: what was missed is read when the connection is back', async () => {
    const { proxy, near, far } = await openNodes();
    const id = newId();
    const heard: number[] = [];
    await near.subscribe(id, ({ offset }) => heard.push(offset));
    await far.append(id, EVENT);
    await vi.waitFor(() => expect(heard).toEqual([1]), PATIENT);
    proxy.down();
    for (let index = 0; index < 5; index++) await far.append(id, EVENT);
    proxy.restore();
    await vi.waitFor(() => expect(heard).toEqual(upTo(6)), PATIENT);
    await far.append(id, EVENT);
    await vi.waitFor(() => expect(heard).toEqual(upTo(7)), PATIENT);
  });

  it('repeats and loses nothing when it is cut again and again', async () => {
    const { proxy, near, far } = await openNodes();
    const id = newId();
    const heard: number[] = [];
    await near.subscribe(id, ({ offset }) => heard.push(offset));
    for (let index = 1; index <= 60; index++) {
      await far.append(id, EVENT);
      if (index % 12 === 0) proxy.cut();
    }
    await vi.waitFor(() => expect(heard.at(-1)).toBe(60), PATIENT);
    expect(heard).toEqual(upTo(60));
  });

  it('is noticed without a word, by a ping that is not answered', async () => {
    const clock = new FakeClock();
    const { proxy, near, far } = await openNodes({ clock });
    const id = newId();
    const heard: number[] = [];
    await near.subscribe(id, ({ offset }) => heard.push(offset));
    proxy.stall();
    await far.append(id, EVENT);
    clock.advance(10_000);
    await vi.waitFor(() => expect(heard).toEqual([1]), PATIENT);
  });

  it('for commands alone lets subscribers read again what they could not', async () => {
    const { unsteady, steady, redisOptions } = await openNodes();
    const reconnected = vi.fn();
    await unsteady.subscriptions.add(`${redisOptions.keyPrefix}channel`, { message: () => undefined, reconnected });
    await steady.commands.client('KILL', 'ID', await unsteady.commands.client('ID'));
    await vi.waitFor(() => expect(reconnected).toHaveBeenCalled(), PATIENT);
  });

  it('makes an append fail in plain words, or keeps it: never twice', async () => {
    const { proxy, near, far } = await openNodes();
    const id = newId();
    const start = await far.position(id);
    const results = await Promise.allSettled(
      upTo(40).map((index) => {
        if (index === 20) proxy.cut();
        return near.append(id, EVENT);
      }),
    );
    for (const result of results) {
      if (result.status === 'rejected') {
        expect(result.reason).toMatchObject({ code: 'events_unavailable', status: 503, retryable: true });
      }
    }
    await vi.waitFor(async () => expect((await near.append(id, EVENT)).offset).toBeGreaterThan(0), PATIENT);
    const kept = (await far.since(id, start)) ?? [];
    const kept40 = kept.length - 1;
    expect(kept40).toBeLessThanOrEqual(40);
    expect(kept40).toBeGreaterThanOrEqual(results.filter(({ status }) => status === 'fulfilled').length);
  });

  it('fails requests with events_unavailable while Redis is away, and not after', async () => {
    const { proxy, near, unsteady } = await openNodes();
    const id = newId();
    proxy.down();
    for (const request of [
      () => near.append(id, EVENT),
      () => near.position(id),
      () => near.since(id, { epoch: 'e', offset: 0 }),
      () => near.subscribe(id, () => undefined),
      () => near.drop(id),
    ]) {
      await expect(request()).rejects.toMatchObject({ code: 'events_unavailable', retryable: true });
    }
    await expect(unsteady.ping()).rejects.toMatchObject({ code: 'redis_unavailable', retryable: true });
    proxy.restore();
    await vi.waitFor(() => unsteady.ping(), PATIENT);
    expect((await near.position(id)).offset).toBe(0);
  });

  it('leaves signals working on the node itself, and between nodes when it is back', async () => {
    const { proxy, unsteady, steady, redisOptions } = await openNodes();
    const near = await createRedisSignals(unsteady, redisOptions);
    const far = await createRedisSignals(steady, redisOptions);
    const heard: [string[], string[]] = [[], []];
    near.subscribe((signal) => heard[0].push(signal.type));
    far.subscribe((signal) => heard[1].push(signal.type));
    const interrupt: Signal = { type: 'interrupt', conversationId: 'c', turnId: 't', heardChars: 1 };
    proxy.down();
    await near.publish(interrupt);
    expect(heard).toEqual([['interrupt'], []]);
    proxy.restore();
    await vi.waitFor(async () => {
      await far.publish({ type: 'signed_out', learnerId: 'l' });
      expect(heard[0]).toContain('signed_out');
    }, PATIENT);
    await near.publish({ type: 'replaced', conversationId: 'c', connectionId: 'k' });
    await vi.waitFor(() => expect(heard[1]).toContain('replaced'), PATIENT);
  });
});

describe('a subscription that takes its time', () => {
  it('hears what was appended while it was being made', async () => {
    const { unsteady, far, redisOptions } = await openNodes();
    const id = newId();
    const slow = {
      ...unsteady.subscriptions,
      async add(...parameters: Parameters<typeof unsteady.subscriptions.add>) {
        await far.append(id, EVENT);
        return await unsteady.subscriptions.add(...parameters);
      },
    };
    const log = createRedisEventLog({ commands: unsteady.commands, subscriptions: slow }, redisOptions);
    const heard: number[] = [];
    await log.subscribe(id, ({ offset }) => heard.push(offset));
    await vi.waitFor(() => expect(heard).toEqual([1]), PATIENT);
  });
});

describe('a signal that is not understood', () => {
  it('is passed over', async () => {
    const { steady, redisOptions } = await openNodes();
    const signals = await createRedisSignals(steady, redisOptions);
    const heard: Signal[] = [];
    signals.subscribe((signal) => heard.push(signal));
    const known = { type: 'signed_out', learnerId: 'l' };
    for (const text of ['no json', 'null', '{}', '{"node":"x","signal":{"type":"of a later version"}}']) {
      await steady.commands.publish(`${redisOptions.keyPrefix}signals`, text);
    }
    const bare = JSON.stringify({ node: 'x', signal: { type: 'signed_out' } });
    await steady.commands.publish(`${redisOptions.keyPrefix}signals`, bare);
    await steady.commands.publish(`${redisOptions.keyPrefix}signals`, JSON.stringify({ node: 'x', signal: known }));
    await vi.waitFor(() => expect(heard).toEqual([known]), PATIENT);
  });
});

describe('connecting to Redis', () => {
  it('fails in plain words where nothing listens', async () => {
    const connecting = connectRedis('redis://127.0.0.1:1', { logger: silent, clock: systemClock });
    await expect(connecting).rejects.toMatchObject({ code: 'redis_unavailable', status: 503 });
  });
});

import { describe, expect, it, vi } from 'vitest';
import { createMemoryEventLog } from '../../src/adapters/memory/event-log.ts';
import { createRedisEventLog } from '../../src/adapters/redis/event-log.ts';
import { newId } from '../../src/ids.ts';
import type { EventLog } from '../../src/ports/event-log.ts';
import { EVENT_LOG_EVENTS, EVENT_LOG_TTL_MS } from '../../src/protocol/limits.ts';
import type { ConversationEvent, LoggedEvent } from '../../src/protocol/server-events.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { openTestRedis, silent, testKeyPrefix } from '../support/redis.ts';

interface Opened {
  /** The log as each of two nodes sees it; a single node has one. */
  nodes: [EventLog, EventLog];
  /** Ten minutes pass without an event. */
  forgetEvents(conversationId: string): Promise<void>;
}

async function openMemory(): Promise<Opened> {
  const clock = new FakeClock();
  const log = createMemoryEventLog({ clock, logger: silent });
  return { nodes: [log, log], forgetEvents: async () => clock.advance(EVENT_LOG_TTL_MS) };
}

async function openRedis(): Promise<Opened> {
  const options = { logger: silent, keyPrefix: testKeyPrefix() };
  const [one, two] = await Promise.all([openTestRedis(), openTestRedis()]);
  return {
    nodes: [createRedisEventLog(one, options), createRedisEventLog(two, options)],
    async forgetEvents(conversationId) {
      const key = `${options.keyPrefix}events:{${conversationId}}:stream`;
      // Redis is told to forget now what it would forget by itself: within the ten minutes, but not much earlier.
      const left = await one.commands.pttl(key);
      expect(left).toBeLessThanOrEqual(EVENT_LOG_TTL_MS);
      expect(left).toBeGreaterThan(EVENT_LOG_TTL_MS - 60_000);
      await one.commands.del(key);
    },
  };
}

function delta(text: string): ConversationEvent {
  return { type: 'delta', turnId: '01890000-0000-7000-8000-000000000000', text };
}

const texts = (events: LoggedEvent[] | undefined) =>
  events?.map((event) => [event.offset, event.type === 'delta' ? event.text : event.type]);

describe.each([
  ['memory', openMemory],
  ['redis', openRedis],
])('event log in %s', (_, open) => {
  it('begins an epoch, and keeps it', async () => {
    const { nodes } = await open();
    const id = newId();
    const start = await nodes[0].position(id);
    expect(start).toEqual({ epoch: expect.stringMatching(/^.{1,64}$/), offset: 0 });
    expect(await nodes[1].position(id)).toEqual(start);
    expect((await nodes[0].position(newId())).epoch).not.toBe(start.epoch);
  });

  it('numbers events from one, whichever node appends', async () => {
    const { nodes } = await open();
    const id = newId();
    const start = await nodes[0].position(id);
    expect(await nodes[0].append(id, delta('a'))).toEqual({ ...delta('a'), offset: 1 });
    expect(await nodes[1].append(id, delta('b b "\\'))).toEqual({ ...delta('b b "\\'), offset: 2 });
    expect(await nodes[0].position(id)).toEqual({ ...start, offset: 2 });
    expect(texts(await nodes[0].since(id, start))).toEqual([
      [1, 'a'],
      [2, 'b b "\\'],
    ]);
  });

  it('gives every number once when many append at once', async () => {
    const { nodes } = await open();
    const id = newId();
    const start = await nodes[0].position(id);
    const appended = await Promise.all(
      Array.from({ length: 40 }, (_value, index) => nodes[index % 2 === 0 ? 0 : 1].append(id, delta(`${index}`))),
    );
    const offsets = appended.map(({ offset }) => offset).toSorted((a, b) => a - b);
    expect(offsets).toEqual(Array.from({ length: 40 }, (_value, index) => index + 1));
    const kept = await nodes[1].since(id, start);
    expect(kept).toEqual(appended.toSorted((a, b) => a.offset - b.offset));
  });

  it('gives what came after a point: all, some, nothing', async () => {
    const { nodes } = await open();
    const id = newId();
    const { epoch } = await nodes[0].position(id);
    for (const text of ['a', 'b', 'c']) await nodes[0].append(id, delta(text));
    expect(texts(await nodes[1].since(id, { epoch, offset: 0 }))).toHaveLength(3);
    expect(texts(await nodes[1].since(id, { epoch, offset: 2 }))).toEqual([[3, 'c']]);
    expect(await nodes[1].since(id, { epoch, offset: 3 })).toEqual([]);
  });

  it('gives nothing for another epoch, an offset never given out, or an unknown conversation', async () => {
    const { nodes } = await open();
    const id = newId();
    const { epoch } = await nodes[0].position(id);
    await nodes[0].append(id, delta('a'));
    expect(await nodes[0].since(id, { epoch: 'another', offset: 0 })).toBeUndefined();
    expect(await nodes[0].since(id, { epoch, offset: 2 })).toBeUndefined();
    expect(await nodes[0].since(newId(), { epoch, offset: 0 })).toBeUndefined();
  });

  it('keeps the last 2,048 events, and never gives a part', async () => {
    const { nodes } = await open();
    const id = newId();
    const { epoch } = await nodes[0].position(id);
    await Promise.all(Array.from({ length: EVENT_LOG_EVENTS + 1 }, () => nodes[0].append(id, delta('x'))));
    expect(await nodes[0].since(id, { epoch, offset: 0 })).toBeUndefined();
    const kept = await nodes[0].since(id, { epoch, offset: 1 });
    expect(kept).toHaveLength(EVENT_LOG_EVENTS);
    expect(kept?.[0]?.offset).toBe(2);
  });

  it('forgets events ten minutes after the last, and goes on counting', async () => {
    const { nodes, forgetEvents } = await open();
    const id = newId();
    const start = await nodes[0].position(id);
    await nodes[0].append(id, delta('a'));
    await forgetEvents(id);
    expect(await nodes[0].since(id, start)).toBeUndefined();
    expect(await nodes[0].since(id, { ...start, offset: 1 })).toEqual([]);
    expect((await nodes[0].append(id, delta('b'))).offset).toBe(2);
    expect(await nodes[0].since(id, start)).toBeUndefined();
    expect(texts(await nodes[0].since(id, { ...start, offset: 1 }))).toEqual([[2, 'b']]);
  });

  it('hands later events to every subscriber on every node, in order, once', async () => {
    const { nodes } = await open();
    const id = newId();
    await nodes[0].append(id, delta('before'));
    const heard: LoggedEvent[][] = [[], [], []];
    await nodes[0].subscribe(id, (event) => heard[0]?.push(event));
    await nodes[1].subscribe(id, (event) => heard[1]?.push(event));
    await nodes[1].subscribe(id, (event) => heard[2]?.push(event));
    for (let index = 0; index < 50; index++) await nodes[index % 2 === 0 ? 0 : 1].append(id, delta(`${index}`));
    await vi.waitFor(() => expect(heard.map((events) => events.length)).toEqual([50, 50, 50]));
    for (const events of heard) {
      expect(texts(events)).toEqual(Array.from({ length: 50 }, (_value, index) => [index + 2, `${index}`]));
    }
  });

  it('misses nothing between a subscription and the reading of what came before it', async () => {
    const { nodes } = await open();
    const id = newId();
    const start = await nodes[0].position(id);
    const appending = (async () => {
      for (let index = 0; index < 100; index++) await nodes[0].append(id, delta(`${index}`));
    })();
    const heard: number[] = [];
    await nodes[1].subscribe(id, (event) => heard.push(event.offset));
    const before = (await nodes[1].since(id, start)) ?? [];
    await appending;
    await vi.waitFor(() => expect(heard.at(-1) ?? 0).toBe(100));
    const all = [...new Set([...before.map(({ offset }) => offset), ...heard])];
    expect(all).toEqual(Array.from({ length: 100 }, (_value, index) => index + 1));
  });

  it('keeps conversations apart', async () => {
    const { nodes } = await open();
    const [id, other] = [newId(), newId()];
    const heard: LoggedEvent[] = [];
    await nodes[0].subscribe(id, (event) => heard.push(event));
    await nodes[0].append(other, delta('not for you'));
    await nodes[0].append(id, delta('for you'));
    await vi.waitFor(() => expect(texts(heard)).toEqual([[1, 'for you']]));
  });

  it('ends a subscription, and only that one', async () => {
    const { nodes } = await open();
    const id = newId();
    const heard: [number[], number[]] = [[], []];
    const end = await nodes[0].subscribe(id, (event) => heard[0].push(event.offset));
    await nodes[0].subscribe(id, (event) => heard[1].push(event.offset));
    await nodes[0].append(id, delta('a'));
    await vi.waitFor(() => expect(heard).toEqual([[1], [1]]));
    end();
    end();
    await nodes[0].append(id, delta('b'));
    await vi.waitFor(() => expect(heard).toEqual([[1], [1, 2]]));
  });

  it('is not stopped by a listener that throws', async () => {
    const { nodes } = await open();
    const id = newId();
    const heard: number[] = [];
    await nodes[0].subscribe(id, () => {
      throw new Error('a defect of the listener');
    });
    await nodes[0].subscribe(id, (event) => heard.push(event.offset));
    await nodes[0].append(id, delta('a'));
    await nodes[0].append(id, delta('b'));
    await vi.waitFor(() => expect(heard).toEqual([1, 2]));
  });

  it('forgets a conversation that was deleted', async () => {
    const { nodes } = await open();
    const id = newId();
    const start = await nodes[0].position(id);
    await nodes[0].append(id, delta('a'));
    await nodes[1].drop(id);
    expect(await nodes[0].since(id, start)).toBeUndefined();
    const again = await nodes[0].position(id);
    expect(again.offset).toBe(0);
    expect(again.epoch).not.toBe(start.epoch);
    await nodes[0].drop(newId());
  });
});

import { describe, expect, it } from 'vitest';
import { createMemoryEventLog } from '../../../src/adapters/memory/event-log.ts';
import { EVENT_LOG_TTL_MS } from '../../../src/protocol/limits.ts';
import type { ConversationEvent } from '../../../src/protocol/server-events.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { silent } from '../../support/redis.ts';

const EVENT: ConversationEvent = { type: 'state', state: 'thinking' };
const DAY_MS = 24 * 60 * 60_000;

function open() {
  const clock = new FakeClock();
  return { clock, log: createMemoryEventLog({ clock, logger: silent }) };
}

describe('the time that the memory event log keeps', () => {
  it('counts the ten minutes from the last event, not the first', async () => {
    const { clock, log } = open();
    const start = await log.position('c');
    await log.append('c', EVENT);
    clock.advance(EVENT_LOG_TTL_MS - 1);
    await log.append('c', EVENT);
    clock.advance(EVENT_LOG_TTL_MS - 1);
    expect(await log.since('c', start)).toHaveLength(2);
    clock.advance(1);
    expect(await log.since('c', start)).toBeUndefined();
  });

  it('counts ten minutes again after a silence', async () => {
    const { clock, log } = open();
    const { epoch } = await log.position('c');
    await log.append('c', EVENT);
    clock.advance(EVENT_LOG_TTL_MS * 3);
    await log.append('c', EVENT);
    expect(await log.since('c', { epoch, offset: 1 })).toHaveLength(1);
    clock.advance(EVENT_LOG_TTL_MS);
    expect(await log.since('c', { epoch, offset: 1 })).toBeUndefined();
  });

  it('begins a new epoch when nobody has used a conversation for a day', async () => {
    const { clock, log } = open();
    const { epoch } = await log.position('c');
    await log.append('c', EVENT);
    clock.advance(DAY_MS - 1);
    expect((await log.position('c')).epoch).toBe(epoch);
    clock.advance(DAY_MS);
    expect(await log.position('c')).toEqual({ epoch: expect.not.stringMatching(epoch), offset: 0 });
  });

  it('keeps the epoch as long as somebody listens, and lets go when they stop', async () => {
    const { clock, log } = open();
    const { epoch } = await log.position('c');
    const heard: number[] = [];
    const end = await log.subscribe('c', ({ offset }) => heard.push(offset));
    await log.append('c', EVENT);
    clock.advance(DAY_MS * 5);
    await log.append('c', EVENT);
    expect(heard).toEqual([1, 2]);
    expect((await log.position('c')).epoch).toBe(epoch);
    end();
    clock.advance(DAY_MS * 2);
    expect((await log.position('c')).epoch).not.toBe(epoch);
  });
});

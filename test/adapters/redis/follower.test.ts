import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createFollower, type Kept } from '../../../src/adapters/redis/follower.ts';
import type { LoggedEvent } from '../../../src/protocol/server-events.ts';
import { silent } from '../../support/redis.ts';

function eventAt(offset: number): LoggedEvent {
  return { type: 'delta', turnId: '01890000-0000-7000-8000-000000000000', text: `${offset}`, offset };
}

/** A log that a follower reads, and the follower; `from` is where the log's memory begins. */
function follow(read: (log: Kept) => Promise<Kept> = async (log) => log) {
  const log = { epoch: 'e1', offset: 0, from: 1 };
  const heard: [number, string][] = [];
  const follower = createFollower({
    start: { epoch: 'e1', offset: 0 },
    async read(point) {
      const first = Math.max(log.from, point.epoch === log.epoch ? point.offset + 1 : 1);
      const events: LoggedEvent[] = [];
      for (let offset = first; offset <= log.offset; offset++) events.push(eventAt(offset));
      return await read({ epoch: log.epoch, offset: log.offset, events });
    },
    listener: (event) => heard.push([event.offset, log.epoch]),
    logger: silent,
  });
  return { log, heard, follower, offsets: () => heard.map(([offset]) => offset) };
}

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe('a follower of an event log', () => {
  it('delivers at once what comes in order', () => {
    const { log, follower, offsets } = follow();
    for (log.offset = 1; log.offset <= 3; log.offset++) follower.receive('e1', eventAt(log.offset));
    expect(offsets()).toEqual([1, 2, 3]);
  });

  it('reads what was lost before it delivers what came after it', async () => {
    const { log, follower, offsets } = follow();
    log.offset = 5;
    follower.receive('e1', eventAt(5));
    await vi.waitFor(() => expect(offsets()).toEqual(upTo(5)));
  });

  it('keeps the order of what arrives while it reads', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { log, follower, offsets } = follow(async (kept) => {
      await promise;
      return kept;
    });
    log.offset = 3;
    follower.receive('e1', eventAt(3));
    log.offset = 5;
    for (const offset of [4, 5]) follower.receive('e1', eventAt(offset));
    expect(offsets()).toEqual([]);
    resolve();
    await vi.waitFor(() => expect(offsets()).toEqual(upTo(5)));
  });

  it('takes part in a new epoch from its first event', async () => {
    const { log, follower, heard } = follow();
    log.offset = 1;
    follower.receive('e1', eventAt(1));
    Object.assign(log, { epoch: 'e2', offset: 2 });
    follower.receive('e2', eventAt(2));
    await vi.waitFor(() =>
      expect(heard).toEqual([
        [1, 'e1'],
        [1, 'e2'],
        [2, 'e2'],
      ]),
    );
  });

  it('goes on with what there is when events are gone for good', async () => {
    const { log, follower, offsets } = follow();
    Object.assign(log, { offset: 10, from: 8 });
    follower.receive('e1', eventAt(9));
    await vi.waitFor(() => expect(offsets()).toEqual([8, 9, 10]));
    log.offset = 11;
    follower.receive('e1', eventAt(11));
    expect(offsets()).toEqual([8, 9, 10, 11]);
  });

  it('does not ask for ever for what a failover has lost, and follows the log', async () => {
    const { log, follower, offsets } = follow();
    log.offset = 2;
    follower.receive('e1', eventAt(7));
    await vi.waitFor(() => expect(offsets()).toEqual([1, 2]));
    log.offset = 3;
    follower.receive('e1', eventAt(3));
    await vi.waitFor(() => expect(offsets()).toEqual([1, 2, 3]));
  });

  it('tries again with the next event, or when it is told to, after reading failed', async () => {
    const reads = vi.fn(async (kept: Kept): Promise<Kept> => kept).mockRejectedValueOnce(new Error('no connection'));
    const { log, follower, offsets } = follow(reads);
    log.offset = 2;
    follower.receive('e1', eventAt(2));
    await vi.waitFor(() => expect(reads).toHaveBeenCalledTimes(1));
    expect(offsets()).toEqual([]);
    log.offset = 3;
    follower.receive('e1', eventAt(3));
    await vi.waitFor(() => expect(offsets()).toEqual([1, 2, 3]));
  });

  it('does not forget that it was told to read while a reading failed', async () => {
    const { promise, reject } = Promise.withResolvers<Kept>();
    const reads = vi.fn(async (kept: Kept): Promise<Kept> => kept).mockReturnValueOnce(promise);
    const { log, follower, offsets } = follow(reads);
    log.offset = 2;
    follower.catchUp();
    await vi.waitFor(() => expect(reads).toHaveBeenCalledTimes(1));
    follower.catchUp();
    reject(new Error('no connection'));
    await vi.waitFor(() => expect(offsets()).toEqual([1, 2]));
  });

  it('says nothing more once it has ended', async () => {
    const { log, follower, offsets } = follow();
    log.offset = 3;
    follower.receive('e1', eventAt(3));
    follower.end();
    follower.receive('e1', eventAt(1));
    await new Promise((resolve) => setImmediate(resolve));
    expect(offsets()).toEqual([]);
  });

  it('delivers every event once and in order, whatever is lost or repeated on the way', async () => {
    const fate = fc.record({
      lost: fc.boolean(),
      repeated: fc.integer({ min: 0, max: 2 }),
      reconnected: fc.boolean(),
      paused: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 40 }), async (fates) => {
        const { log, follower, offsets } = follow(async (kept) => {
          await new Promise((resolve) => setImmediate(resolve));
          return kept;
        });
        for (const { lost, repeated, reconnected, paused } of fates) {
          log.offset += 1;
          if (!lost) follower.receive('e1', eventAt(log.offset));
          for (let times = 0; times < repeated; times++)
            follower.receive('e1', eventAt(Math.max(1, log.offset - times)));
          if (reconnected) follower.catchUp();
          if (paused) await new Promise((resolve) => setImmediate(resolve));
        }
        follower.catchUp();
        await vi.waitFor(() => expect(offsets().at(-1)).toBe(log.offset), { interval: 1 });
        expect(offsets()).toEqual(upTo(log.offset));
      }),
      { numRuns: 200 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { createMemoryRateLimiter } from '../../src/adapters/memory/rate-limiter.ts';
import { unavailable } from '../../src/errors.ts';
import { withLocalLimits } from '../../src/gateway/local-limits.ts';
import type { RateLimiter } from '../../src/ports/rate-limiter.ts';
import { FakeClock } from '../support/fake-clock.ts';

const LIMIT = { limit: 2, windowMs: 60_000 };

function limits() {
  const clock = new FakeClock();
  const counted = createMemoryRateLimiter(clock);
  const state = { isDown: false, asked: 0 };
  const through = <T>(ask: () => Promise<T>): Promise<T> => {
    state.asked += 1;
    return state.isDown ? Promise.reject(unavailable('limits_unavailable', 'down')) : ask();
  };
  const shared: RateLimiter = {
    consume: (key, limit) => through(() => counted.consume(key, limit)),
    peek: (key, limit) => through(() => counted.peek(key, limit)),
    refund: (key) => through(() => counted.refund(key)),
    reset: (key) => through(() => counted.reset(key)),
  };
  const away: unknown[] = [];
  const local = createMemoryRateLimiter(clock);
  const limiter = withLocalLimits({ shared, local, clock, onAway: (error) => away.push(error) });
  const consume = async () => (await limiter.consume('ada', LIMIT)).allowed;
  return { clock, state, counted, local, limiter, away, consume };
}

describe('limits while what all nodes share is away', () => {
  it('are counted on this node, and still hold', async () => {
    const { state, consume, away } = limits();
    state.isDown = true;
    expect([await consume(), await consume(), await consume()]).toEqual([true, true, false]);
    expect(away).toMatchObject([{ code: 'limits_unavailable' }]);
  });

  it('leave the store alone for a while, then ask it again and go on with what it had counted', async () => {
    const { clock, state, consume, away } = limits();
    expect(await consume()).toBe(true);
    state.isDown = true;
    await consume();
    const asked = state.asked;
    await consume();
    clock.advance(4999);
    await consume();
    expect(state.asked).toBe(asked);
    state.isDown = false;
    clock.advance(1);
    expect([await consume(), await consume()]).toEqual([true, false]);
    state.isDown = true;
    await consume();
    expect(away).toHaveLength(2);
  });

  it('are looked at, taken back and forgotten there, too', async () => {
    const { state, limiter, consume } = limits();
    state.isDown = true;
    await consume();
    await consume();
    expect((await limiter.peek('ada', LIMIT)).allowed).toBe(false);
    await limiter.refund('ada');
    expect((await limiter.peek('ada', LIMIT)).allowed).toBe(true);
    await limiter.reset('ada');
    expect((await limiter.peek('ada', LIMIT)).remaining).toBe(2);
  });

  it('tell a defect of the store once for several that were under way', async () => {
    const { state, consume, away } = limits();
    state.isDown = true;
    await Promise.all([consume(), consume()]);
    expect(away).toHaveLength(1);
  });
});

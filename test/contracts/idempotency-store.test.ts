import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS, openTestDatabase } from '../support/databases.ts';

const NOW = Date.UTC(2026, 0, 1);
const TIMES = { now: NOW, expiredBefore: NOW - 1000, abandonedBefore: NOW - 100 };

describe.each(DATABASE_KINDS)('the idempotency store on %s', (kind) => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
  });
  afterAll(() => database.drop());

  async function newRequest() {
    const learnerId = newId();
    await database.stores.accounts.createLearner(
      {
        id: learnerId,
        email: `${learnerId}@example.org`,
        name: 'A',
        passwordHash: 'x',
        role: 'learner',
        createdAt: NOW,
      },
      { firstIsAdmin: false },
    );
    return { learnerId, key: 'key-1', requestHash: 'hash' };
  }
  const store = () => database.stores.idempotency;

  it('gives a key to one of many at once', async () => {
    const request = await newRequest();
    const reservations = await Promise.all(Array.from({ length: 20 }, () => store().reserve(request, TIMES)));
    const outcomes = reservations.map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'reserved')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'running')).toHaveLength(19);
  });

  it('tells the answer again, with the request that it belongs to', async () => {
    const request = await newRequest();
    await store().reserve(request, TIMES);
    await store().complete(request, { status: 201, body: '{"id":1}' });
    expect(await store().reserve({ ...request, requestHash: 'other' }, TIMES)).toEqual({
      outcome: 'answered',
      requestHash: 'hash',
      answer: { status: 201, body: '{"id":1}' },
    });
  });

  it('keeps the key of a request that says that it still runs, and lets that of a dead one go', async () => {
    const request = await newRequest();
    await store().reserve(request, TIMES);
    await store().renew(request, NOW + 500);
    const later = { now: NOW + 550, expiredBefore: NOW - 450, abandonedBefore: NOW + 450 };
    expect(await store().reserve(request, later)).toEqual({ outcome: 'running', requestHash: 'hash' });
    const muchLater = { now: NOW + 650, expiredBefore: NOW - 350, abandonedBefore: NOW + 550 };
    expect(await store().reserve(request, muchLater)).toEqual({ outcome: 'reserved' });
  });

  it('knows an answer by what its request was found to be in the end', async () => {
    const request = await newRequest();
    await store().reserve(request, TIMES);
    await store().complete(request, { status: 207, body: '{}' }, 'measured');
    await store().renew(request, NOW + 500);
    expect(await store().reserve(request, TIMES)).toMatchObject({ outcome: 'answered', requestHash: 'measured' });
  });

  it('keeps the keys of two learners apart', async () => {
    await store().reserve(await newRequest(), TIMES);
    expect(await store().reserve(await newRequest(), TIMES)).toEqual({ outcome: 'reserved' });
  });

  it('gives a released key out again, and releases no answer', async () => {
    const request = await newRequest();
    await store().reserve(request, TIMES);
    await store().release(request);
    expect(await store().reserve(request, TIMES)).toEqual({ outcome: 'reserved' });
    await store().complete(request, { status: 201, body: '{}' });
    await store().release(request);
    expect(await store().reserve(request, TIMES)).toMatchObject({ outcome: 'answered' });
  });

  it('gives out again what was abandoned, at its edge', async () => {
    const request = await newRequest();
    await store().reserve(request, TIMES);
    expect(await store().reserve(request, { ...TIMES, abandonedBefore: NOW })).toMatchObject({ outcome: 'running' });
    expect(await store().reserve(request, { ...TIMES, abandonedBefore: NOW + 1 })).toEqual({ outcome: 'reserved' });
  });

  it('keeps an answer until it has expired, however long ago it began', async () => {
    const request = await newRequest();
    await store().reserve(request, TIMES);
    await store().complete(request, { status: 201, body: '{}' });
    const muchLater = { ...TIMES, abandonedBefore: NOW + 1, expiredBefore: NOW };
    expect(await store().reserve(request, muchLater)).toMatchObject({ outcome: 'answered' });
    expect(await store().reserve(request, { ...muchLater, expiredBefore: NOW + 1 })).toEqual({ outcome: 'reserved' });
  });

  it('sweeps out what has expired', async () => {
    await store().removeExpired(NOW + 1);
    await store().reserve(await newRequest(), TIMES);
    expect(await store().removeExpired(NOW)).toBe(0);
    expect(await store().removeExpired(NOW + 1)).toBe(1);
  });
});

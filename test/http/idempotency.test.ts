import { describe, expect, it, vi } from 'vitest';
import { IDEMPOTENCY_MS } from '../../src/http/idempotency.ts';
import { openWorld } from './world.ts';

const LIST = '/api/conversations';
const key = (value: string) => ({ 'idempotency-key': value });

describe('an Idempotency-Key', () => {
  it('makes one thing however often the request is sent', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const send = () => browser.post(LIST, { title: 'Leaves' }, key('k-1'));
    const first = await send();
    const second = await send();
    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect((await browser.get(LIST)).body.conversations).toHaveLength(1);
  });

  it('makes one thing when all are sent at once', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => browser.post(LIST, { title: 'Leaves' }, key('k-1'))),
    );
    const outcomes = new Set(answers.map(({ status, body }) => (status === 409 ? body.code : body.id)));
    outcomes.delete('idempotency_in_progress');
    expect(outcomes.size).toBe(1);
    expect((await browser.get(LIST)).body.conversations).toHaveLength(1);
  });

  it('belongs to one request', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    await browser.post(LIST, { title: 'Leaves' }, key('k-1'));
    for (const [path, body] of [
      [LIST, { title: 'Trees' }],
      ['/api/tokens', { title: 'Leaves' }],
    ] as const) {
      const answer = await browser.post(path, body, key('k-1'));
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
  });

  it('belongs to one learner', async () => {
    await using world = await openWorld();
    const [ada, eve] = [await world.signedIn('ada'), await world.signedIn('eve')];
    const first = await ada.post(LIST, { title: 'Leaves' }, key('k-1'));
    const second = await eve.post(LIST, { title: 'Leaves' }, key('k-1'));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  it('is forgotten after 24 hours, not before', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    const send = () => browser.post(LIST, { title: 'Leaves' }, key('k-1'));
    const { id } = (await send()).body;
    world.clock.movedBy = IDEMPOTENCY_MS - 60_000;
    expect((await send()).body.id).toBe(id);
    world.clock.movedBy = IDEMPOTENCY_MS + 1;
    expect((await send()).body.id).not.toBe(id);
  });

  it('can be used again when the request was refused', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    expect((await browser.post(LIST, { title: '' }, key('k-1'))).status).toBe(400);
    expect((await browser.post(LIST, { title: 'Leaves' }, key('k-1'))).status).toBe(201);
  });

  it('can be used again when the server failed', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    vi.spyOn(world.talks, 'open').mockRejectedValueOnce(new Error('down'));
    expect((await browser.post(LIST, {}, key('k-1'))).status).toBe(500);
    expect((await browser.post(LIST, {}, key('k-1'))).status).toBe(201);
  });

  it('never brings a secret back, and stores none', async () => {
    await using world = await openWorld();
    const browser = await world.signedIn();
    for (const [path, body, field] of [
      ['/api/tokens', { name: 'script' }, 'token'],
      ['/api/admin/invites', undefined, 'invite'],
    ] as const) {
      const first = await browser.post(path, body, key(`k-${field}`));
      const again = await browser.post(path, body, key(`k-${field}`));
      expect(first.status).toBe(201);
      expect([again.status, again.body.code]).toEqual([409, 'already_created']);
      const rows = JSON.stringify(await world.database.database.knex('idempotency_keys').select('*'));
      expect(rows).not.toContain(first.body[field]);
    }
    expect((await browser.get('/api/tokens')).body.tokens).toHaveLength(1);
  });

  it.each(['', ' ', 'x'.repeat(201), 'two words'])('must be printable and short: %j', async (value) => {
    await using world = await openWorld();
    const answer = await (await world.signedIn()).post(LIST, {}, key(value));
    const { status, body } = answer;
    expect([status, body.code]).toEqual([400, 'invalid_idempotency_key']);
  });

  it('may have two hundred characters', async () => {
    await using world = await openWorld();
    expect((await (await world.signedIn()).post(LIST, {}, key('x'.repeat(200)))).status).toBe(201);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import type { Browser } from './browser.ts';
import { openLibraryWorld, part, slowUpload, upload } from './documents-world.ts';

const openWorld = (options: { renewMs?: number } = {}) =>
  openLibraryWorld(unreachableVectors, { ...options, reads: false });
const key = { 'idempotency-key': 'upload-1' };
const send = (browser: Browser, files: [string, Buffer | string][]) => upload(browser, files, 'files', key);
const count = async (browser: Browser) => (await browser.get('/api/documents')).body.documents.length;

describe('an upload with an Idempotency-Key', () => {
  it('is answered again as it was, in parts or whole, and stores nothing a second time', async () => {
    const { browser } = await openWorld();
    const files: [string, string][] = [
      ['good.txt', 'good'],
      ['empty.txt', ''],
    ];
    const first = await send(browser, files);
    expect([first.status, first.body.documents.length]).toEqual([207, 1]);
    const again = await send(browser, files);
    expect([again.status, again.body]).toEqual([207, first.body]);
    // Deleted since, and still not stored again: the answer is what the first request was told.
    await browser.delete(`/api/documents/${first.body.documents[0]?.id}`);
    expect((await send(browser, files)).body).toEqual(first.body);
    expect(await count(browser)).toBe(0);
  });

  it('belongs to these files, whatever parts them', async () => {
    const { browser } = await openWorld();
    await send(browser, [['a.txt', 'one']]);
    for (const other of [
      [['a.txt', 'two']],
      [['b.txt', 'one']],
      [
        ['a.txt', 'one'],
        ['b.txt', 'two'],
      ],
    ] satisfies [string, string][][]) {
      const answer = await send(browser, other);
      expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
    }
    const notes = await browser.post('/api/documents', { title: 'a.txt', text: 'one' }, key);
    expect([notes.status, notes.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await count(browser)).toBe(1);
  });

  it('is not run a second time while it runs, however long that takes', async () => {
    const { browser, clock, database } = await openWorld({ renewMs: 10 });
    const { request, answer } = slowUpload(browser, key);
    request.write(`${part('files', 'first', 'a.txt')}--XX`);
    await expect.poll(() => count(browser)).toBe(1);
    clock.movedBy = 90_000;
    const renewed = async () => {
      const row = await database.database.knex('idempotency_keys').first('created_at');
      return Number(row?.created_at) > Date.now() + 60_000;
    };
    await expect.poll(renewed).toBe(true);
    const meanwhile = await send(browser, [['a.txt', 'first']]);
    expect([meanwhile.status, meanwhile.body.code]).toEqual([409, 'idempotency_in_progress']);
    const notes = await browser.post('/api/documents', { title: 'a', text: 'first' }, key);
    expect([notes.status, notes.body.code]).toEqual([422, 'idempotency_key_reused']);
    request.end('--\r\n');
    const { status, body } = await answer;
    const again = await send(browser, [['a.txt', 'first']]);
    expect([status, again.status, again.body]).toEqual([201, 201, body]);
  });

  it('runs on where its reservation could not be renewed, which is logged', async () => {
    const { browser, stores, lines } = await openWorld({ renewMs: 10 });
    const away = new AppError({ code: 'database_unavailable', status: 503, message: 'away', retryable: true });
    const renew = vi.spyOn(stores.idempotency, 'renew').mockRejectedValueOnce(away);
    const { request, answer } = slowUpload(browser, key);
    request.write(`${part('files', 'first', 'a.txt')}--XX`);
    await expect.poll(() => renew.mock.calls.length).toBeGreaterThan(1);
    request.end('--\r\n');
    expect((await answer).status).toBe(201);
    const told = lines.filter((line) => line.includes('a reservation was not renewed'));
    expect(told).toMatchObject([expect.stringContaining('database_unavailable')]);
  });

  it('may be sent again when it was cut, and what was stored then is not stored twice', async () => {
    const { browser } = await openWorld();
    const { request, answer } = slowUpload(browser, key);
    const cut = expect(answer).rejects.toThrow();
    request.write(part('files', 'first', 'a.txt') + part('files', 'BM6\0\0\0\0\0\0', 'picture.txt'));
    request.write(part('files', 'second', 'b.txt').slice(0, -5));
    await expect.poll(() => count(browser)).toBe(1);
    request.destroy();
    await cut;
    const files: [string, string][] = [
      ['a.txt', 'first'],
      ['b.txt', 'second'],
    ];
    const whole = () => send(browser, files);
    await expect.poll(async () => (await whole()).status).toBe(201);
    const again = await whole();
    expect(again.body.documents.map(({ title, duplicate }) => [title, duplicate])).toEqual([
      ['a', true],
      ['b', undefined],
    ]);
    expect(await count(browser)).toBe(2);
  });

  it('may be sent again when nothing of it could be taken', async () => {
    const { browser } = await openWorld();
    expect((await send(browser, [['empty.txt', '']])).status).toBe(422);
    expect((await send(browser, [['full.txt', 'full']])).status).toBe(201);
  });
});

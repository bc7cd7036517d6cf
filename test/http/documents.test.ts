import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { UploadAnswer } from '../../src/protocol/rest/documents.ts';
import { fileChroma } from '../support/chroma.ts';
import { makePdf } from '../support/pdf.ts';
import { Browser } from './browser.ts';
import { openLibraryWorld, settled, upload } from './documents-world.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const NOTES = '# Plants\n\nLeaves are green.';

describe('bringing material', () => {
  it('takes many files at once and reads them', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const pdf = await makePdf(['Whales live in the sea.'], { title: 'Whales' });
    const { status, body } = await upload(browser, [
      ['plants.md', NOTES],
      ['Über Wale.pdf', pdf],
    ]);
    expect(status).toBe(201);
    const { documents } = UploadAnswer.parse(body);
    expect(documents.map(({ title, kind, status: at, bytes }) => [title, kind, at, bytes])).toEqual([
      ['Plants', 'text/markdown', 'queued', Buffer.byteLength(NOTES)],
      ['Über Wale', 'application/pdf', 'queued', pdf.length],
    ]);
    expect(await settled(browser, documents[0]?.id)).toMatchObject({ status: 'ready', passages: 1, embedded: 1 });
    expect(await settled(browser, documents[1]?.id)).toMatchObject({ status: 'ready', title: 'Whales', pages: 1 });
  });

  it('takes notes, once for a repeated Idempotency-Key', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const key = { 'Idempotency-Key': 'paste-1' };
    const first = await browser.post('/api/documents', { title: 'My notes', text: NOTES }, key);
    const again = await browser.post('/api/documents', { title: 'My notes', text: NOTES }, key);
    expect(first.status).toBe(201);
    expect(UploadAnswer.parse(first.body).documents[0]?.title).toBe('My notes');
    expect(again.body).toEqual(first.body);
    expect((await browser.get('/api/documents')).body.documents.length).toBe(1);
  });

  it('takes notes of more than an ordinary body, up to 5,000,000 characters', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const text = 'word '.repeat(1_000_000);
    expect((await browser.post('/api/documents', { title: 'Long', text })).status).toBe(201);
    expect((await browser.post('/api/documents', { title: 'Too long', text: `${text}.` })).status).toBe(400);
  });

  it('refuses empty notes and notes without a title', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const empty = await browser.post('/api/documents', { title: 'x', text: ' \n' });
    expect([empty.status, empty.body.code]).toEqual([422, 'empty_file']);
    const untitled = await browser.post('/api/documents', { title: ' ', text: 'x' });
    expect([untitled.status, untitled.body.code]).toEqual([400, 'invalid_request']);
  });
});

describe('a document', () => {
  it('is listed, newest first, page by page', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    for (const name of ['one', 'two', 'three']) await browser.post('/api/documents', { title: name, text: 'x' });
    const first = await browser.get('/api/documents?limit=2');
    expect(first.body.documents.map(({ title }) => title)).toEqual(['three', 'two']);
    const rest = await browser.get(`/api/documents?limit=2&cursor=${first.body.nextCursor}`);
    expect(rest.body.documents.map(({ title }) => title)).toEqual(['one']);
    expect(rest.body.nextCursor).toBeUndefined();
  });

  it('gives its text with pages, and its file as it was brought, with headers that run nothing', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const pdf = await makePdf(['One.', 'Two.']);
    const { body } = await upload(browser, [['Größe "x".pdf', pdf]]);
    const id = body.documents[0]?.id;
    await settled(browser, id);
    const content = await browser.get(`/api/documents/${id}/content`);
    expect(JSON.parse(content.text)).toMatchObject({ id, text: 'One.\n\nTwo.\n\n', pages: [0, 6] });

    const file = await browser.fetch('GET', `/api/documents/${id}/file`);
    expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    expect(file.headers.get('content-disposition')).toMatch(/^inline; filename=.*filename\*=UTF-8''Gr%C3%B6%C3%9Fe/);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says what its original is, and where it was found', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const { body } = await upload(browser, [['a.txt', 'text']]);
    const id = body.documents[0]?.id;
    await settled(browser, id);
    const content = JSON.parse((await browser.get(`/api/documents/${id}/content`)).text);
    expect(content).toEqual({ id, title: 'a', kind: 'text/plain', bytes: 4, text: 'text', pages: [] });
  });

  it('gives parts of its file, and none to who has it already', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [['a.txt', '0123456789']]);
    const path = `/api/documents/${body.documents[0]?.id}/file`;
    const get = async (headers: Record<string, string>) => {
      const answer = await browser.fetch('GET', path, undefined, headers);
      return { status: answer.status, text: await answer.text(), headers: answer.headers };
    };
    const whole = await get({});
    const tag = whole.headers.get('etag') ?? '';
    expect([whole.status, whole.text, whole.headers.get('accept-ranges')]).toEqual([200, '0123456789', 'bytes']);
    expect(tag).toMatch(/^"[0-9a-f]{64}"$/);
    const part = await get({ range: 'bytes=2-4' });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await get({ range: 'bytes=9-' })).text).toBe('9');
    expect((await get({ range: 'bytes=-3' })).text).toBe('789');
    expect((await get({ range: 'bytes=2-4', 'if-range': tag })).status).toBe(206);
    expect(await get({ range: 'bytes=2-4', 'if-range': '"another"' })).toMatchObject({ status: 200, text: whole.text });
    expect(await get({ 'if-none-match': tag })).toMatchObject({ status: 304, text: '' });
    expect((await get({ 'if-none-match': '"another"' })).status).toBe(200);
    const outside = await browser.get(path, { range: 'bytes=10-' });
    expect([outside.status, outside.body.code]).toEqual([416, 'range_not_satisfiable']);
  });

  it('shows a text file as text, whatever is in it', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [['page.html', 'Not a page: <script>alert(1)</script>']]);
    const file = await browser.fetch('GET', `/api/documents/${body.documents[0]?.id}/file`);
    expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(file.headers.get('content-security-policy')).toContain('sandbox');
  });

  it.each([
    ['windows-1252', Buffer.from('Herr Müller fährt über die Brücke nach Köln.', 'latin1')],
    ['utf-16le', Buffer.from('\ufeffHerr Müller fährt über die Brücke nach Köln.', 'utf16le')],
  ])('gives a text in %s as it was brought, and says so', async (encoding, bytes) => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [['note.txt', bytes]]);
    const file = await browser.fetch('GET', `/api/documents/${body.documents[0]?.id}/file`);
    expect(file.headers.get('content-type')).toBe(`text/plain; charset=${encoding}`);
    const sent = Buffer.from(await file.arrayBuffer());
    expect(sent.equals(bytes)).toBe(true);
    expect(new TextDecoder(encoding).decode(sent)).toContain('Herr Müller fährt über die Brücke');
  });

  it('gives a text in what no browser can show to be downloaded', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const marked = [0xfeff, ...Array.from('Leaves.', (letter) => letter.charCodeAt(0))];
    const bytes = Buffer.alloc(marked.length * 4);
    for (const [at, point] of marked.entries()) bytes.writeUInt32LE(point, at * 4);
    const { body } = await upload(browser, [['note.txt', bytes]]);
    const file = await browser.fetch('GET', `/api/documents/${body.documents[0]?.id}/file`);
    expect(file.headers.get('content-type')).toBe('application/octet-stream');
    expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
  });

  it('has no text before it was read', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [['a.txt', 'text']]);
    const answer = await browser.get(`/api/documents/${body.documents[0]?.id}/content`);
    expect([answer.status, answer.body.code]).toEqual([409, 'not_ready']);
  });

  it('is deleted with everything, once', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const { body } = await upload(browser, [['a.txt', 'text']]);
    const path = `/api/documents/${body.documents[0]?.id}`;
    await settled(browser, body.documents[0]?.id);
    expect((await browser.delete(path)).status).toBe(204);
    for (const below of ['', '/content', '/file', '/events'])
      expect((await browser.get(path + below)).status).toBe(404);
    expect((await browser.delete(path)).status).toBe(404);
  });

  it('that failed says why, and is read again on request', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const { body } = await upload(browser, [['a.pdf', await makePdf(['x'], { password: 'p' })]]);
    const id = body.documents[0]?.id;
    expect(await settled(browser, id)).toMatchObject({ status: 'failed', failure: { code: 'pdf_encrypted' } });
    const content = await browser.get(`/api/documents/${id}/content`);
    expect([content.status, content.body.code]).toEqual([409, 'not_ready']);
    expect(content.body.detail).toMatch(/password/);
    const retried = await browser.post(`/api/documents/${id}/retry`);
    expect(retried.status).toBe(200);
    expect(retried.body).toMatchObject({ status: 'queued' });
    expect(await settled(browser, id)).toMatchObject({ status: 'failed' });
  });

  it('is renamed and tagged, and found by its tags', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [
      ['a.txt', 'one'],
      ['b.txt', 'two'],
    ]);
    const path = `/api/documents/${body.documents[0]?.id}`;
    const change = { title: '  Cells ', tags: [' exam\n2026 ', 'biology', 'biology'] };
    const changed = await browser.send('PATCH', path, change);
    expect([changed.status, changed.body]).toEqual([
      200,
      { ...body.documents[0], title: 'Cells', tags: ['exam 2026', 'biology'] },
    ]);
    expect((await browser.get(path)).body).toEqual(changed.body);
    const titles = async (tag: string) =>
      (await browser.get(`/api/documents?tag=${encodeURIComponent(tag)}`)).body.documents.map(({ title }) => title);
    expect(await titles('exam 2026')).toEqual(['Cells']);
    expect(await titles('exam')).toEqual([]);
    for (const wrong of [{ title: ' ' }, { tags: [' '] }, { tags: ['x'.repeat(51)] }, { tags: Array(21).fill('x') }]) {
      expect((await browser.send('PATCH', path, wrong)).body.code).toBe('invalid_request');
    }
    expect((await browser.send('PATCH', path, { tags: ['x'.repeat(50)] })).status).toBe(200);
  });

  it('is not read when it is cancelled, and read again on request', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [['a.txt', 'text']]);
    const path = `/api/documents/${body.documents[0]?.id}`;
    const cancelled = await browser.post(`${path}/cancel`);
    expect([cancelled.status, cancelled.body]).toMatchObject([
      200,
      { status: 'failed', failure: { code: 'cancelled' } },
    ]);
    const again = await browser.post(`${path}/cancel`);
    expect([again.status, again.body.code]).toEqual([409, 'not_running']);
    expect((await browser.post(`${path}/retry`)).body).toMatchObject({ status: 'queued' });
  });

  it('is nobody else’s, and nobody’s who is not signed in', async () => {
    const world = await openLibraryWorld(vectors);
    const { body } = await upload(world.browser, [['a.txt', 'mine']]);
    const path = `/api/documents/${body.documents[0]?.id}`;
    const eve = await world.signedIn('eve');
    const stranger = new Browser(world.url);
    for (const [method, below] of [
      ['GET', ''],
      ['GET', '/content'],
      ['GET', '/file'],
      ['GET', '/events'],
      ['POST', '/retry'],
      ['POST', '/cancel'],
      ['DELETE', ''],
    ] as const) {
      expect((await eve.send(method, path + below)).status).toBe(404);
      expect((await stranger.send(method, path + below)).status).toBe(401);
    }
    expect((await world.browser.get(path)).status).toBe(200);
    expect((await world.browser.get(`/api/documents/${randomUUID()}`)).status).toBe(404);
  });
});

describe('following a document', () => {
  it('streams it as it is read, and ends when it is ready', async () => {
    const { browser } = await openLibraryWorld(vectors);
    const { body } = await upload(browser, [['a.md', NOTES]]);
    const { text, headers } = await browser.get(`/api/documents/${body.documents[0]?.id}/events`);
    expect(headers.get('content-type')).toContain('text/event-stream');
    const seen = [...text.matchAll(/^event: document\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''));
    expect(seen.at(-1)).toMatchObject({ status: 'ready', passages: 1 });
    expect(seen.every((document) => document.failure === undefined)).toBe(true);
  });

  it('ends when the document is deleted', async () => {
    const { browser } = await openLibraryWorld(vectors, { reads: false });
    const { body } = await upload(browser, [['a.md', NOTES]]);
    const path = `/api/documents/${body.documents[0]?.id}`;
    const following = await browser.fetch('GET', `${path}/events`);
    await browser.delete(path);
    expect(await following.text()).toContain('event: deleted');
  });
});

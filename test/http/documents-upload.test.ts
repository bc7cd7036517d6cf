import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import { MULTIPART, openLibraryWorld, part, sendRaw, slowUpload, type Upload, upload } from './documents-world.ts';

/** Nothing is read here, so nothing is asked of a vector store. */
const vectors = unreachableVectors;

const world = (options: { maxFileBytes?: number; quotaBytes?: number } = {}) =>
  openLibraryWorld(vectors, { ...options, reads: false });
const titles = ({ body }: Upload) => body.documents.map((document) => document.title);
const failures = ({ body }: Upload) => body.failures.map(({ name, code }) => [name, code]);

describe('an upload of which a part cannot be taken', () => {
  it('keeps the rest and says which failed and why', async () => {
    const { browser } = await world();
    const answer = await upload(browser, [
      ['good.txt', 'good'],
      ['empty.txt', ''],
      ['picture.txt', Buffer.from('BM6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1')],
      ['large.bin', Buffer.alloc(1_000_000)],
      ['also good.md', 'good too'],
    ]);
    expect(answer.status).toBe(207);
    expect(titles(answer)).toEqual(['good', 'also good']);
    expect(failures(answer)).toEqual([
      ['empty.txt', 'empty_file'],
      ['picture.txt', 'unsupported_kind'],
      ['large.bin', 'unsupported_kind'],
    ]);
  });

  it('is a problem of the first failure when nothing could be taken, and tells all of them', async () => {
    const { browser } = await world();
    const answer = await upload(browser, [
      ['zip.txt', Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0])],
      ['empty.txt', ''],
    ]);
    expect([answer.status, answer.type, answer.body.code]).toEqual([
      415,
      'application/problem+json; charset=utf-8',
      'unsupported_kind',
    ]);
    expect(failures(answer).length).toBe(2);
  });

  it('takes a file of exactly the limit and refuses one of a byte more, alone', async () => {
    const { browser } = await world({ maxFileBytes: 200_000 });
    const answer = await upload(browser, [
      ['exact.txt', 'a'.repeat(200_000)],
      ['more.txt', 'a'.repeat(200_001)],
      ['after.txt', 'after'],
    ]);
    expect(answer.status).toBe(207);
    expect(titles(answer)).toEqual(['exact', 'after']);
    expect(failures(answer)).toEqual([['more.txt', 'file_too_large']]);
    expect((await upload(browser, [['more.txt', 'a'.repeat(900_000)]])).status).toBe(413);
  });

  it('takes fifty files and refuses the fifty-first', async () => {
    const { browser } = await world();
    const files = (count: number) =>
      Array.from({ length: count }, (_, i): [string, string] => [`${i}.txt`, `file ${i}`]);
    const fifty = await upload(browser, files(50));
    expect([fifty.status, fifty.body.documents.length]).toEqual([201, 50]);
    const more = await upload(browser, files(51));
    expect([more.status, more.body.documents.length]).toEqual([207, 50]);
    expect(failures(more)).toEqual([['50.txt', 'too_many_files']]);
    const manyMore = await upload(browser, files(55));
    expect(failures(manyMore).map(([, code]) => code)).toEqual(['too_many_files', 'too_many_files']);
  });

  it('keeps of fifty-one files those before the quota was reached; each after it fails alone, and says why', async () => {
    const { browser } = await world({ quotaBytes: 20 * 1000 });
    const file = (n: number) => part('files', `${n}`.padEnd(1000, '.'), `${n}.txt`);
    const files = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => file(from + i)).join('');
    const { request, answer } = slowUpload(browser);
    const boundary = '--XX';
    request.write(files(0, 20) + boundary);
    const kept = async () => (await browser.get('/api/documents?limit=50')).body.documents.length;
    await expect.poll(kept).toBe(20);
    request.end(`${files(20, 51).slice(boundary.length)}--XX--\r\n`);

    const { status, body } = await answer;
    expect(status).toBe(207);
    const timings = { waitedMs: expect.any(Number), storedMs: expect.any(Number) };
    const full = {
      status: 413,
      code: 'quota_exceeded',
      message: 'Your files may take 0 MB together, and 0 MB are left.',
    };
    const tooMany = { status: 413, code: 'too_many_files', message: 'At most 50 files at once.' };
    const names = Array.from({ length: 51 }, (_, n) => `${n}.txt`);
    expect(body.results).toEqual([
      ...names.slice(0, 20).map((name, n) => ({ name, status: 201, documentId: body.documents[n]?.id, timings })),
      ...names.slice(20, 50).map((name) => ({ name, ...full, timings })),
      ...names.slice(50).map((name) => ({ name, ...tooMany, timings })),
    ]);
    expect(await kept()).toBe(20);
    // Room that is made is taken by those that had none.
    await browser.delete(`/api/documents/${body.documents[0]?.id}`);
    const again = await upload(browser, [['20.txt', '20'.padEnd(1000, '.')]]);
    expect(again.status).toBe(201);
  });

  it('refuses files in another field', async () => {
    const { browser } = await world();
    const answer = await upload(browser, [['a.txt', 'x']], 'attachment');
    expect([answer.status, answer.body.code]).toEqual([400, 'unexpected_field']);
  });
});

describe('an upload that no browser sends', () => {
  it('is refused without a boundary, without files, and when it is no form', async () => {
    const { browser } = await world();
    const codes = [
      await sendRaw(browser, 'multipart/form-data', 'x'),
      await sendRaw(browser, MULTIPART, '--XX--\r\n'),
      await sendRaw(browser, MULTIPART, `${part('files', 'only a field')}--XX--\r\n`),
      await sendRaw(browser, MULTIPART, 'nothing like a form'),
      await sendRaw(browser, 'text/plain', 'x'),
    ].map(({ status, body }) => [status, body.code]);
    expect(codes).toEqual([
      [400, 'malformed_upload'],
      [400, 'no_files'],
      [400, 'no_files'],
      [400, 'malformed_upload'],
      [415, 'unsupported_media_type'],
    ]);
  });

  it('keeps only the last part of a name with a path', async () => {
    const { browser, blobs } = await world();
    const body = `${part('files', 'x', '../../../etc/passwd')}${part('files', 'y', 'C:\\\\temp\\\\b.txt')}--XX--\r\n`;
    const answer = await sendRaw(browser, MULTIPART, body);
    expect(answer.status).toBe(201);
    expect(titles(answer)).toEqual(['passwd', 'b']);
    await expect(blobs.get('etc/passwd')).rejects.toMatchObject({ code: 'blob_missing' });
  });

  it('keeps what came whole when the form breaks off in the middle of a file', async () => {
    const { browser } = await world();
    const answer = await sendRaw(
      browser,
      MULTIPART,
      part('files', 'whole', 'a.txt') + part('files', 'half', 'b.txt').trimEnd(),
    );
    expect(answer.status).toBe(207);
    expect(titles(answer)).toEqual(['a']);
    expect(failures(answer)).toEqual([['b.txt', 'upload_cut_off']]);
  });

  it('leaves nothing behind of a file whose sender went away', async () => {
    const { browser, stores, blobs } = await world();
    const put = vi.spyOn(blobs, 'put');
    const { hostname, port } = new URL(browser.url);
    const socket = connect(Number(port), hostname);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    socket.write(
      `POST /api/documents HTTP/1.1\r\nHost: ${hostname}:${port}\r\nCookie: ${cookie}\r\nOrigin: ${browser.url}\r\n` +
        `Content-Type: ${MULTIPART}\r\nContent-Length: 1000000\r\n\r\n`,
    );
    socket.write(part('files', 'x'.repeat(200_000), 'half.txt').trimEnd());
    await vi.waitFor(() => expect(put).toHaveBeenCalled());
    socket.destroy();
    await expect(put.mock.results[0]?.value).rejects.toThrow();
    const learner = await stores.accounts.findLearnerByEmail('ada@example.org');
    expect((await stores.documents.list(learner?.id ?? '', { limit: 10 })).items).toEqual([]);
  });
});

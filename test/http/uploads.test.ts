import { randomBytes, randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { startSweeps } from '../../src/jobs/sweep-expired.ts';
import { MAX_FILE_BYTES, MAX_UPLOADS, UPLOAD_EXPIRY_MS } from '../../src/protocol/limits.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import { Browser } from './browser.ts';
import { openLibraryWorld, upload } from './documents-world.ts';
import { begin, create, notes, offsetOf, PATH, patch, patchAndCut, stateOf, TUS } from './tus.ts';

type Options = Parameters<typeof openLibraryWorld>[1];
const openWorld = (options: Options = {}) =>
  openLibraryWorld(unreachableVectors, { reads: false, partBytes: 1000, ...options });

const codeOf = async (response: Response) => [response.status, JSON.parse(await response.text()).code];

describe('a file that comes in several requests', () => {
  it('is taken in when it is whole, byte for byte', async () => {
    const { browser, blobs, stores } = await openWorld();
    const content = notes(4321);
    const path = await begin(browser, content.length, 'Flüsse.txt');
    expect((await patch(browser, path, 0, content.subarray(0, 1500))).headers.get('upload-offset')).toBe('1500');
    expect(await offsetOf(browser, path)).toBe(1500);
    expect(await stateOf(browser, path)).toMatchObject({ name: 'Flüsse.txt', bytes: 4321, received: 1500 });
    expect((await patch(browser, path, 1500, content.subarray(1500))).status).toBe(204);
    const { answer } = await stateOf(browser, path);
    expect(answer?.results).toMatchObject([{ name: 'Flüsse.txt', status: 201 }]);
    expect(answer?.documents).toMatchObject([{ title: 'Flüsse', bytes: 4321, status: 'queued' }]);
    const document = await stores.documents.claim('x', 0, 0);
    expect((await buffer(await blobs.get(document?.blobKey ?? ''))).equals(content)).toBe(true);
    // Asked again, it is told the same and not taken in again; its parts are noted to go.
    expect((await stateOf(browser, path)).answer).toEqual(answer);
    expect(await stores.removals.pending(10)).toHaveLength(5);
  });

  it('goes on from the very byte at which a connection was cut', async () => {
    const { browser } = await openWorld({ partBytes: 64 });
    const content = notes(1000);
    const path = await begin(browser, content.length);
    for (let offset = 0; offset < 900; ) {
      const cut = Math.min(900, offset + 1 + Math.floor(Math.random() * 200));
      await patchAndCut(browser, path, offset, content.subarray(offset), cut - offset);
      await expect.poll(() => offsetOf(browser, path)).toBe(cut);
      offset = cut;
    }
    expect((await patch(browser, path, 900, content.subarray(900))).status).toBe(204);
    const { answer } = await stateOf(browser, path);
    const file = await browser.get(`/api/documents/${answer?.documents[0]?.id}/file`);
    expect(file.text).toBe(content.toString());
  });

  it('is refused elsewhere than where it goes on, and takes one of two parts that come at the same time', async () => {
    const { browser } = await openWorld();
    const content = notes(3000);
    const path = await begin(browser, content.length);
    expect(await codeOf(await patch(browser, path, 10, content.subarray(10)))).toEqual([409, 'upload_offset']);
    const part = content.subarray(0, 800);
    const both = await Promise.all([patch(browser, path, 0, part), patch(browser, path, 0, part)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await offsetOf(browser, path)).toBe(800);
  });

  it('is taken in when somebody asks, where its server died with the last byte', async () => {
    const { browser, stores, blobs } = await openWorld();
    const content = notes(500);
    const path = await begin(browser, content.length);
    const learnerId = (await stores.accounts.findLearnerByEmail('ada@example.org'))?.id ?? '';
    const id = path.split('/').at(-1) ?? '';
    const blobKey = `${learnerId}/uploads/${randomUUID()}`;
    await blobs.put(blobKey, Readable.from([content]));
    await stores.uploads.append(learnerId, id, { start: 0, bytes: 500, blobKey }, Date.now());
    const asked = await Promise.all([stateOf(browser, path), stateOf(browser, path)]);
    for (const { answer } of asked) expect(answer?.results).toMatchObject([{ status: 201 }]);
    expect((await browser.get('/api/documents')).body.documents).toHaveLength(1);
  });

  it('stays where it is while the files’ store is away, and is taken in later', async () => {
    const { browser, blobs } = await openWorld();
    const content = notes(500);
    const path = await begin(browser, content.length);
    const away = new AppError({ code: 'files_unavailable', status: 503, message: 'away', retryable: true });
    const get = vi.spyOn(blobs, 'get').mockRejectedValueOnce(away);
    expect(await codeOf(await patch(browser, path, 0, content))).toEqual([503, 'files_unavailable']);
    get.mockRestore();
    expect(await offsetOf(browser, path)).toBe(500);
    expect((await stateOf(browser, path)).answer?.results).toMatchObject([{ status: 201 }]);
  });
});

describe('a request for a part that ends before its time', () => {
  it('counts with what came of it where the connection was cut, and nothing is wrong', async () => {
    const { browser, lines } = await openWorld();
    const path = await begin(browser, 1000);
    await patchAndCut(browser, path, 0, notes(1000), 300);
    await expect.poll(() => offsetOf(browser, path)).toBe(300);
    expect(lines.filter((line) => line.includes('request failed'))).toEqual([]);
  });

  it('is a failure, and logged, where anything else kept it from being read; the file goes on after it', async () => {
    const { browser, lines } = await openWorld();
    const content = notes(2500);
    const path = await begin(browser, content.length);
    const failing = vi.spyOn(PassThrough.prototype, '_transform').mockImplementationOnce((_chunk, _encoding, done) => {
      done(new TypeError('read wrongly'));
    });
    onTestFinished(() => failing.mockRestore());
    expect(await codeOf(await patch(browser, path, 0, content))).toEqual([500, 'internal']);
    expect(lines.filter((line) => line.includes('request failed')).join()).toContain('read wrongly');
    expect(await offsetOf(browser, path)).toBe(0);
    expect((await patch(browser, path, 0, content)).status).toBe(204);
    expect((await stateOf(browser, path)).answer?.results).toMatchObject([{ status: 201 }]);
  });
});

describe('a file in several requests is held to the same rules:', () => {
  it('one that is there already is recognised', async () => {
    const { browser } = await openWorld();
    const content = notes(2000);
    const first = await upload(browser, [['notes.txt', content]]);
    const path = await begin(browser, content.length);
    await patch(browser, path, 0, content);
    const { answer } = await stateOf(browser, path);
    expect(answer?.documents).toMatchObject([{ id: first.body.documents[0]?.id, duplicate: true }]);
  });

  it('what nothing can read is refused at its beginning, and forgotten', async () => {
    const { browser } = await openWorld({ partBytes: 100_000 });
    const path = await begin(browser, 500_000, 'a.bin');
    const refused = await patch(browser, path, 0, randomBytes(200_000));
    expect(await codeOf(refused)).toEqual([415, 'unsupported_kind']);
    expect((await browser.fetch('HEAD', path, undefined, TUS)).status).toBe(404);
  });

  it('what can only be refused when it is whole says so when it is asked for', async () => {
    const { browser } = await openWorld();
    const bytes = Buffer.from('BM6\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0', 'latin1');
    const path = await begin(browser, bytes.length, 'picture.bmp');
    await patch(browser, path, 0, bytes.subarray(0, 10));
    expect((await patch(browser, path, 10, bytes.subarray(10))).status).toBe(204);
    expect((await stateOf(browser, path)).answer?.failures).toMatchObject([{ code: 'unsupported_kind' }]);
  });

  it('size and quota are checked before, and while it comes', async () => {
    const { browser } = await openWorld({ quotaBytes: 5000 });
    expect(await codeOf(await create(browser, MAX_FILE_BYTES + 1))).toEqual([413, 'file_too_large']);
    expect(await codeOf(await create(browser, 5001))).toEqual([413, 'quota_exceeded']);
    expect(await codeOf(await create(browser, 0))).toEqual([422, 'empty_file']);
    const path = await begin(browser, 4000);
    await patch(browser, path, 0, notes(2000));
    // What is there of it counts.
    expect(await codeOf(await create(browser, 3001))).toEqual([413, 'quota_exceeded']);
    await upload(browser, [['other.txt', Buffer.alloc(2000, 'a')]]);
    expect(await codeOf(await patch(browser, path, 2000, notes(2000)))).toEqual([413, 'quota_exceeded']);
    const [other] = (await browser.get('/api/documents')).body.documents;
    await browser.delete(`/api/documents/${other?.id}`);
    expect((await patch(browser, path, 2000, notes(2000))).status).toBe(204);
  });

  it('no more is taken than was announced', async () => {
    const { browser } = await openWorld();
    const path = await begin(browser, 100);
    expect(await codeOf(await patch(browser, path, 0, notes(101)))).toEqual([413, 'upload_too_long']);
    expect(await offsetOf(browser, path)).toBe(0);
  });

  it('a learner has a hundred on their way at most', async () => {
    const { browser } = await openWorld();
    for (let n = 0; n < MAX_UPLOADS; n += 1) await begin(browser, 10);
    expect(await codeOf(await create(browser, 10))).toEqual([409, 'too_many_uploads']);
  });
});

describe('a file on its way', () => {
  it('is its learner’s alone', async () => {
    const world = await openWorld();
    const path = await begin(world.browser, 100);
    const eve = await world.signedIn('eve');
    const stranger = new Browser(world.url);
    for (const method of ['HEAD', 'GET', 'DELETE']) {
      expect((await eve.fetch(method, path, undefined, TUS)).status).toBe(404);
      expect((await stranger.fetch(method, path, undefined, TUS)).status).toBe(401);
    }
    expect((await patch(eve, path, 0, notes(100))).status).toBe(404);
    expect(await offsetOf(world.browser, path)).toBe(0);
  });

  it('is forgotten three days after its last part, and when it is given up', async () => {
    const world = await openWorld();
    const { browser, clock, stores } = world;
    const [abandoned, givenUp] = [await begin(browser, 100), await begin(browser, 100)];
    for (const path of [abandoned, givenUp]) await patch(browser, path, 0, notes(50));
    expect((await browser.fetch('DELETE', givenUp, undefined, TUS)).status).toBe(204);
    expect(await stores.removals.pending(10)).toHaveLength(1);
    clock.movedBy = UPLOAD_EXPIRY_MS + 60_000;
    const learnerId = (await stores.accounts.findLearnerByEmail('ada@example.org'))?.id ?? '';
    expect(await stores.uploads.pending(learnerId)).toEqual({ uploads: 1, bytes: 50 });
    const young = await begin(browser, 100);
    const sweeps = [{ what: 'unfinished uploads', run: () => world.uploads.removeExpired() }];
    const job = startSweeps({ sweeps, clock, logger: world.logger });
    onTestFinished(() => job.stop());
    await expect.poll(() => stores.removals.pending(10)).toHaveLength(2);
    expect(await stores.uploads.pending(learnerId)).toEqual({ uploads: 1, bytes: 0 });
    expect(await offsetOf(browser, young)).toBe(0);
  });

  it('is told what became of it until it is forgotten, also when its document is deleted', async () => {
    const { browser } = await openWorld();
    const path = await begin(browser, 500);
    await patch(browser, path, 0, notes(500));
    const { answer: before } = await stateOf(browser, path);
    await browser.delete(`/api/documents/${before?.documents[0]?.id}`);
    const { answer } = await stateOf(browser, path);
    expect(answer).toEqual({ documents: [], failures: [], results: before?.results });
  });

  it('is spoken of in tus 1.0 only', async () => {
    const { browser } = await openWorld();
    const options = await browser.fetch('OPTIONS', PATH);
    expect([options.status, options.headers.get('tus-extension')]).toEqual([204, 'creation,expiration,termination']);
    const other = await browser.fetch('POST', PATH, undefined, { 'tus-resumable': '0.2.2', 'upload-length': '1' });
    expect(await codeOf(other)).toEqual([412, 'tus_version']);
    for (const length of ['-1', 'x', '1e3']) {
      const wrong = await browser.fetch('POST', PATH, undefined, { ...TUS, 'upload-length': length });
      expect(await codeOf(wrong)).toEqual([400, 'invalid_request']);
    }
    const path = await begin(browser, 10);
    const json = await browser.fetch('PATCH', path, {}, { ...TUS, 'upload-offset': '0' });
    expect(await codeOf(json)).toEqual([415, 'unsupported_media_type']);
  });
});

import { buffer } from 'node:stream/consumers';
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import type { WebFetcher } from '../../src/ports/web-fetcher.ts';
import { DocumentList, UploadAnswer } from '../../src/protocol/rest/documents.ts';
import { unreachableVectors } from '../support/switchable-vectors.ts';
import { openLibraryWorld, upload } from './documents-world.ts';

/** Nothing is read here, so nothing is asked of a vector store. */
const vectors = unreachableVectors;
const KB = 1024;

const world = (options: { quotaBytes?: number; web?: WebFetcher } = {}) =>
  openLibraryWorld(vectors, { ...options, reads: false });

describe('a file that is there already', () => {
  it('is answered with the document that it is, and stored once', async () => {
    const { browser, blobs } = await world();
    const first = await upload(browser, [['notes.txt', 'Leaves are green.']]);
    const remove = vi.spyOn(blobs, 'remove');
    const again = await upload(browser, [['other name.txt', 'Leaves are green.']]);
    expect([first.status, again.status]).toEqual([201, 200]);
    const [original] = UploadAnswer.parse(first.body).documents;
    expect(UploadAnswer.parse(again.body).documents).toEqual([{ ...original, duplicate: true }]);
    expect(remove).toHaveBeenCalledTimes(1);
    expect((await browser.get('/api/documents')).body.documents).toHaveLength(1);
  });

  it('is stored once among others, and when it comes from several tabs at the same time', async () => {
    const { browser } = await world();
    const files = (): [string, string][] => [
      ['a.txt', 'the same'],
      ['b.txt', 'the same'],
      ['c.txt', 'another'],
    ];
    const answers = await Promise.all([upload(browser, files()), upload(browser, files()), upload(browser, files())]);
    for (const { body } of answers) expect(body.documents).toHaveLength(3);
    const all = answers.flatMap(({ body }) => body.documents);
    expect(new Set(all.map(({ id }) => id)).size).toBe(2);
    expect(all.filter(({ duplicate }) => duplicate === undefined)).toHaveLength(2);
    expect((await browser.get('/api/documents')).body.documents).toHaveLength(2);
  });

  it('is another learner’s own all the same', async () => {
    const { browser, signedIn } = await world();
    await upload(browser, [['a.txt', 'the same']]);
    expect((await upload(await signedIn('eve'), [['a.txt', 'the same']])).status).toBe(201);
  });

  it('can be brought again once it was deleted', async () => {
    const { browser } = await world();
    const { body } = await upload(browser, [['a.txt', 'once']]);
    await browser.delete(`/api/documents/${body.documents[0]?.id}`);
    expect((await upload(browser, [['a.txt', 'once']])).status).toBe(201);
  });

  it('is queued again when it could not be read before', async () => {
    const { browser, stores } = await world();
    const { body } = await upload(browser, [['a.txt', 'text']]);
    await stores.documents.setStatus(body.documents[0]?.id ?? '', 'failed', { code: 'broken', message: 'Broken.' });
    const again = await upload(browser, [['a.txt', 'text']]);
    expect(again.body.documents).toMatchObject([{ id: body.documents[0]?.id, status: 'queued', duplicate: true }]);
  });

  it('counts as notes only when title and text are the same', async () => {
    const { browser } = await world();
    const notes = (title: string, text: string) => browser.post('/api/documents', { title, text });
    expect((await notes('Plants', 'green')).status).toBe(201);
    expect((await notes('Plants', 'green')).status).toBe(200);
    expect((await notes('Leaves', 'green')).status).toBe(201);
    expect((await notes('Plants', 'red')).status).toBe(201);
  });
});

describe('the storage quota', () => {
  it('is taken up to the last byte, and says how much is left', async () => {
    const { browser } = await world({ quotaBytes: 1000 * KB });
    const add = (name: string, text: string) => upload(browser, [[name, text]]);
    expect((await add('most.txt', 'a'.repeat(900 * KB))).status).toBe(201);
    const refused = await add('too much.txt', 'b'.repeat(100 * KB + 1));
    expect([refused.status, refused.body.failures]).toEqual([
      413,
      [
        {
          name: 'too much.txt',
          code: 'quota_exceeded',
          message: 'Your files may take 0.9 MB together, and 0 MB are left.',
        },
      ],
    ]);
    expect((await add('rest.txt', 'c'.repeat(100 * KB))).status).toBe(201);
    expect((await add('nothing left.txt', 'd')).body.code).toBe('quota_exceeded');
    const { totals } = DocumentList.parse((await browser.get('/api/documents')).body);
    expect(totals).toEqual({ documents: 2, bytes: 1000 * KB, quotaBytes: 1000 * KB, passages: 0, embedded: 0 });
  });

  it('stops a file as it comes in, and keeps nothing of it', async () => {
    const { browser, blobs } = await world({ quotaBytes: 100 * KB });
    const put = vi.spyOn(blobs, 'put');
    const answer = await upload(browser, [['large.txt', 'a'.repeat(5000 * KB)]]);
    expect([answer.status, answer.body.code]).toEqual([413, 'quota_exceeded']);
    await expect(put.mock.results[0]?.value).rejects.toMatchObject({ code: 'quota_exceeded' });
  });

  it('holds for files that come at the same time', async () => {
    const { browser } = await world({ quotaBytes: 100 * KB });
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((letter) => upload(browser, [[`${letter}.txt`, letter.repeat(60 * KB)]])),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 413, 413, 413]);
    expect((await browser.get('/api/documents')).body).toMatchObject({ totals: { documents: 1, bytes: 60 * KB } });
  });

  it('is for each learner', async () => {
    const { browser, signedIn } = await world({ quotaBytes: 10 });
    expect((await upload(browser, [['a.txt', '0123456789']])).status).toBe(201);
    expect((await upload(await signedIn('eve'), [['a.txt', '0123456789']])).status).toBe(201);
  });
});

describe('an upload’s answer', () => {
  it('says of every file how it went and how long it took, in order', async () => {
    const { browser } = await world();
    await upload(browser, [['known.txt', 'known']]);
    const { body } = await upload(browser, [
      ['new.txt', 'new'],
      ['empty.txt', ''],
      ['known.txt', 'known'],
    ]);
    const { results, documents } = UploadAnswer.parse(body);
    const timings = { waitedMs: expect.any(Number), storedMs: expect.any(Number) };
    expect(results).toEqual([
      { name: 'new.txt', status: 201, documentId: documents[0]?.id, timings },
      { name: 'empty.txt', status: 422, code: 'empty_file', message: 'The file is empty.', timings },
      { name: 'known.txt', status: 200, documentId: documents[1]?.id, timings },
    ]);
  });
});

/** Answers every address with a text, or fails as told. */
function webOf(pages: Record<string, string | AppError>): WebFetcher & { released: () => number } {
  let released = 0;
  const release = () => {
    released += 1;
  };
  return {
    released: () => released,
    async fetch(url) {
      const page = pages[url];
      if (page === undefined || page instanceof AppError) throw page ?? new Error('no such page');
      const content = (async function* () {
        yield Buffer.from(page);
      })();
      return { url: `${url}found`, name: 'page.md', content, [Symbol.dispose]: release };
    },
  };
}

describe('a web page', () => {
  const URL_GIVEN = 'https://pages.example/';

  it('is stored as a file, and remembers where it was found', async () => {
    const web = webOf({ [URL_GIVEN]: '# Plants\n\nLeaves are green.' });
    const { browser } = await world({ web });
    const { status, body } = await browser.post('/api/documents', { url: ` ${URL_GIVEN} ` });
    expect(status).toBe(201);
    const [document] = UploadAnswer.parse(body).documents;
    expect(document).toMatchObject({ title: 'Plants', kind: 'text/markdown', sourceUrl: `${URL_GIVEN}found` });
    const file = await browser.fetch('GET', `/api/documents/${document?.id}/file`);
    expect(await file.text()).toBe('# Plants\n\nLeaves are green.');
    expect(web.released()).toBe(1);
    expect((await browser.post('/api/documents', { url: URL_GIVEN })).status).toBe(200);
  });

  it('is refused as its fetcher says, and when it is no file that can be read', async () => {
    const refused = new AppError({ code: 'url_not_allowed', status: 422, message: 'Not public.' });
    const web = webOf({ 'http://10.0.0.1/': refused, 'https://binary/': '\0\0\0\0' });
    const { browser } = await world({ web });
    const add = async (url: unknown) => (await browser.post('/api/documents', { url })).body.code;
    expect(await add('http://10.0.0.1/')).toBe('url_not_allowed');
    expect(await add('https://binary/')).toBe('unsupported_kind');
    expect(web.released()).toBe(1);
    expect(await add(7)).toBe('invalid_request');
    expect(await add('')).toBe('invalid_request');
    expect(await add(`https://example.org/${'a'.repeat(2000)}`)).toBe('invalid_request');
    expect((await browser.get('/api/documents')).body.documents).toEqual([]);
  });

  it('of this network is refused by the fetcher that is in use', async () => {
    const { browser } = await world();
    for (const url of ['http://127.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/', browser.url]) {
      const { status, body } = await browser.post('/api/documents', { url });
      expect([url, status, body.code]).toEqual([url, 422, 'url_not_allowed']);
    }
  });
});

it('keeps a file’s bytes as they were', async () => {
  const { browser, blobs, stores } = await world();
  const { body } = await upload(browser, [['a.txt', 'Grün\r\n']]);
  const learner = await stores.accounts.findLearnerByEmail('ada@example.org');
  const document = await stores.documents.find(learner?.id ?? '', body.documents[0]?.id ?? '');
  expect((await buffer(await blobs.get(document?.blobKey ?? ''))).toString()).toBe('Grün\r\n');
});

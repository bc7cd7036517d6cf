import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { type FollowReader, followDocuments } from '../../src/http/document-follower.ts';
import { createLibrary, type Library } from '../../src/knowledge/library.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { MAX_DOCUMENT_STREAMS } from '../../src/protocol/limits.ts';
import type { Document } from '../../src/protocol/rest/documents.ts';
import { fileChroma } from '../support/chroma.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { SseReader } from '../support/sse-events.ts';
import { Browser } from './browser.ts';
import { openLibraryWorld, upload } from './documents-world.ts';

const PATH = '/api/documents/events';
const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

const openWorld = (reads = false) => openLibraryWorld(vectors, { reads });
const follow = async (browser: Browser) => new SseReader(await browser.fetch('GET', PATH));
const uploadOne = async (browser: Browser, name = 'a.txt') => {
  const { body } = await upload(browser, [[name, `The text of ${name}.`]]);
  return body.documents[0]?.id ?? '';
};

describe('the stream of all documents', () => {
  it('tells each as it is read, from stored to ready', async () => {
    const { browser } = await openWorld(true);
    const events = await follow(browser);
    expect(await events.next()).toEqual({ event: 'current', data: {} });
    const { body } = await upload(browser, [
      ['a.md', '# Leaves\n\nLeaves are green.'],
      ['b.md', '# Roots\n\nRoots drink water.'],
    ]);
    const waiting = new Set(body.documents.map(({ id }) => id));
    expect(waiting.size).toBe(2);
    while (waiting.size > 0) {
      const { data } = await events.until(({ event, data }) => event === 'document' && data.status === 'ready');
      expect(data).toMatchObject({ passages: 1, embedded: 1 });
      waiting.delete(data.id);
    }
  });

  it('begins with what is unfinished, and says when that is all', async () => {
    const { browser, stores } = await openWorld();
    const [done, open] = [await uploadOne(browser, 'done.txt'), await uploadOne(browser, 'open.txt')];
    await stores.documents.setStatus(done, 'ready');
    const events = await follow(browser);
    expect(await events.next()).toMatchObject({ event: 'document', data: { id: open, status: 'queued' } });
    expect(await events.next()).toEqual({ event: 'current', data: {} });
  });

  it('tells more than a page of them', async () => {
    const { browser } = await openWorld();
    for (const batch of [0, 1, 2]) {
      await upload(
        browser,
        Array.from({ length: 50 }, (_, n) => [`${batch}-${n}.txt`, `text ${batch} ${n}`]),
      );
    }
    const events = await follow(browser);
    const ids = new Set<string>();
    for (let event = await events.next(); event?.event === 'document'; event = await events.next())
      ids.add(event.data.id);
    expect(ids.size).toBe(150);
  });

  it('tells what is renamed and what is deleted, also of documents that are ready', async () => {
    const { browser, stores } = await openWorld();
    const id = await uploadOne(browser);
    await stores.documents.setStatus(id, 'ready');
    const events = await follow(browser);
    await events.until(({ event }) => event === 'current');
    await browser.send('PATCH', `/api/documents/${id}`, { title: 'Renamed' });
    expect(await events.next()).toMatchObject({ event: 'document', data: { id, title: 'Renamed' } });
    await browser.delete(`/api/documents/${id}`);
    expect(await events.next()).toEqual({ event: 'deleted', data: { id } });
  });

  it('tells nobody of another learner’s documents', async () => {
    const world = await openWorld();
    const eve = await follow(await world.signedIn('eve'));
    expect(await eve.next()).toEqual({ event: 'current', data: {} });
    const adas = await uploadOne(world.browser);
    await world.browser.send('PATCH', `/api/documents/${adas}`, { title: 'Mine' });
    await world.browser.delete(`/api/documents/${adas}`);
    const own = await uploadOne(await signIn(world, 'eve'));
    expect(await eve.next()).toMatchObject({ event: 'document', data: { id: own } });
  });

  it('ends when its learner signs out, and only theirs', async () => {
    const world = await openWorld();
    const here = await follow(world.browser);
    const elsewhere = await signIn(world, 'ada');
    const there = await follow(elsewhere);
    await world.browser.post('/api/auth/sign-out');
    expect(await here.rest()).toEqual([{ event: 'current', data: {} }]);
    const id = await uploadOne(elsewhere);
    await there.until(({ data }) => data.id === id);
  });

  it('ends when the account is deleted', async () => {
    const { browser } = await openWorld();
    const events = await follow(browser);
    await browser.delete('/api/me', { password: 'correct horse battery' });
    expect(await events.rest()).toEqual([{ event: 'current', data: {} }]);
  });

  it('ends at the first look after the sign-in has run out', async () => {
    const { browser, clock, signals, stores } = await openWorld();
    const id = await uploadOne(browser);
    const learnerId = (await stores.documents.claim('x', 0, 0))?.learnerId ?? '';
    const events = await follow(browser);
    await events.until(({ event }) => event === 'current');
    clock.movedBy = 400 * 24 * 60 * 60_000;
    await signals.publish({ type: 'document', learnerId, documentId: id });
    expect(await events.rest()).toEqual([]);
  });

  it('is refused to who has many open, and given again when one is closed', async () => {
    const { browser } = await openWorld();
    const closing = new AbortController();
    const streams = await Promise.all(
      Array.from({ length: MAX_DOCUMENT_STREAMS }, (_, n) =>
        browser.fetch('GET', PATH, undefined, {}, n === 0 ? closing.signal : undefined),
      ),
    );
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]));
    const refused = await browser.get(PATH);
    expect([refused.status, refused.body.code]).toEqual([429, 'too_many_streams']);
    closing.abort();
    await expect.poll(async () => (await browser.fetch('GET', PATH)).status).toBe(200);
  });

  it('is nobody’s who is not signed in', async () => {
    const world = await openWorld();
    expect((await world.browser.fetch('GET', PATH, undefined, { cookie: 'none=1' })).status).toBe(401);
  });
});

/** A reader that keeps what it is told. */
function keeper() {
  const told: string[] = [];
  const waiting: { wanted: string; resolve: () => void }[] = [];
  const note = (line: string) => {
    told.push(line);
    for (const { wanted, resolve } of waiting) if (wanted === line) resolve();
  };
  const reader: FollowReader = {
    changed: ({ status }: Document) => note(status),
    deleted: () => note('deleted'),
    current: () => note('current'),
    failed: () => note('failed'),
    mayGoOn: () => true,
    taken: () => Promise.resolve(),
  };
  const heard = (wanted: string) =>
    new Promise<void>((resolve) => {
      if (told.includes(wanted)) resolve();
      waiting.push({ wanted, resolve });
    });
  return { told, reader, heard };
}

describe('nothing falls between looking and listening:', () => {
  async function openFollowed() {
    const world = await openWorld();
    const id = await uploadOne(world.browser);
    const document = await world.stores.documents.claim('x', 0, 0);
    const learnerId = document?.learnerId ?? '';
    const { blobs, signals, stores } = world;
    const library = createLibrary({
      documents: stores.documents,
      blobs,
      signals,
      clock: new FakeClock(),
      embedding: () => Promise.resolve({ texts: 0, embedded: 0 }),
      onQueued: () => undefined,
      onRemoved: () => undefined,
      web: { fetch: () => Promise.reject(new Error('no web here')) },
    });
    const becomeReady = async () => {
      await stores.documents.setStatus(id, 'ready');
      await signals.publish({ type: 'document', learnerId, documentId: id });
    };
    return { ...world, id, learnerId, library, becomeReady };
  }

  it.each(['all of them', 'one'])(
    'what changes after it was read is told as well, in the stream of %s',
    async (which) => {
      const { id, learnerId, library, signals, becomeReady } = await openFollowed();
      let changed = false;
      const changeOnce = async () => {
        if (!changed) await becomeReady();
        changed = true;
      };
      const changing: Library = {
        ...library,
        async list(...request) {
          const page = await library.list(...request);
          await changeOnce();
          return page;
        },
        async get(...request) {
          const document = await library.get(...request);
          await changeOnce();
          return document;
        },
      };
      const { told, reader, heard } = keeper();
      const only = which === 'one' ? id : undefined;
      const stop = followDocuments({ library: changing, signals, clock: new FakeClock() }, learnerId, reader, only);
      await heard('ready');
      stop();
      expect(told.filter((line) => line !== 'current')).toEqual(['queued', 'ready']);
    },
  );

  it('a change whose signal was lost is seen at the next look, also where the document is settled by then', async () => {
    const { id, learnerId, library, signals, stores } = await openFollowed();
    const clock = new FakeClock();
    const { told, reader, heard } = keeper();
    const stop = followDocuments({ library, signals, clock }, learnerId, reader);
    await heard('current');
    await stores.documents.setStatus(id, 'ready');
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(5000);
    await heard('ready');
    stop();
    expect(told).toEqual(['queued', 'current', 'ready']);
  });

  it('a document that was deleted without a signal is told as deleted', async () => {
    const { id, learnerId, library, signals, stores } = await openFollowed();
    const clock = new FakeClock();
    const { told, reader, heard } = keeper();
    const stop = followDocuments({ library, signals, clock }, learnerId, reader);
    await heard('current');
    await stores.documents.remove(learnerId, id);
    await expect.poll(() => clock.waiting).toBe(1);
    clock.advance(5000);
    await heard('deleted');
    stop();
    expect(told).toEqual(['queued', 'current', 'deleted']);
  });

  it('a store that fails is told, once', async () => {
    const { learnerId, library, signals } = await openFollowed();
    const broken = { ...library, list: () => Promise.reject(new Error('the database is gone')) };
    const { told, reader, heard } = keeper();
    const stop = followDocuments({ library: broken, signals, clock: new FakeClock() }, learnerId, reader);
    await heard('failed');
    stop();
    expect(told).toEqual(['failed']);
  });
});

async function signIn(world: Awaited<ReturnType<typeof openWorld>>, name: string): Promise<Browser> {
  const fresh = new Browser(world.url);
  await fresh.post('/api/auth/sign-in/email', { email: `${name}@example.org`, password: 'correct horse battery' });
  return fresh;
}

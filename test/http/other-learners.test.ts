import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createApiDocument } from '../../src/http/openapi/document.ts';
import { newId } from '../../src/ids.ts';
import { openWholeWorld } from './all-routers.ts';
import type { Browser } from './browser.ts';
import { storedDocument } from './stored-document.ts';
import { PASSWORD } from './world.ts';

type WholeWorld = Awaited<ReturnType<typeof openWholeWorld>>;
type Owned = { ids: Record<string, string>; browser: Browser; learnerId: string };

const paths = Object.entries(createApiDocument('0').paths ?? {});
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
/** Every operation of the document that names one thing: a new one is walked without anybody thinking of it. */
const operations = paths.flatMap(([path, item]) =>
  METHODS.filter((method) => item[method] && path.includes('{')).map((method) => ({
    method: method.toUpperCase(),
    path,
  })),
);
/** Bodies that would be taken from the owner. */
const BODIES: Record<string, unknown> = {
  'PATCH /api/documents/{id}': { title: 'Mine' },
  'PATCH /api/courses/{id}': { name: 'Mine' },
  'PATCH /api/courses/{id}/documents': { add: [], remove: [] },
  'PATCH /api/phone-links/{id}': { pin: '1234' },
  'PATCH /api/conversations/{id}': { title: 'Mine now' },
  'POST /api/conversations/{id}/messages': { text: 'What did she say?' },
  'POST /api/documents/{id}/retry': {},
};

/** A learner with one of everything. */
async function owner(world: WholeWorld): Promise<Owned> {
  const browser = await world.signedIn('ada');
  const learnerId = (await browser.get('/api/me')).body.id;
  const conversation = (await browser.post('/api/conversations', { title: 'Ada’s own' })).body.id;
  await browser.post(`/api/conversations/${conversation}/messages`, { text: 'Why are leaves green?' });
  const { messages } = (await browser.get(`/api/conversations/${conversation}/messages`)).body;
  await world.browser().post('/api/auth/sign-in/email', { email: 'ada@example.org', password: PASSWORD });
  const devices = (await browser.get('/api/me/devices')).body.devices;
  const ids = {
    '/api/conversations': conversation,
    '/api/courses': (await browser.post('/api/courses', { name: 'Ada’s own' })).body.id,
    '/api/messages': messages[0]?.id ?? '',
    '/api/documents': await storedDocument(world.stores, learnerId),
    '/api/phone-links': await linkedPhone(world, learnerId),
    '/api/uploads': await begunUpload(world, learnerId),
    '/api/recordings': await keptRecording(world, learnerId, conversation),
    '/api/tokens': (await browser.post('/api/tokens', { name: 'Ada’s own' })).body.id,
    '/api/me/devices': devices.find(({ current }) => !current)?.id ?? '',
  };
  return { ids, browser, learnerId };
}

async function linkedPhone({ stores }: Pick<WholeWorld, 'stores'>, learnerId: string): Promise<string> {
  const id = newId();
  await stores.phones.link({ id, learnerId, phone: '+15550100', createdAt: 0 });
  return id;
}

async function begunUpload({ stores }: WholeWorld, learnerId: string): Promise<string> {
  const id = newId();
  const [createdAt, touchedAt] = [Date.now(), Date.now()];
  await stores.uploads.create({ id, learnerId, name: 'a.txt', bytes: 10, received: 0, createdAt, touchedAt });
  return id;
}

async function keptRecording(
  { stores, blobs }: WholeWorld,
  learnerId: string,
  conversationId: string,
): Promise<string> {
  const id = newId();
  const blobKey = `${learnerId}/recordings/${id}`;
  const { bytes } = await blobs.put(blobKey, Readable.from([Buffer.from('RIFF')]));
  const said = { messageId: newId(), durationMs: 1000, createdAt: Date.now() };
  await stores.recordings.add({ id, learnerId, conversationId, blobKey, bytes, ...said });
  return id;
}

function urlOf(path: string, ids: Record<string, string>): string {
  const id = ids[path.slice(0, path.indexOf('/{'))];
  if (!id) throw new Error(`Give the owner one of what ${path} names.`);
  return path.replace(/\{\w+\}/, id);
}

describe('a second learner with the first one’s ids', () => {
  it('gets 404 on every route, and leaves everything as it was', async () => {
    await using world = await openWholeWorld();
    const ada = await owner(world);
    const eve = await world.signedIn('eve');
    const before = await ada.browser.get('/api/me/export');
    expect(operations.length).toBeGreaterThan(10);
    for (const { method, path } of operations) {
      const url = urlOf(path, ada.ids);
      const { status, body } = await eve.send(method, url, BODIES[`${method} ${path}`]);
      expect([method, path, status, body?.code]).toEqual([method, path, 404, 'not_found']);
    }
    const { exportedAt: _then, ...was } = { ...before.body, exportedAt: '' };
    const { exportedAt: _now, ...is } = { ...(await ada.browser.get('/api/me/export')).body, exportedAt: '' };
    expect(is).toEqual(was);
    expect((await ada.browser.get('/api/tokens')).body.tokens).toHaveLength(1);
    expect((await ada.browser.get('/api/me/devices')).body.devices).toHaveLength(2);
  });

  it('gets 404 with a bearer token too', async () => {
    await using world = await openWholeWorld();
    const ada = await owner(world);
    const { token } = (await (await world.signedIn('eve')).post('/api/tokens', { name: 'eve' })).body;
    for (const { method, path } of operations) {
      const headers = { authorization: `Bearer ${token}` };
      const { status } = await world.browser().send(method, urlOf(path, ada.ids), BODIES[`${method} ${path}`], headers);
      expect([method, path, status]).toEqual([method, path, 404]);
    }
  });

  it('sees nothing of it in any list', async () => {
    await using world = await openWholeWorld();
    const ada = await owner(world);
    const eve = await world.signedIn('eve');
    const lists = paths.filter(([path, item]) => item.get && path.startsWith('/api/') && !/\{|events|admin/.test(path));
    expect(lists.length).toBeGreaterThan(5);
    for (const [path] of lists) {
      const { text } = await eve.get(path);
      for (const id of [...Object.values(ada.ids), ada.learnerId]) expect(text, path).not.toContain(id);
    }
  });

  it('finds the same routes open to the owner', async () => {
    await using world = await openWholeWorld();
    const ada = await owner(world);
    const reads = operations.filter(({ method, path }) => method === 'GET' && !/events|file/.test(path));
    for (const { path } of reads) {
      expect([path, (await ada.browser.get(urlOf(path, ada.ids))).status]).toEqual([path, 200]);
    }
  });

  it('learns nothing from ids that are nobody’s or no ids', async () => {
    await using world = await openWholeWorld();
    const eve = await world.signedIn('eve');
    for (const { method, path } of operations) {
      for (const id of ['0197a000-0000-7000-8000-00000000000a', 'not-an-id', '%00', '..%2f..%2fetc%2fpasswd']) {
        const { status } = await eve.send(method, path.replace(/\{\w+\}/, id), BODIES[`${method} ${path}`]);
        expect([method, path, id, status]).toEqual([method, path, id, 404]);
      }
    }
  });
});

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDir } from '../support/temp-dir.ts';
import { openWorld } from './world.ts';

const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const APP = `<title>App</title>${'<p>Learn.</p>'.repeat(200)}`;

/** A built client, in a folder whose path holds a dot as a home directory's may. */
async function openSite() {
  const dir = join(await testDir(), '.hidden', 'client');
  await mkdir(join(dir, 'assets'), { recursive: true });
  await mkdir(join(dir, 'admin'));
  await writeFile(join(dir, 'index.html'), APP);
  await writeFile(join(dir, 'admin', 'index.html'), '<title>Operator</title>');
  await writeFile(join(dir, 'service-worker.js'), 'self;');
  await writeFile(join(dir, 'manifest.webmanifest'), '{}');
  await writeFile(join(dir, 'assets', 'app-1a2b3c.js'), 'app;');
  await writeFile(join(dir, 'assets', 'app-5d6e7f.js'), 'app();'.repeat(500));
  await writeFile(join(dir, '..', 'secret.txt'), 'outside');
  return openWorld({ app: { clientDir: dir } });
}

describe('the client’s files', () => {
  it('keep for ever what has a hash in its name, and ask again for everything else', async () => {
    await using world = await openSite();
    const cacheOf = async (path: string) => (await world.browser().get(path, PAGE)).headers.get('cache-control');
    expect(await cacheOf('/assets/app-1a2b3c.js')).toBe('public, max-age=31536000, immutable');
    for (const path of ['/', '/index.html', '/service-worker.js', '/manifest.webmanifest', '/talk']) {
      expect([path, await cacheOf(path)]).toEqual([path, 'no-cache']);
    }
  });

  it('come packed to whoever can unpack them', async () => {
    await using world = await openSite();
    for (const path of ['/assets/app-5d6e7f.js', '/talk']) {
      const packed = await world.browser().get(path, { ...PAGE, 'accept-encoding': 'gzip' });
      expect([path, packed.headers.get('content-encoding')]).toEqual([path, 'gzip']);
      const plain = await world.browser().get(path, { ...PAGE, 'accept-encoding': 'identity' });
      expect([path, plain.headers.get('content-encoding')]).toEqual([path, null]);
      expect(packed.text).toBe(plain.text);
    }
  });

  it('are revalidated cheaply', async () => {
    await using world = await openSite();
    const { headers } = await world.browser().get('/service-worker.js');
    const again = await world.browser().get('/service-worker.js', {
      'if-none-match': headers.get('etag') ?? '',
      'cache-control': 'max-age=0',
      pragma: '',
    });
    expect(again.status).toBe(304);
  });

  it.each(['/', '/talk', '/library/0197a000-0000-7000-8000-00000000000a', '/sign-in?next=%2F'])(
    'open the app for a link into it: %s',
    async (path) => {
      await using world = await openSite();
      const answer = await world.browser().get(path, PAGE);
      expect([answer.status, answer.text]).toEqual([200, APP]);
    },
  );

  it.each([
    '/assets/app-gone.js',
    '/missing.png',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/.env',
    '/assets/',
  ])('are not there under another name: %s', async (path) => {
    await using world = await openSite();
    const answer = await world.browser().get(path, PAGE);
    expect(answer.text).not.toContain('outside');
    expect([path, answer.status]).toEqual([path, 404]);
  });

  it.each([
    ['/api/unknown', 'GET'],
    ['/health/unknown', 'GET'],
    ['/docs/unknown', 'GET'],
    ['/talk', 'POST'],
  ])('never stand in for what the server answers: %s', async (path, method) => {
    await using world = await openSite();
    const answer = await world.browser().send(method, path, undefined, PAGE);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it('say that what was shared must be shared again, where no service worker took it', async () => {
    await using world = await openSite();
    const answer = await fetch(new URL('/share', world.url), { method: 'POST', body: 'a file', redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/library?shared=lost']);
  });

  it('are not given to programs that look for an API', async () => {
    await using world = await openSite();
    const answer = await world.browser().get('/talk', { accept: 'application/json' });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});

describe('the operator’s page', () => {
  const PATHS = [
    '/admin',
    '/admin/',
    '/admin/index.html',
    '/admin/anything',
    '/ADMIN',
    '//admin/index.html',
    '/%61dmin/index.html',
    '/assets/%2e%2e/admin/index.html',
  ];

  it('opens for an admin and is kept nowhere', async () => {
    await using world = await openSite();
    const admin = await world.signedIn();
    const answer = await admin.get('/admin', PAGE);
    expect([answer.status, answer.text]).toEqual([200, '<title>Operator</title>']);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it('lets an operator who is signed out sign in there', async () => {
    await using world = await openSite();
    const answer = await world.browser().get('/admin', PAGE);
    expect([answer.status, answer.text]).toEqual([404, APP]);
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });

  it('is refused to programs in words that programs understand', async () => {
    await using world = await openSite();
    const answer = await world.browser().get('/admin', { accept: 'application/json' });
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });

  it.each(PATHS)('is not there for a learner or a stranger: %s', async (path) => {
    await using world = await openSite();
    await world.signedIn('admin');
    for (const browser of [await world.signedIn('pupil'), world.browser()]) {
      const answer = await browser.get(path, PAGE);
      expect(answer.text).not.toContain('Operator');
      expect(answer.status).toBe(404);
    }
  });
});

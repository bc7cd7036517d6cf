import { once } from 'node:events';
import { pipeline, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { FakeClock } from '../../support/fake-clock.ts';
import { openFetcher, PUBLIC, read, serve } from './web-world.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!doctype html><title>Plants</title><p>Leaves are green.';
const MB = 1024 * 1024;

it('reads a page, and says where it was found and what to call it', async () => {
  const port = await serve(PUBLIC, (req, res) => {
    if (req.url === '/old') res.writeHead(301, { location: '/plants/Gr%C3%BCn' }).end();
    else res.writeHead(200, HTML).end(PAGE);
  });
  const page = await read(openFetcher(), `http://pages.test:${port}/old`);
  expect(page).toEqual({
    url: `http://pages.test:${port}/plants/Gr%C3%BCn`,
    name: 'Grün.html',
    text: PAGE,
    bytes: Buffer.byteLength(PAGE),
  });
});

it.each([
  ['/', 'text/html', 'pages.test.html'],
  ['/a/notes.md', 'text/plain', 'notes.md'],
  ['/notes', 'text/markdown', 'notes.md'],
  ['/paper.pdf?download=1', 'application/pdf', 'paper.pdf'],
  ['/%ff', 'text/plain', '%ff.txt'],
  ['/untold', undefined, 'untold'],
])('names %s, sent as %s, %s', async (path, type, name) => {
  const port = await serve(PUBLIC, (_req, res) => res.writeHead(200, type ? { 'content-type': type } : {}).end('x'));
  expect((await read(openFetcher(), `http://pages.test:${port}${path}`)).name).toBe(name);
});

it('unpacks what was compressed, and sends nothing that tells who asks', async () => {
  const seen = vi.fn();
  const port = await serve(PUBLIC, (req, res) => {
    seen(req.headers);
    const [encoding, body] = req.url === '/br' ? ['br', brotliCompressSync(PAGE)] : ['gzip', gzipSync(PAGE)];
    res.writeHead(200, { ...HTML, 'content-encoding': encoding }).end(body);
  });
  for (const path of ['br', 'gzip']) {
    expect((await read(openFetcher(), `http://pages.test:${port}/${path}`)).text).toBe(PAGE);
  }
  const names = ['host', 'accept', 'accept-encoding', 'user-agent', 'connection'];
  expect(Object.keys(seen.mock.calls[0]?.[0]).sort()).toEqual(names.sort());
});

it('follows five redirects, and not a sixth', async () => {
  const port = await serve(PUBLIC, (req, res) => {
    const left = Number(req.url?.slice(1));
    if (left > 0) res.writeHead(307, { location: `/${left - 1}` }).end();
    else res.writeHead(200, HTML).end(PAGE);
  });
  expect((await read(openFetcher(), `http://pages.test:${port}/5`)).text).toBe(PAGE);
  const sixth = read(openFetcher(), `http://pages.test:${port}/6`);
  await expect(sixth).rejects.toMatchObject({ code: 'url_redirects', status: 422 });
});

it('gives up on redirects that go round in a circle', async () => {
  const asked = vi.fn();
  const port = await serve(PUBLIC, (req, res) => {
    asked();
    res.writeHead(302, { location: req.url === '/a' ? '/b' : '/a' }).end();
  });
  await expect(read(openFetcher(), `http://pages.test:${port}/a`)).rejects.toMatchObject({ code: 'url_redirects' });
  expect(asked).toHaveBeenCalledTimes(6);
});

it.each([
  ['a missing page', 404, HTML, 'url_unreachable'],
  ['a page that is not modified', 304, {}, 'url_unreachable'],
  ['a redirect to nowhere', 302, {}, 'url_unreachable'],
  ['a picture', 200, { 'content-type': 'image/png' }, 'url_kind'],
  ['a program', 200, { 'content-type': 'application/octet-stream' }, 'url_kind'],
  ['layers of compression', 200, { ...HTML, 'content-encoding': 'gzip, gzip' }, 'url_kind'],
  ['a compression that was not asked for', 200, { ...HTML, 'content-encoding': 'deflate' }, 'url_kind'],
])('refuses %s', async (_what, status, headers, code) => {
  const port = await serve(PUBLIC, (_req, res) => res.writeHead(status, headers).end(deflateSync(PAGE)));
  await expect(read(openFetcher(), `http://pages.test:${port}/`)).rejects.toMatchObject({ code });
});

it('says when there is no such site, and when nobody listens there', async () => {
  await expect(read(openFetcher(), 'http://missing.test/')).rejects.toMatchObject({ code: 'url_unreachable' });
  const nobody = openFetcher({ resolve: async () => [] });
  await expect(read(nobody, 'http://pages.test/')).rejects.toMatchObject({ code: 'url_unreachable' });
  await expect(read(openFetcher(), 'http://pages.test:9/')).rejects.toMatchObject({ code: 'url_unreachable' });
});

it('takes a page of just the allowed size, and none larger, announced or not', async () => {
  const port = await serve(PUBLIC, (req, res) => {
    const body = 'x'.repeat(Number(req.url?.split('/')[2]));
    res.writeHead(200, req.url?.startsWith('/told') ? { ...HTML, 'content-length': body.length } : HTML);
    res.write(body.slice(0, 1));
    res.end(body.slice(1));
  });
  const fetcher = openFetcher({ maxBytes: MB });
  for (const way of ['told', 'untold']) {
    expect((await read(fetcher, `http://pages.test:${port}/${way}/${MB}`)).bytes).toBe(MB);
    const larger = read(fetcher, `http://pages.test:${port}/${way}/${MB + 1}`);
    await expect(larger).rejects.toMatchObject({ code: 'url_too_large', status: 413 });
  }
});

it.each([
  ['gzip', gzipSync(Buffer.alloc(200 * MB))],
  ['br', brotliCompressSync(Buffer.alloc(50 * MB))],
])('stops a %s bomb as soon as it is larger than a page may be', async (encoding, bomb) => {
  expect(bomb.length).toBeLessThan(MB);
  const port = await serve(PUBLIC, (_req, res) => {
    res.writeHead(200, { ...HTML, 'content-encoding': encoding }).end(bomb);
  });
  using page = await openFetcher({ maxBytes: MB }).fetch(`http://pages.test:${port}/`);
  let seen = 0;
  const reading = (async () => {
    for await (const part of page.content) seen += part.length;
  })();
  await expect(reading).rejects.toMatchObject({ code: 'url_too_large' });
  expect(seen).toBeLessThanOrEqual(MB);
});

it('stops what would unpack to a gigabyte, and does not unpack the rest', async () => {
  // A gigabyte of zeros, packed piece by piece as it is sent: nobody has to hold it.
  const piece = Buffer.alloc(16 * MB);
  let packed = 0;
  const port = await serve(PUBLIC, (_req, res) => {
    res.writeHead(200, { ...HTML, 'content-encoding': 'gzip' });
    const packing = createGzip();
    packing.on('data', (part: Buffer) => {
      packed += part.length;
    });
    pipeline(Readable.from(Array(64).fill(piece)), packing, res, () => undefined);
  });
  const reading = read(openFetcher({ maxBytes: MB }), `http://pages.test:${port}/`);
  await expect(reading).rejects.toMatchObject({ code: 'url_too_large' });
  // A gigabyte packs to just that: what was sent unpacks to far less.
  expect(packed).toBeLessThan(gzipSync(piece).length * 64);
});

it.each([
  ['less than comes', '5', 'url_unreachable', '<!doc'],
  ['more than comes', '5000', 'url_unreachable', undefined],
  ['nothing sensible', 'many', 'url_unreachable', undefined],
])('believes no length that announces %s', async (_, length, code, text) => {
  const port = await serve(PUBLIC, (req) => {
    req.socket.end(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: ${length}\r\n\r\n${PAGE}`);
  });
  const reading = read(openFetcher(), `http://pages.test:${port}/`);
  // What was announced is all that is looked at.
  if (text !== undefined) expect((await reading).text).toBe(text);
  else await expect(reading).rejects.toMatchObject({ code });
});

it('stops a body that never ends, packed or not, and hangs up', async () => {
  const closed: Promise<unknown>[] = [];
  const port = await serve(PUBLIC, (_req, res) => {
    closed.push(once(res, 'close'));
    res.writeHead(200, HTML);
    const more = () => {
      while (!res.destroyed && res.write('x'.repeat(65_536)));
    };
    res.on('drain', more);
    more();
  });
  const endless = read(openFetcher({ maxBytes: MB }), `http://pages.test:${port}/`);
  await expect(endless).rejects.toMatchObject({ code: 'url_too_large' });
  expect(closed.length).toBe(1);
  await closed[0];
});

it.each([
  ['nothing at all', () => undefined],
  ['half a header', (socket: NodeJS.WritableStream) => socket.write('HTTP/1.1 200 OK\r\nContent-Ty')],
  ['half a body', (socket: NodeJS.WritableStream) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc')],
])('waits for a server that sends %s and falls silent, but not for long', async (_what, send) => {
  const port = await serve(PUBLIC, (req) => void send(req.socket));
  const silent = read(openFetcher({ idleMs: 100 }), `http://pages.test:${port}/`);
  await expect(silent).rejects.toMatchObject({ code: 'url_timeout', status: 422 });
});

it('gives a page that drips in byte by byte no more than its whole time', async () => {
  const clock = new FakeClock();
  const port = await serve(PUBLIC, (_req, res) => {
    res.writeHead(200, HTML).write('x');
  });
  using page = await openFetcher({ clock, totalMs: 30_000 }).fetch(`http://pages.test:${port}/`);
  const parts = page.content[Symbol.asyncIterator]();
  await parts.next();
  const rest = parts.next();
  clock.advance(30_000);
  await expect(rest).rejects.toMatchObject({ code: 'url_timeout' });
});

it('does not wait for a resolver that never answers', async () => {
  const clock = new FakeClock();
  const reading = read(openFetcher({ clock, resolve: () => new Promise(() => undefined) }), 'http://pages.test/');
  clock.advance(30_000);
  await expect(reading).rejects.toMatchObject({ code: 'url_timeout' });
});

it('says that a page broke off, packed or not', async () => {
  const packed = gzipSync(PAGE);
  const port = await serve(PUBLIC, (req, res) => {
    if (req.url === '/packed') {
      res.writeHead(200, { ...HTML, 'content-encoding': 'gzip' }).end(packed.subarray(0, 20));
      return;
    }
    res.writeHead(200, { ...HTML, 'content-length': 1000 });
    res.write('half', () => res.destroy());
  });
  for (const path of ['packed', 'plain']) {
    const broken = read(openFetcher(), `http://pages.test:${port}/${path}`);
    await expect(broken).rejects.toMatchObject({ code: 'url_unreachable' });
  }
});

it('lets go of the connection when nobody wants the page any more', async () => {
  const closed: Promise<unknown>[] = [];
  const port = await serve(PUBLIC, (_req, res) => {
    closed.push(once(res, 'close'));
    res.writeHead(200, HTML).write(PAGE);
  });
  const page = await openFetcher().fetch(`http://pages.test:${port}/`);
  page[Symbol.dispose]();
  await closed[0];
  await expect(buffer(page.content)).rejects.toMatchObject({ code: 'url_unreachable' });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const port = await serve(PUBLIC, () => stop.abort(new Error('enough')));
  await expect(openFetcher().fetch(`http://pages.test:${port}/`, stop.signal)).rejects.toThrow('enough');
});

it.each([
  ['as its server says, whatever the page says', 'text/html; charset=windows-1251', 'Привет', 'cff0e8e2e5f2', '\ufeff'],
  ['as its mark says, whatever the server says', 'text/html; charset=windows-1251', '\ufeffhé', 'efbbbf68c3a9', ''],
  ['as it is where nobody knows the name', 'text/plain; charset=klingon', 'plain', '706c61696e', ''],
  ['as it is where it is no text', 'application/pdf; charset=utf-16', '%PDF-', '255044462d', ''],
])('has a text %s', async (_, type, text, bytes, mark) => {
  const port = await serve(PUBLIC, (_req, res) => {
    res.writeHead(200, { 'content-type': type });
    // Letter by letter: a character may be cut anywhere.
    for (const byte of Buffer.from(bytes, 'hex')) res.write(Buffer.from([byte]));
    res.end();
  });
  expect((await read(openFetcher(), `http://pages.test:${port}/`)).text).toBe(mark + text);
});

import { expect, it, vi } from 'vitest';
import { openFetcher, PUBLIC, read, serve } from './web-world.ts';

const REFUSED = { code: 'url_not_allowed', status: 422 };

it.each([
  'ftp://pages.test/',
  'file:///etc/passwd',
  'data:text/html,hello',
  'javascript:alert(1)',
  'pages.test',
  '',
  'http://',
  'http://ada:secret@pages.test/',
  'http://ada@pages.test/',
  'https://:secret@pages.test/',
])('refuses %s', async (url) => {
  await expect(read(openFetcher(), url)).rejects.toMatchObject(REFUSED);
});

it('refuses every spelling of an address of its own machine', async () => {
  const asked = vi.fn();
  const port = await serve('127.0.0.1', asked);
  for (const host of [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '①②⑦.0.0.1',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
  ]) {
    await expect(read(openFetcher(), `http://${host}:${port}/`), host).rejects.toMatchObject(REFUSED);
  }
  expect(asked).not.toHaveBeenCalled();
});

it('refuses names that stand for an address that is not public, or for one among others', async () => {
  const resolve = async (hostname: string) =>
    hostname === 'inside.test' ? ['10.0.0.7'] : hostname === 'six.test' ? ['fd00::7'] : [PUBLIC, '10.0.0.7'];
  for (const host of ['inside.test', 'six.test', 'both.test']) {
    await expect(read(openFetcher({ resolve }), `http://${host}/`)).rejects.toMatchObject(REFUSED);
  }
});

it('refuses this machine’s own name with the system’s resolver and ranges', async () => {
  const asked = vi.fn();
  const port = await serve('127.0.0.1', asked);
  const { resolveWithSystem } = await import('../../../src/adapters/web/target.ts');
  const fetcher = openFetcher({ resolve: resolveWithSystem });
  await expect(read(fetcher, `http://localhost:${port}/`)).rejects.toMatchObject(REFUSED);
  expect(asked).not.toHaveBeenCalled();
});

it('connects to the address that was checked, whatever the name means by then', async () => {
  const port = await serve(PUBLIC, (_req, res) => res.setHeader('content-type', 'text/plain').end('public'));
  const inside = vi.fn();
  await serve('127.0.0.1', inside, port);
  const answers = [[PUBLIC], ['127.0.0.1']];
  const resolve = vi.fn(async () => answers.shift() ?? ['127.0.0.1']);
  const fetcher = openFetcher({ resolve });
  expect((await read(fetcher, `http://rebinding.test:${port}/`)).text).toBe('public');
  expect(resolve).toHaveBeenCalledTimes(1);
  await expect(read(fetcher, `http://rebinding.test:${port}/`)).rejects.toMatchObject(REFUSED);
  expect(inside).not.toHaveBeenCalled();
});

it('checks a name again when it is redirected to itself', async () => {
  const port = await serve(PUBLIC, (_req, res) => res.writeHead(302, { location: '/next' }).end());
  const inside = vi.fn();
  await serve('127.0.0.1', inside, port);
  const answers = [[PUBLIC], ['127.0.0.1']];
  const fetcher = openFetcher({ resolve: async () => answers.shift() ?? [] });
  await expect(read(fetcher, `http://rebinding.test:${port}/`)).rejects.toMatchObject(REFUSED);
  expect(inside).not.toHaveBeenCalled();
});

it('follows no redirect to an address that it would not have been sent to', async () => {
  const inside = vi.fn();
  const secret = await serve('127.0.0.1', inside);
  const goals = [
    `http://127.0.0.1:${secret}/`,
    `http://2130706433:${secret}/`,
    `http://0x7f.1:${secret}/`,
    `//127.0.0.1:${secret}/`,
    'http://169.254.169.254/latest/meta-data/',
    `http://[::1]:${secret}/`,
    `http://[::ffff:127.0.0.1]:${secret}/`,
    `http://ada:secret@pages.test:${secret}/`,
    'file:///etc/passwd',
    'http://',
  ];
  const port = await serve(PUBLIC, (req, res) => {
    res.writeHead(302, { location: goals[Number(req.url?.slice(1))] }).end();
  });
  for (const at of goals.keys()) {
    await expect(read(openFetcher(), `http://pages.test:${port}/${at}`), goals[at]).rejects.toMatchObject(REFUSED);
  }
  expect(inside).not.toHaveBeenCalled();
});

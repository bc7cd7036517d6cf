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

it.each([
  ['its own network', ['10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.0.1', '192.168.257', '0xc0a80001']],
  ['shared addresses', ['100.64.0.1', '100.127.255.254', '1681915905']],
  ['no address in particular', ['0.0.0.0', '0x0', '00000000000', '[::0]', '[0:0:0:0:0:0:0:0]']],
  ['whoever is on the same cable', ['169.254.1.1', '[fe80::1]', '[febf::1]', '[fec0::1]']],
  ['private addresses of IPv6', ['[fc00::1]', '[fdff:ffff::1]', '[fd00:ec2::254]']],
  ['keys of the cloud', ['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '168.63.129.16']],
  [
    'IPv4 in IPv6',
    ['[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]', '[::ffff:0:127.0.0.1]', '[::127.0.0.1]', '[2002:7f00:1::]'],
  ],
  ['tunnels', ['[2001:0:7f00:1::]', '[64:ff9b::a00:1]', '[64:ff9b:1::a00:1]']],
  [
    'digits of other scripts',
    ['１２７.０.０.１', '𝟏𝟐𝟕.𝟎.𝟎.𝟏', '127。0。0。1', '⑯⑨。254。169。254', '１６９.254.169.254'],
  ],
  ['names with a dot at their end', ['127.0.0.1.', '10.0.0.1.', '2130706433.']],
  ['everybody at once', ['224.0.0.1', '255.255.255.255', '[ff02::1]']],
  ['what a zone says', ['[fe80::1%25eth0]', '[::1%25lo]']],
])('asks nobody at the address of %s, whichever way it is spelled', async (_, hosts) => {
  const resolve = vi.fn(async () => [PUBLIC]);
  for (const host of hosts) {
    for (const url of [`http://${host}/`, `https://${host}:8443/`]) {
      await expect(read(openFetcher({ resolve }), url), url).rejects.toMatchObject(REFUSED);
    }
  }
  // None of them is a name that somebody could be asked about.
  expect(resolve).not.toHaveBeenCalled();
});

it.each([
  'http://pages.test@127.0.0.1/',
  'http://pages.test:80@127.0.0.1/',
  'http://pages.test%40127.0.0.1/',
  'http://127.0.0.1\\@pages.test/',
  'http://127.0.0.1#@pages.test/',
  'http://127.0.0.1?@pages.test/',
  'http:\\\\127.0.0.1/',
  'http:/127.0.0.1/',
  'http://127.\t0.0.\n1/',
  ' http://127.0.0.1/ ',
  'HTTP://LOCALHOST@127.0.0.1/',
])('is not led astray by the address %j', async (url) => {
  await expect(read(openFetcher(), url)).rejects.toMatchObject(REFUSED);
});

it('refuses the names under which clouds give out keys, wherever they lead', async () => {
  const addresses: Record<string, string> = {
    'metadata.google.internal': '169.254.169.254',
    'metadata.google.internal.': '169.254.169.254',
    'instance-data': '169.254.169.254',
    'metadata.azure.internal': '168.63.129.16',
    'metadata.tencentyun.com': '169.254.0.23',
    '169.254.169.254.nip.io': '169.254.169.254',
    'localtest.me': '127.0.0.1',
  };
  const resolve = async (hostname: string) => [addresses[hostname] ?? PUBLIC];
  for (const host of Object.keys(addresses)) {
    await expect(read(openFetcher({ resolve }), `http://${host}/`), host).rejects.toMatchObject(REFUSED);
  }
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
  for (const name of ['localhost', 'LOCALHOST', 'ｌｏｃａｌｈｏｓｔ']) {
    await expect(read(fetcher, `http://${name}:${port}/`), name).rejects.toMatchObject(REFUSED);
  }
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
    'ftp://pages.test/',
    'gopher://127.0.0.1:6379/_INFO',
    'dict://127.0.0.1:11211/stats',
    'data:text/html,hello',
    'javascript:alert(1)',
    `\\\\127.0.0.1:${secret}/`,
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

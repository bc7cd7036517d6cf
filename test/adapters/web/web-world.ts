import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../../src/adapters/system/clock.ts';
import { isPublicAddress } from '../../../src/adapters/web/public-address.ts';
import { createWebFetcher, type WebFetcherOptions } from '../../../src/adapters/web/web-fetcher.ts';

/** Stands for the public internet in these tests: a loopback address that is not the one everybody knows. */
export const PUBLIC = '127.0.0.2';

/** Serves at an address of this machine on a free port, or on the one given. */
export async function serve(address: string, handler: RequestListener, port = 0): Promise<number> {
  const server = createServer(handler);
  server.listen(port, address);
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

/** A fetcher to which `pages.test` is at PUBLIC, and PUBLIC is public; everything else is as it really is. */
export function openFetcher(options: Partial<WebFetcherOptions> = {}) {
  return createWebFetcher({
    clock: systemClock,
    resolve: async (hostname) => {
      if (hostname === 'pages.test') return [PUBLIC];
      throw new Error(`unknown host ${hostname}`);
    },
    isAllowed: (address) => address === PUBLIC || isPublicAddress(address),
    ...options,
  });
}

/** The whole page, or what made it fail. */
export async function read(fetcher: ReturnType<typeof createWebFetcher>, url: string) {
  using page = await fetcher.fetch(url);
  const content = await buffer(page.content);
  return { url: page.url, name: page.name, text: content.toString('utf8'), bytes: content.length };
}

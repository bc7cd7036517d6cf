import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { notAllowed, notPublic, unreachable } from './refusals.ts';

/** All addresses of a host name. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** Where a request may go: a URL and the addresses that were checked for it, the only ones it may use. */
export interface Target {
  url: URL;
  addresses: string[];
}

export async function resolveWithSystem(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

/**
 * Checks an address that somebody named and looks its host up, once. The URL parser has brought every spelling of an IP
 * address (decimal, octal, hexadecimal, short) into the ordinary one by then.
 */
export async function checkTarget(
  raw: string,
  { resolve, isAllowed }: { resolve: Resolve; isAllowed: (address: string) => boolean },
): Promise<Target> {
  const url = parseUrl(raw);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(literal) ? [literal] : await lookUp(url.hostname, resolve);
  if (!addresses.every(isAllowed)) throw notPublic();
  return { url, addresses };
}

function parseUrl(raw: string): URL {
  if (!URL.canParse(raw)) throw notAllowed('This is not the address of a web page.');
  const url = new URL(raw);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw notAllowed('The address of a web page begins with http:// or https://.');
  }
  if (url.username !== '' || url.password !== '') throw notAllowed('An address may hold no user name or password.');
  return url;
}

async function lookUp(hostname: string, resolve: Resolve): Promise<string[]> {
  try {
    const addresses = await resolve(hostname);
    if (addresses.length > 0) return addresses;
  } catch (error) {
    throw unreachable('There is no such site, or it cannot be found right now.', error);
  }
  throw unreachable('There is no such site, or it cannot be found right now.');
}

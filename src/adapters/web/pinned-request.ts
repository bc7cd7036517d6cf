import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import type { Target } from './target.ts';

const HEADERS = {
  accept: 'text/html, application/xhtml+xml, text/markdown, text/plain, application/pdf;q=0.9',
  'accept-encoding': 'gzip, br',
  'user-agent': 'LearningVoiceAgent/1 (reads a page that a learner added)',
};

/**
 * Sends a GET to the addresses that were checked and to no other: the name is not looked up again, so that it cannot mean
 * another host by then. No connection is kept or shared, and no proxy of the environment is used.
 * @param idle what to call, again and again, after so many ms without a byte, until its end.
 */
export function pinnedGet(
  { url, addresses }: Target,
  idle: { ms: number; run: () => void },
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { method: 'GET', headers: HEADERS, lookup: only(addresses), timeout: idle.ms, signal };
  const request =
    url.protocol === 'https:'
      ? requestHttps(url, { ...options, agent: new HttpsAgent() })
      : requestHttp(url, { ...options, agent: new HttpAgent() });
  request.on('timeout', idle.run);
  // Stays for the whole body: what breaks later is told by the response too.
  request.on('error', reject);
  request.once('response', resolve);
  request.end();
  return promise;
}

function only(addresses: string[]): LookupFunction {
  const checked = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, found) => {
    const [first] = checked;
    if (options.all || !first) found(null, checked);
    else found(null, first.address, first.family);
  };
}

import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../ports/clock.ts';
import type { WebFetcher, WebPage } from '../../ports/web-fetcher.ts';
import { MAX_FILE_BYTES } from '../../protocol/limits.ts';
import { readBody, reasonOf } from './body.ts';
import { asDeclared } from './page-encoding.ts';
import { nameOf, requireReadableKind } from './page-kind.ts';
import { pinnedGet } from './pinned-request.ts';
import { isPublicAddress } from './public-address.ts';
import { timedOut, tooManyRedirects, unreachable } from './refusals.ts';
import { checkTarget, type Resolve, resolveWithSystem } from './target.ts';

export interface WebFetcherOptions {
  clock: Clock;
  /** Looks a name up; the system's resolver by default. */
  resolve?: Resolve;
  /** Which addresses may be asked; public ones by default. Tests serve pages from this machine. */
  isAllowed?: (address: string) => boolean;
  /** Bytes, after decompression. */
  maxBytes?: number;
  /** For everything: looking up, redirects, the body. */
  totalMs?: number;
  /** Without a byte. */
  idleMs?: number;
}

const TOTAL_MS = 30_000;
const IDLE_MS = 10_000;
const MAX_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

interface Found {
  url: URL;
  response: IncomingMessage;
}

export function createWebFetcher(options: WebFetcherOptions): WebFetcher {
  const { clock, maxBytes = MAX_FILE_BYTES, totalMs = TOTAL_MS, idleMs = IDLE_MS } = options;
  const checks = { resolve: options.resolve ?? resolveWithSystem, isAllowed: options.isAllowed ?? isPublicAddress };

  /** Every address on the way is checked as if the learner had named it. */
  async function follow(first: string, onIdle: () => void, signal: AbortSignal): Promise<Found> {
    let next = first;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const target = await orAborted(checkTarget(next, checks), signal);
      const response = await pinnedGet(target, { ms: idleMs, run: onIdle }, signal);
      const location = response.headers.location;
      if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined) return { url: target.url, response };
      response.destroy();
      next = URL.parse(location, target.url.href)?.href ?? location;
    }
    throw tooManyRedirects();
  }

  return {
    async fetch(url, signal) {
      const stop = new AbortController();
      const giveUp = () => stop.abort(timedOut());
      const cancel = clock.after(totalMs, giveUp);
      const ended = signal ? AbortSignal.any([stop.signal, signal]) : stop.signal;
      const letGo = () => {
        cancel();
        stop.abort(unreachable());
      };
      try {
        const found = await follow(url, giveUp, ended);
        return toPage(found, maxBytes, ended, letGo);
      } catch (error) {
        const reason = reasonOf(error, ended);
        letGo();
        throw reason;
      }
    },
  };
}

function toPage({ url, response }: Found, maxBytes: number, signal: AbortSignal, letGo: () => void): WebPage {
  // Cutting it later than its end is no error that anybody waits for.
  response.on('error', () => undefined);
  const status = response.statusCode ?? 0;
  if (status !== 200) throw unreachable(`The page answered with status ${status}.`);
  requireReadableKind(response.headers['content-type']);
  return {
    url: url.href,
    name: nameOf(url, response.headers['content-type']),
    content: asDeclared(readBody(response, maxBytes, signal), response.headers['content-type']),
    [Symbol.dispose]: letGo,
  };
}

/** The system's resolver cannot be stopped; it can be left alone. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

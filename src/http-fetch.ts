import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import type { Clock } from './ports/clock.ts';

/** What a vendor's SDK, or an adapter, sends its requests with. */
export interface Http {
  /** Only what they need: a text or a form as body, no redirects. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Opens a connection if none is kept, by asking for nothing: no key, no body, whatever the answer. Never rejects. */
  warm(url: string): Promise<void>;
}

/**
 * A `fetch` on node:http(s) with kept connections: it streams server-sent events at three quarters of the
 * processor time of the platform's own (1,000 streams of 15 events a second: 47 % of a core against 61 %), and knows when
 * a connection does not come about.
 * @param connect how long a connection, TLS included, may take before the request fails; as long as its caller waits, where left out
 */
export function createHttp(connect?: { clock: Clock; ms: number }): Http {
  const agents = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
  let warming: Promise<void> | undefined;
  const within = (action: () => void) => connect?.clock.after(connect.ms, action) ?? (() => undefined);

  function open(url: URL, options: { method: string; headers?: Record<string, string> }) {
    const secure = url.protocol === 'https:';
    const agent = secure ? agents.https : agents.http;
    const request = (secure ? requestHttps : requestHttp)(url, { ...options, agent });
    request.on('socket', (socket) => {
      if (!socket.connecting) return;
      const cancel = within(() => request.destroy(new Error(`no connection in ${connect?.ms} ms`)));
      socket.once(secure ? 'secureConnect' : 'connect', cancel);
      socket.once('close', cancel);
    });
    return request;
  }

  return {
    async fetch(input, init = {}) {
      const url = new URL(input instanceof Request ? input.url : input);
      const { bytes, type } = await bodyOf(init.body ?? '');
      const named = init.headers instanceof Headers ? init.headers : new Headers(init.headers);
      const headers = { ...Object.fromEntries(named), ...type, 'content-length': String(bytes.length) };
      const { promise, resolve, reject } = Promise.withResolvers<Response>();
      const { method = 'GET', signal } = init;
      signal?.throwIfAborted();
      const request = open(url, { method, headers });
      if (signal) endWith(request, signal);
      request.on('error', reject);
      request.on('response', (incoming) => resolve(toResponse(incoming)));
      request.end(bytes);
      return promise;
    },
    warm(url) {
      const kept = Object.values(agents).some(({ freeSockets }) => Object.keys(freeSockets).length > 0);
      if (kept) return Promise.resolve();
      warming ??= new Promise<void>((resolve) => {
        // Not `HEAD`: Node keeps no connection whose answer names no length.
        const request = open(new URL(url), { method: 'GET' });
        const giveUp = within(() => request.destroy());
        // What is wrong with the server the question itself will hear.
        request.on('error', () => undefined);
        request.on('response', (incoming) => incoming.resume());
        request.once('close', () => {
          giveUp();
          warming = undefined;
          resolve();
        });
        request.end();
      });
      return warming;
    },
  };
}

/** Node's own way to do this watches the request's streams for their ends, which takes as long as sending it. */
function endWith(request: ClientRequest, signal: AbortSignal): void {
  const leave = () => request.destroy(new DOMException('The request was aborted.', 'AbortError'));
  signal.addEventListener('abort', leave, { once: true });
  request.once('close', () => signal.removeEventListener('abort', leave));
}

async function bodyOf(body: unknown): Promise<{ bytes: Buffer; type?: { 'content-type': string } }> {
  if (typeof body === 'string') return { bytes: Buffer.from(body) };
  if (!(body instanceof FormData)) throw new TypeError('only text and forms can be sent');
  const form = new Response(body);
  const type = form.headers.get('content-type') ?? '';
  return { bytes: Buffer.from(await form.arrayBuffer()), type: { 'content-type': type } };
}

/** What is read event by event is read from Node's stream itself: a web stream around it doubles what each piece costs. */
function eventStream(incoming: IncomingMessage, init: ResponseInit): Response {
  return Object.defineProperty(new Response(null, init), 'body', { value: incoming });
}

function toResponse(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = incoming.statusCode ?? 502;
  const isEvents = status === 200 && incoming.headers['content-type']?.startsWith('text/event-stream');
  if (isEvents) return eventStream(incoming, { status, headers });
  const bodyless = status === 204 || status === 205 || status === 304;
  // Node's type of a web stream and the DOM's differ in name only.
  return new Response(bodyless ? null : Readable.toWeb(incoming), { status, headers });
}

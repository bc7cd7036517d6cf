import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a body is made of, in order: bytes, a wait for the test, a cut connection, or silence for ever. */
export type Part = Uint8Array | string | Promise<unknown> | 'cut' | 'hang';

export interface HttpAnswer {
  /** 200 where left out. */
  status?: number;
  headers?: Record<string, string>;
  parts: Iterable<Part>;
}

export interface HttpAsked {
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** When the connection of this request is done with. */
  closed: Promise<void>;
  /** The client left before the end of the answer. */
  abandoned: boolean;
}

/** A paid service over HTTP: answers are scripted one a request, or made by `always`. */
export class FakeHttpService implements AsyncDisposable {
  readonly requests: HttpAsked[] = [];
  /** Connections that were ever opened to it. */
  connections = 0;
  readonly #server: Server;
  readonly #scripts: HttpAnswer[] = [];
  #default: (asked: HttpAsked) => HttpAnswer = () => ({ status: 500, parts: [] });
  #waiting: ((asked: HttpAsked) => void)[] = [];

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(() => response.destroy());
    });
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  static async start(): Promise<FakeHttpService> {
    const service = new FakeHttpService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reply(answer: HttpAnswer): void {
    this.#scripts.push(answer);
  }

  always(answer: (asked: HttpAsked) => HttpAnswer): void {
    this.#default = answer;
  }

  /** The next request to arrive after this call. */
  nextRequest(): Promise<HttpAsked> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Closes all connections; new ones are taken. */
  hangUp(): void {
    this.#server.closeAllConnections();
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // Somebody opens a connection in advance.
    if (incoming.method === 'GET') return void response.writeHead(404, { 'content-length': '0' }).end();
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const closed = once(response, 'close').then(() => {
      asked.abandoned = !response.writableFinished;
    });
    const { url: path = '', headers } = incoming;
    const asked: HttpAsked = { path, headers, body: Buffer.concat(chunks), closed, abandoned: false };
    this.requests.push(asked);
    const answer = this.#scripts.shift() ?? this.#default(asked);
    for (const tell of this.#waiting.splice(0)) tell(asked);
    response.writeHead(answer.status ?? 200, answer.headers);
    response.flushHeaders();
    for (const part of answer.parts) {
      if (response.destroyed || part === 'hang') return;
      if (part === 'cut') return void response.destroy();
      if (part instanceof Promise) await part;
      else if (!response.write(part)) await Promise.race([once(response, 'drain'), closed]);
    }
    response.end();
  }
}

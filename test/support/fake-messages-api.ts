import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFromFirstResult } from './fake-messages-api-default.ts';
import { isRewrite, MessagesBody, objectionTo, type RecordedRequest } from './fake-messages-api-request.ts';
import type { Refusal, Reply, Responder, Step } from './fake-messages-api-script.ts';
import { MessageStream } from './fake-messages-api-stream.ts';

export type { RecordedRequest } from './fake-messages-api-request.ts';
export { blocksOf, searchResultsOf } from './fake-messages-api-request.ts';
export * from './fake-messages-api-script.ts';

export interface FakeMessagesApiOptions {
  /** 0 takes a free port. */
  port?: number;
  /** When given, any other key (`x-api-key`, or as a bearer token) is refused with 401. */
  apiKey?: string;
  /** Milliseconds before each word of the default answer. */
  wordMs?: number;
}

/**
 * A server that speaks the Anthropic Messages API with server-sent events, so that the real SDK can be pointed at it:
 *
 *     await using api = await FakeMessagesApi.start();
 *     api.reply(...say('Plants ', 'make sugar.'), cite(1));   // the next request is answered so
 *     api.replyWith((request) => [...]);                      // or made from the request
 *     api.reply(...say('One.'), hold(gate.opened), fail());   // waits for the test, then fails in the middle
 *     api.refuseWith(rateLimited(2));                         // no stream: 429 with retry-after
 *     api.always(() => overloaded());                         // every request from now on that has no script
 *     api.requests                                            // what it was asked, oldest first
 *     await api.nextRequest()                                 // the next one to arrive
 *
 * Scripts are used up one a request, in order. Requests without one get the default: a sentence that cites the first
 * search result. Requests that the real API would refuse are refused with 400 and the reason, and use up no script.
 */
export class FakeMessagesApi implements AsyncDisposable {
  readonly requests: RecordedRequest[] = [];
  /** Errors of scripts themselves, e.g. citing a search result that is not there. */
  readonly scriptErrors: unknown[] = [];
  /** Requests to rewrite a question, which come beside the answers': they use up no script and are not among `requests`. */
  readonly rewrites: RecordedRequest[] = [];
  /** How many connections were made. */
  connections = 0;
  readonly #server: Server;
  readonly #options: FakeMessagesApiOptions;
  readonly #scripts: Responder[] = [];
  #default: Responder;
  #rewriter: Responder = () => [];
  #waiting: ((request: RecordedRequest) => void)[] = [];

  private constructor(options: FakeMessagesApiOptions) {
    this.#options = options;
    this.#default = (request) => answerFromFirstResult(request, options.wordMs);
    this.#server = createServer((request, response) => void this.#handle(request, response));
    this.#server.on('connection', () => {
      this.connections += 1;
    });
  }

  static async start(options: FakeMessagesApiOptions = {}): Promise<FakeMessagesApi> {
    const api = new FakeMessagesApi(options);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    api.#server.once('error', reject);
    api.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    await promise;
    return api;
  }

  /** For `ANTHROPIC_BASE_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Answers the next request without a script yet with these steps. */
  reply(...steps: Step[]): void {
    this.#scripts.push(() => steps);
  }

  /** The same, with the answer made from the request. */
  replyWith(responder: Responder): void {
    this.#scripts.push(responder);
  }

  /** Refuses the next request before the stream. */
  refuseWith(refusal: Refusal): void {
    this.#scripts.push(() => refusal);
  }

  /** Answers every request that has no script of its own. */
  always(responder: Responder): void {
    this.#default = responder;
  }

  /** Answers every request to rewrite a question; without it the fake has nothing to say to them. */
  rewriteWith(responder: Responder): void {
    this.#rewriter = responder;
  }

  /** The next request that arrives after this call. */
  nextRequest(): Promise<RecordedRequest> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Cuts every connection and goes on listening, as a server does that has kept them for long enough. */
  cutConnections(): void {
    this.#server.closeAllConnections();
  }

  /** Stops listening and cuts every connection; a client then finds nobody there. */
  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.stop();
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAt = performance.now();
    const id = `req_${String(this.requests.length + 1).padStart(6, '0')}`;
    try {
      const body = await bodyOf(incoming);
      const refusal = this.#objection(incoming, body);
      if (refusal) return refuseRequest(response, id, refusal);
      const request = record(id, incoming, response, { arrivedAt, body: MessagesBody.parse(body) });
      if (isRewrite(request.body)) {
        this.rewrites.push(request);
        return await answer(response, request, this.#rewriter(request));
      }
      this.requests.push(request);
      const reply = (this.#scripts.shift() ?? this.#default)(request);
      for (const tell of this.#waiting.splice(0)) tell(request);
      await answer(response, request, reply);
    } catch (error) {
      this.scriptErrors.push(error);
      response.destroy();
    }
  }

  #objection(incoming: IncomingMessage, body: unknown): Refusal | undefined {
    if (incoming.method !== 'POST' || !incoming.url?.startsWith('/v1/messages')) {
      return { status: 404, type: 'not_found_error', message: 'Not found' };
    }
    const { apiKey } = this.#options;
    const { 'x-api-key': key, authorization } = incoming.headers;
    if (apiKey !== undefined && key !== apiKey && authorization !== `Bearer ${apiKey}`) {
      return { status: 401, type: 'authentication_error', message: 'invalid x-api-key' };
    }
    const message = objectionTo(incoming.headers, body);
    return message === undefined ? undefined : { status: 400, type: 'invalid_request_error', message };
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function record(
  id: string,
  incoming: IncomingMessage,
  response: ServerResponse,
  came: Pick<RecordedRequest, 'arrivedAt' | 'body'>,
): RecordedRequest {
  const { promise, resolve } = Promise.withResolvers<void>();
  const request: RecordedRequest = { id, headers: incoming.headers, ...came, closed: promise, abandoned: false };
  response.on('close', () => {
    request.abandoned = !response.writableFinished;
    resolve();
  });
  return request;
}

async function answer(response: ServerResponse, request: RecordedRequest, reply: Reply): Promise<void> {
  if (!Array.isArray(reply)) refuseRequest(response, request.id, reply);
  else await new MessageStream(response, request).play(reply);
}

function refuseRequest(response: ServerResponse, id: string, refusal: Refusal): void {
  response.writeHead(refusal.status, {
    'content-type': 'application/json',
    'request-id': id,
    ...(refusal.retryAfter === undefined ? {} : { 'retry-after': String(refusal.retryAfter) }),
  });
  const error = { type: refusal.type, message: refusal.message };
  response.end(JSON.stringify({ type: 'error', error, request_id: id }));
}

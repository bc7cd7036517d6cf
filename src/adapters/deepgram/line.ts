import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import { speechError, speechFaultOf } from '../../speech-errors.ts';
import { type DeepgramMessage, readMessage } from './messages.ts';

/** A connection, TLS included, that takes longer is none: the learner is speaking meanwhile. */
const CONNECT_MS = 3000;
/** Far beyond any transcript of a minute. */
const LONGEST_MESSAGE_BYTES = 1024 * 1024;
/** Close codes: normal, and data that could not be decoded. */
const NORMAL = 1000;
const BAD_DATA = 1008;

/** One socket to Deepgram: what it says as messages in order, and how it ended as an error of the port. */
export class DeepgramLine {
  readonly opened: Promise<void>;
  readonly #socket: WebSocket;
  readonly #messages: DeepgramMessage[] = [];
  /** How it ended: an error, or as it should. */
  #end: { error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(url: string, headers: Record<string, string>) {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.opened = promise;
    // Who sends waits for `opened`; who reads hears of the failure from `messages`.
    promise.catch((error: unknown) => this.fail(error));
    const limits = { handshakeTimeout: CONNECT_MS, maxPayload: LONGEST_MESSAGE_BYTES, perMessageDeflate: false };
    this.#socket = new WebSocket(url, { headers, ...limits });
    this.#socket.on('open', resolve);
    this.#socket.on('unexpected-response', (request, response) => {
      reject(refusalOf(response));
      request.destroy();
    });
    this.#socket.on('error', (cause) => {
      const lost = this.#socket.readyState === WebSocket.OPEN ? 'failed' : 'unreachable';
      reject(speechError('stt', lost, { cause }));
      this.fail(speechError('stt', lost, { cause }));
    });
    this.#socket.on('message', (data, isBinary) => this.#hear(data, isBinary));
    this.#socket.on('close', (code) => this.#finish(code === NORMAL ? {} : { error: closedWith(code) }));
  }

  send(data: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(data);
  }

  /** Ends the messages with this error. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  /** Everything that is said, until the line is closed; throws what ended it otherwise. */
  async *messages(): AsyncGenerator<DeepgramMessage> {
    for (;;) {
      for (const message of this.#messages.splice(0)) yield message;
      if (this.#messages.length > 0) continue;
      if (this.#end) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if ('error' in this.#end) throw this.#end.error;
  }

  /** Gone at once, without a goodbye. */
  hangUp(): void {
    this.#finish({});
    this.#socket.terminate();
  }

  #hear(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : readMessage(data.toString());
    if (!message) this.fail(speechError('stt', 'failed', { cause: new Error('a message was not of the protocol') }));
    else if (!this.#end) this.#messages.push(message);
    this.#wake();
  }

  #finish(end: { error?: unknown }): void {
    this.#end ??= end;
    this.#wake();
  }
}

function refusalOf({ statusCode = 502, headers }: IncomingMessage) {
  const cause = new Error(`Deepgram answered ${statusCode}`);
  // Nothing was heard yet: a bad request is one for a model or language that is not there.
  const fault = statusCode === 400 ? 'failed' : speechFaultOf('stt', statusCode);
  return speechError('stt', fault, { cause, retryAfter: Number(headers['retry-after'] ?? 0) });
}

function closedWith(code: number) {
  const cause = new Error(`Deepgram closed the line with ${code}`);
  return speechError('stt', code === BAD_DATA ? 'bad_audio' : 'failed', { cause });
}

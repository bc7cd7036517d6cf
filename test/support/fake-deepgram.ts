import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** How a stretch of speech is answered. */
export interface DeepgramScript {
  /** Final transcripts: all but the last come once this share of `expectedBytes` has arrived, the last after `Finalize`. */
  finals?: { text: string; afterBytes?: number }[];
  /** Partial transcripts, one with each message of audio. */
  partials?: string[];
  /** Instead of a socket: this status. */
  refuse?: { status: number; retryAfter?: number };
  /** After that many messages of audio: text that is no protocol, a cut line, a close code, or an `Error` message. */
  breakAfter?: { messages: number; how: 'garbage' | 'cut' | 'error' | number };
  /** Never answers `Finalize` and `CloseStream`. */
  hang?: boolean;
  /** Leaves out `from_finalize`, as Deepgram does when little audio is left: the end is `Metadata` and close. */
  noFinalizeMark?: boolean;
}

export interface DeepgramStretch {
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  bytes: number;
  /** Types of the control messages, in order. */
  controls: string[];
  closed: Promise<unknown>;
}

const BYTES_A_SECOND = 32_000;

/** Deepgram's `/v1/listen`: one script a connection, `always` where there is none. */
export class FakeDeepgram implements AsyncDisposable {
  readonly stretches: DeepgramStretch[] = [];
  always: DeepgramScript = { finals: [{ text: 'hello there' }] };
  readonly #scripts: DeepgramScript[] = [];
  readonly #server = createServer();
  readonly #sockets = new WebSocketServer({ noServer: true });
  #waiting: ((stretch: DeepgramStretch) => void)[] = [];

  static async start(): Promise<FakeDeepgram> {
    const fake = new FakeDeepgram();
    fake.#server.on('upgrade', (request, socket, head) => {
      const script = fake.#scripts.shift() ?? fake.always;
      const url = new URL(request.url ?? '', 'http://localhost');
      if (script.refuse || url.pathname !== '/v1/listen') {
        const { status, retryAfter } = script.refuse ?? { status: 404 };
        const wait = retryAfter === undefined ? '' : `retry-after: ${retryAfter}\r\n`;
        socket.end(`HTTP/1.1 ${status} Refused\r\n${wait}content-length: 0\r\n\r\n`);
        return;
      }
      fake.#sockets.handleUpgrade(request, socket, head, (line) => {
        const closed = once(line, 'close');
        const stretch = { query: url.searchParams, headers: request.headers, bytes: 0, controls: [], closed };
        fake.stretches.push(stretch);
        serve(line, script, stretch);
        for (const tell of fake.#waiting.splice(0)) tell(stretch);
      });
    });
    fake.#server.listen(0, '127.0.0.1');
    await once(fake.#server, 'listening');
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  reply(script: DeepgramScript): void {
    this.#scripts.push(script);
  }

  nextStretch(): Promise<DeepgramStretch> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    for (const line of this.#sockets.clients) line.terminate();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function serve(line: WebSocket, script: DeepgramScript, stretch: DeepgramStretch): void {
  const finals = [...(script.finals ?? [])];
  const partials = [...(script.partials ?? [])];
  let messages = 0;
  let done = 0;
  const say = (transcript: string, marks: { is_final: boolean; from_finalize?: boolean }) => {
    const duration = stretch.bytes / BYTES_A_SECOND - done;
    line.send(
      JSON.stringify({ type: 'Results', start: done, duration, ...marks, channel: { alternatives: [{ transcript }] } }),
    );
    if (marks.is_final) done += duration;
  };
  line.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return control(JSON.parse(data.toString()).type);
    stretch.bytes += data.length;
    messages += 1;
    const partial = partials.shift();
    if (partial !== undefined) say(partial, { is_final: false });
    const [next] = finals;
    if (next?.afterBytes !== undefined && stretch.bytes >= next.afterBytes) {
      finals.shift();
      say(next.text, { is_final: true });
    }
    if (script.breakAfter?.messages === messages) breakLine(line, script.breakAfter.how);
  });

  function control(type: string): void {
    stretch.controls.push(type);
    if (script.hang) return;
    if (type === 'Finalize') {
      const from_finalize = !script.noFinalizeMark;
      say(
        finals
          .splice(0)
          .map(({ text }) => text)
          .join(' '),
        { is_final: true, from_finalize },
      );
    }
    if (type !== 'CloseStream') return;
    line.send(JSON.stringify({ type: 'Metadata', request_id: 'r', duration: done, channels: 1 }));
    line.close(1000);
  }
}

function breakLine(line: WebSocket, how: 'garbage' | 'cut' | 'error' | number): void {
  if (how === 'garbage') line.send('<html>not what you wanted');
  else if (how === 'cut') line.terminate();
  else if (how === 'error')
    line.send(JSON.stringify({ type: 'Error', description: 'no', message: 'no', variant: 'x' }));
  else line.close(how);
}

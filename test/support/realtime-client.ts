import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { type AudioFrame, AudioKind, parseAudioFrame } from '../../src/protocol/audio-frame.ts';
import { type ConversationEvent, type Ready, ServerEvent } from '../../src/protocol/server-events.ts';

type EventType = ServerEvent['type'];
type EventOf<T extends EventType> = Extract<ConversationEvent | Ready, { type: T }> & { offset?: number };

/** A real WebSocket client that checks every frame against the protocol and remembers all of them. */
export class RealtimeClient {
  readonly socket: WebSocket;
  /** Everything received, in order. */
  readonly events: ServerEvent[] = [];
  /** The tutor's sound received, in order, each frame with how many events had come before it. */
  readonly frames: (AudioFrame & { after: number })[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  #waiting: (() => void)[] = [];
  #read = 0;

  constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#hear(data as Buffer);
      else this.events.push(ServerEvent.parse(JSON.parse(String(data))));
      this.#wake();
    });
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: String(reason) });
        this.#wake();
      });
    });
    socket.on('error', () => this.#wake());
  }

  /** Opens a socket with a bearer token, as a client without cookies does. */
  static async open(url: string, token: string, options: ClientOptions = {}): Promise<RealtimeClient> {
    const client = new RealtimeClient(new WebSocket(url, ['lva.v1', `bearer.${token}`], options));
    await once(client.socket, 'open');
    return client;
  }

  send(message: Record<string, unknown>): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Says hello and waits for `ready`. */
  async hello(fields: Record<string, unknown> = {}): Promise<Ready> {
    this.send({ type: 'hello', ...fields });
    return this.next('ready');
  }

  ask(id: string, text = 'How do leaves make sugar?'): void {
    this.send({ type: 'user_text', id, text, source: 'typed' });
  }

  /** The next event of this type after those already waited for; throws when the socket closes before it comes. */
  async next<T extends EventType>(type: T, matches: (event: EventOf<T>) => boolean = () => true): Promise<EventOf<T>> {
    for (;;) {
      while (this.#read < this.events.length) {
        const event = this.events[this.#read++] as EventOf<T>;
        if (event.type === type && matches(event)) return event;
      }
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed while waiting for ${type}`);
      await this.anything();
    }
  }

  /** Resolves with the next thing that happens, whatever it is. */
  anything(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The conversation's events, without those about the connection alone. */
  get logged(): (ConversationEvent & { offset: number })[] {
    return this.events.filter((event) => event.type !== 'ready' && event.offset !== undefined) as never;
  }

  get offsets(): number[] {
    return this.logged.map((event) => event.offset);
  }

  /** Forgets everything received so far, as one that runs for long must. */
  forget(): void {
    this.events.length = 0;
    this.frames.length = 0;
    this.#read = 0;
  }

  /** Text of all deltas. */
  get text(): string {
    return this.logged.map((event) => (event.type === 'delta' ? event.text : '')).join('');
  }

  #hear(bytes: Buffer): void {
    const frame = parseAudioFrame(bytes);
    if (frame?.kind !== AudioKind.tutor) throw new Error('not a frame of the tutor');
    this.frames.push({ ...frame, after: this.events.length });
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { SocketEvents } from '../events/sockets.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import { CloseCode } from '../protocol/close-codes.ts';
import type { ServerEvent } from '../protocol/server-events.ts';
import { type Frame, readFrame } from './frames.ts';
import { Heartbeat } from './heartbeat.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { TokenBucket } from './token-bucket.ts';

/** Nobody types or presses that fast. */
export const MESSAGE_RATE = { perSecond: 50, burst: 100 };
/** Frames of 20 ms are 50 a second; after a cut two minutes that were kept come at once, in frames of 96 ms. */
const AUDIO_RATE = { perSecond: 100, burst: 1_500 };
/** Time for the other side to answer our close. */
const CLOSE_GRACE_MS = 5000;
/** A close frame carries 123 bytes of reason. */
const MAX_REASON_BYTES = 123;

export interface LineOptions {
  /** What the socket's frames are written to. */
  bytes: Duplex;
  clock: Clock;
  events: SocketEvents;
  logger: Logger;
  /** Handles one well-formed frame; the next waits for it. Must neither throw nor reject; undefined: it is done already. */
  onFrame: (frame: Frame) => Promise<void> | undefined;
  /** Called before a frame is handled and on every heartbeat; false when the socket is being closed for it. */
  mayStay: () => boolean;
  /** Called on every heartbeat of a line that may stay. */
  onBeat: () => void;
  /** A slow reader caught up. */
  onRoom: () => void;
  /** The line is closing or was cut: once, however it ended. */
  onClosing: () => void;
  /** The socket is gone. */
  onClosed: () => void;
}

/** One socket with its bounds: how fast it may talk, how far it may fall behind, how long it may be silent. */
export class SocketLine {
  readonly #socket: WebSocket;
  readonly #options: LineOptions;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox<Frame>;
  readonly #heartbeat: Heartbeat;
  readonly #messages: TokenBucket;
  readonly #audio: TokenBucket;
  #closing = false;
  #cancelGrace: () => void = () => undefined;

  constructor(socket: WebSocket, options: LineOptions) {
    const { bytes, clock, events, logger } = options;
    this.#socket = socket;
    this.#options = options;
    this.#messages = new TokenBucket(clock, MESSAGE_RATE);
    this.#audio = new TokenBucket(clock, AUDIO_RATE);
    this.#inbox = new Inbox(socket, options.onFrame);
    this.#outbox = new Outbox({
      socket,
      bytes,
      clock,
      events,
      onRoom: options.onRoom,
      onStuck: () => this.close(CloseCode.idle, 'not reading'),
    });
    this.#heartbeat = new Heartbeat({
      clock,
      ping: () => socket.ping(),
      deaf: () => this.#inbox.paused,
      onBeat: () => {
        if (options.mayStay()) options.onBeat();
      },
      onSilence: () => this.close(CloseCode.idle, 'no pong'),
    });
    socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    socket.on('pong', () => this.#heartbeat.pong());
    // An error is followed by `close`, which counts its code.
    socket.on('error', (error) => logger.debug({ err: error }, 'socket error'));
    socket.on('close', (code) => this.#closed(code));
  }

  get closing(): boolean {
    return this.#closing;
  }

  /** Whether the client is too far behind to be sent more of the conversation now. */
  get full(): boolean {
    return this.#outbox.paused;
  }

  send(event: ServerEvent): void {
    this.#outbox.send(event);
  }

  /** Call while not `full`. */
  sendAudio(bytes: Uint8Array): void {
    this.#outbox.sendAudio(bytes);
  }

  /** Closes the socket; what waits to be sent goes out first, if the client still reads. */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#release();
    this.#socket.close(code, firstBytes(reason, MAX_REASON_BYTES));
    this.#cancelGrace = this.#options.clock.after(CLOSE_GRACE_MS, () => this.#socket.terminate());
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#closing) return;
    this.#options.events.frame('in', isBinary ? 'audio' : 'text');
    const bucket = isBinary ? this.#audio : this.#messages;
    if (!bucket.take()) {
      this.close(CloseCode.tooFast, 'too fast');
      return;
    }
    const frame = readFrame(data, isBinary);
    if (frame.kind === 'malformed') this.close(CloseCode.malformed, frame.reason);
    else if (this.#options.mayStay()) this.#inbox.push(frame);
  }

  #release(): void {
    this.#closing = true;
    this.#inbox.clear();
    this.#outbox.close();
    this.#heartbeat.stop();
    this.#options.onClosing();
  }

  #closed(code: number): void {
    if (!this.#closing) this.#release();
    this.#cancelGrace();
    this.#options.events.closed(code);
    this.#options.onClosed();
  }
}

/** As many whole characters as fit. */
function firstBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  return new TextDecoder().decode(bytes.subarray(0, maxBytes), { stream: true });
}

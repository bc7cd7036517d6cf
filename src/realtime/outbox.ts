import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { SocketEvents } from '../events/sockets.ts';
import type { Clock } from '../ports/clock.ts';
import type { ServerEvent } from '../protocol/server-events.ts';

/** Bytes under way beyond which the conversation's events stay in their log instead. */
export const PAUSE_ABOVE_BYTES = 256 * 1024;
const RESUME_BELOW_BYTES = 64 * 1024;
/** Not even answers to the client's own requests are buffered beyond this. */
const CLOSE_ABOVE_BYTES = 1024 * 1024;
/** A reader that takes longer to catch up is as good as gone. */
export const SLOW_READER_MS = 30_000;

export interface OutboxOptions {
  socket: Pick<WebSocket, 'send' | 'bufferedAmount'>;
  /** What the socket's frames are written to. */
  bytes: Pick<Duplex, 'cork' | 'uncork'>;
  clock: Clock;
  events: SocketEvents;
  /** The reader caught up: there is room again. */
  onRoom: () => void;
  /** The reader doesn't read: close it. */
  onStuck: () => void;
}

/** Sends to one socket and watches whether its client reads. Keeps no message itself. */
export class Outbox {
  readonly #options: OutboxOptions;
  #paused = false;
  #cancelTimer: (() => void) | undefined;
  #closed = false;
  #gathering = false;
  /** Sound was written in this go already. */
  #hurried = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** While true, only what can't be read again later may be sent. */
  get paused(): boolean {
    return this.#paused;
  }

  send(event: ServerEvent): void {
    if (this.#closed) return;
    this.#send(JSON.stringify(event), 'text');
  }

  /** Call while not `paused`: sound may wait at its source. */
  sendAudio(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#send(bytes, 'audio');
    this.#hurry();
  }

  #send(data: string | Uint8Array, kind: 'text' | 'audio'): void {
    const { socket, events } = this.#options;
    this.#gather();
    socket.send(data, () => this.#written());
    events.frame('out', kind);
    if (socket.bufferedAmount > CLOSE_ABOVE_BYTES) this.#giveUp();
    else if (socket.bufferedAmount > PAUSE_ABOVE_BYTES) this.#pause();
  }

  /** What is sent in one go is written in one go: a call of the system each would keep everybody else's sound waiting. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#options.bytes.cork();
    process.nextTick(() => {
      this.#gathering = false;
      this.#hurried = false;
      this.#options.bytes.uncork();
    });
  }

  /** The learner hears nothing before the first sound: what follows it in the same go takes longer to make than to write. */
  #hurry(): void {
    if (this.#hurried) return;
    this.#hurried = true;
    this.#options.bytes.uncork();
    this.#options.bytes.cork();
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer?.();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#options.events.slowReader('paused');
    this.#cancelTimer = this.#options.clock.after(SLOW_READER_MS, () => this.#giveUp());
  }

  /** A failed write ends in the socket's close event, which cleans up. */
  #written(): void {
    if (this.#closed || !this.#paused || this.#options.socket.bufferedAmount > RESUME_BELOW_BYTES) return;
    this.#paused = false;
    this.#cancelTimer?.();
    this.#options.onRoom();
  }

  #giveUp(): void {
    if (this.#closed) return;
    this.close();
    this.#options.events.slowReader('closed');
    this.#options.onStuck();
  }
}

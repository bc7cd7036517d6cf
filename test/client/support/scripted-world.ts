import type { ConnectionEnvironment, Socket, SocketEvents } from '../../../src/client/realtime/connection-state.ts';

/** One socket as the test sees it: what the client sent, and the server's part to play. */
export class ScriptedSocket implements Socket {
  readonly sent: unknown[] = [];
  isClosed = false;
  readonly #events: SocketEvents;

  constructor(events: SocketEvents) {
    this.#events = events;
  }

  send(data: string | Uint8Array): void {
    this.sent.push(typeof data === 'string' ? JSON.parse(data) : data);
  }

  close(): void {
    this.isClosed = true;
  }

  opens(): void {
    this.#events.opened();
  }

  says(event: unknown): void {
    this.#events.message(JSON.stringify(event));
  }

  /** Sends a binary frame. */
  sounds(frame: Uint8Array): void {
    this.#events.sound(frame);
  }

  breaks(code = 1006): void {
    this.#events.closed(code);
  }
}

/** Sockets and time in the test's hands. */
export class ScriptedWorld implements ConnectionEnvironment {
  readonly sockets: ScriptedSocket[] = [];
  time = 0;
  chance = 0.5;
  signedIn: boolean | Error = true;
  #timers: { at: number; action: () => void }[] = [];

  get socket(): ScriptedSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error('No socket was opened.');
    return last;
  }

  openSocket(events: SocketEvents): Socket {
    const socket = new ScriptedSocket(events);
    this.sockets.push(socket);
    return socket;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + ms, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  random(): number {
    return this.chance;
  }

  now(): number {
    return this.time;
  }

  async stillSignedIn(): Promise<boolean> {
    if (this.signedIn instanceof Error) throw this.signedIn;
    return this.signedIn;
  }

  /** Lets time pass, and what was due in it happen. */
  pass(ms: number): void {
    this.time += ms;
    const due = this.#timers.filter((timer) => timer.at <= this.time);
    this.#timers = this.#timers.filter((timer) => timer.at > this.time);
    for (const timer of due) timer.action();
  }
}

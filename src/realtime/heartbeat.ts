import type { Clock } from '../ports/clock.ts';
import { HEARTBEAT_MS } from '../protocol/limits.ts';

/** Pings left unanswered until a client counts as gone. */
const MAX_MISSED = 2;

export interface HeartbeatOptions {
  clock: Clock;
  ping: () => void;
  /** True while we don't read from the socket: then a missing pong says nothing about the client. */
  deaf: () => boolean;
  /** Called every beat before the ping. */
  onBeat: () => void;
  onSilence: () => void;
}

/** Asks every 20 s whether the client is still there. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #missed = 0;
  #cancel: () => void;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#cancel = options.clock.after(HEARTBEAT_MS, () => this.#beat());
  }

  pong(): void {
    this.#missed = 0;
  }

  stop(): void {
    this.#cancel();
  }

  #beat(): void {
    const { clock, ping, deaf, onBeat, onSilence } = this.#options;
    if (this.#missed >= MAX_MISSED && !deaf()) {
      onSilence();
      return;
    }
    this.#cancel = clock.after(HEARTBEAT_MS, () => this.#beat());
    this.#missed += 1;
    ping();
    onBeat();
  }
}

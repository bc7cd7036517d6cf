import type { Signals } from '../ports/signals.ts';

interface OpenSocket {
  /** Which of the call's sockets it is: every one that is lost makes the next one's number higher. */
  nth: number;
  onReplaced: () => void;
}

/** The sockets of calls that are open here. One that another replaces, on whatever node, is told so: nobody hears it any more. */
export class CallSockets {
  readonly #signals: Signals;
  readonly #open = new Map<string, OpenSocket>();
  readonly #unsubscribe: () => void;

  constructor(signals: Signals) {
    this.#signals = signals;
    this.#unsubscribe = signals.subscribe((signal) => {
      if (signal.type === 'line_replaced') this.#replace(signal.callSid, signal.nth);
    });
  }

  /** This is the call's socket from now on. @returns the function that tells that it is closed */
  open(callSid: string, nth: number, onReplaced: () => void): () => void {
    this.#replace(callSid, nth);
    const socket = { nth, onReplaced };
    this.#open.set(callSid, socket);
    // The caller does not wait until the others know.
    void this.#signals.publish({ type: 'line_replaced', callSid, nth });
    return () => {
      if (this.#open.get(callSid) === socket) this.#open.delete(callSid);
    };
  }

  /** Ends listening. */
  close(): void {
    this.#unsubscribe();
  }

  #replace(callSid: string, nth: number): void {
    const socket = this.#open.get(callSid);
    if (!socket || socket.nth >= nth) return;
    this.#open.delete(callSid);
    socket.onReplaced();
  }
}

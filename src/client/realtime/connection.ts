import { parseAudioFrame } from '../../protocol/audio-frame.ts';
import type { ClientMessage, Hello, ResumePoint } from '../../protocol/client-messages.ts';
import { CloseCode } from '../../protocol/close-codes.ts';
import type { Ready } from '../../protocol/server-events.ts';
import { backoff } from './backoff.ts';
import type {
  ConnectionEnvironment,
  ConnectionHandlers,
  ConnectionState,
  Socket,
  StopReason,
} from './connection-state.ts';
import { EventOrder } from './event-order.ts';
import { isLogged, type Ordered, readFrame } from './frames.ts';
import { Timers } from './timers.ts';

/** A connection that lived this long was a good one: the next failure starts counting from the beginning. */
const STABLE_MS = 5_000;
/** How long a missing event may be late before the rest is asked for again. */
const GAP_MS = 2_000;
/** Silence while something is expected that makes a line suspect: a dead one may look open for minutes. */
const SILENCE_MS = 15_000;

/** No server knows this epoch: it answers with a fresh start. */
const nowhere: ResumePoint = { epoch: 'none', offset: 0 };

/** After these there is no point in coming back by itself. */
const finalCodes = new Map<number, StopReason>([
  [CloseCode.sessionExpired, 'signed_out'],
  [CloseCode.notYours, 'not_yours'],
  [CloseCode.replaced, 'replaced'],
]);

export type HelloOptions = Pick<
  Hello,
  'conversationId' | 'mode' | 'language' | 'patience' | 'speed' | 'ownVoice' | 'keepsSpeech' | 'audioIn' | 'audioOut'
>;

/** The client's side of the resume protocol: comes back by itself, repeats nothing and loses nothing. */
export class Connection {
  readonly #world: ConnectionEnvironment;
  readonly #handlers: ConnectionHandlers;
  readonly #hello: () => HelloOptions;
  readonly #order: EventOrder<Ordered>;
  #socket: Socket | undefined;
  #generation = 0;
  #state: ConnectionState = { kind: 'stopped', reason: 'left' };
  #attempt = 0;
  #openedAt: number | undefined;
  #lastHeardAt = 0;
  readonly #timers: Timers<'retry' | 'gap' | 'silence'>;
  /** Live events that came while the conversation is being reloaded. */
  #waiting: Ordered[] | undefined;
  #rewound = false;

  constructor(
    world: ConnectionEnvironment,
    hello: () => HelloOptions,
    handlers: ConnectionHandlers,
    position?: ResumePoint,
  ) {
    this.#world = world;
    this.#hello = hello;
    this.#handlers = handlers;
    this.#order = new EventOrder(position);
    this.#timers = new Timers((ms, action) => world.after(ms, action));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects, unless it is about it or connected already. */
  start(): void {
    if (this.#state.kind === 'stopped') this.#connect();
  }

  /** The network or the learner is back: no need to wait any longer. */
  wake(): void {
    if (this.#state.kind === 'waiting') this.#connect();
    // A page that was asleep can't know what became of its socket; resuming costs one round trip.
    else if (this.#state.kind === 'open' && this.#silentFor(SILENCE_MS)) this.#connect();
  }

  /** The network is known to be gone: a socket may take minutes to notice. */
  networkLost(): void {
    if (this.#state.kind === 'connecting' || this.#state.kind === 'open') this.#retry(this.#patience());
  }

  stop(reason: StopReason = 'left'): void {
    this.#drop();
    this.#enter({ kind: 'stopped', reason });
  }

  /** @returns false while not connected; nothing is kept for later here */
  send(message: ClientMessage): boolean {
    if (this.#state.kind !== 'open' || !this.#socket) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Sends the learner's sound. @returns false while not connected */
  sendAudio(frame: Uint8Array<ArrayBuffer>): boolean {
    if (this.#state.kind !== 'open' || !this.#socket) return false;
    this.#socket.send(frame);
    return true;
  }

  /** Says hello anew over another line, because what it says has changed, or this line seems to be dead. */
  renew(): void {
    if (this.#state.kind === 'open' || this.#state.kind === 'connecting') this.#connect();
  }

  #enter(state: ConnectionState): void {
    this.#state = state;
    this.#handlers.state(state);
  }

  #connect(): void {
    this.#drop();
    this.#enter({ kind: 'connecting' });
    this.#generation += 1;
    const generation = this.#generation;
    const current = (action: () => void) => {
      if (generation === this.#generation) action();
    };
    this.#timers.set('silence', SILENCE_MS, () => this.#retry(this.#patience()));
    let opened = false;
    this.#socket = this.#world.openSocket({
      opened: () =>
        current(() => {
          opened = true;
          this.#sayHello();
        }),
      message: (data) => current(() => this.#receive(data)),
      sound: (data) => current(() => this.#hear(data)),
      closed: (code) => current(() => this.#closed(code, opened)),
    });
  }

  #silentFor(ms: number): boolean {
    return this.#world.now() - this.#lastHeardAt >= ms;
  }

  /** Comes back over a new line when this one has fallen silent though something is expected of it. */
  #watch(): void {
    this.#timers.set('silence', SILENCE_MS, () => {
      if (this.#silentFor(SILENCE_MS) && this.#handlers.expecting()) this.#connect();
      else this.#watch();
    });
  }

  #sayHello(): void {
    const position = this.#order.position;
    const hello: Hello = { type: 'hello', ...this.#hello(), ...(position ? { resume: position } : {}) };
    this.#socket?.send(JSON.stringify(hello));
  }

  #receive(data: string): void {
    this.#lastHeardAt = this.#world.now();
    const event = readFrame(data);
    if (!event) return;
    if (event.type === 'ready') this.#ready(event);
    else if (isLogged(event)) this.#logged(event);
    else this.#handlers.aside(event);
  }

  /** Sound is never kept for later: what is not played now is told by its text. */
  #hear(data: Uint8Array): void {
    this.#lastHeardAt = this.#world.now();
    const frame = parseAudioFrame(data);
    if (frame && !this.#waiting) this.#handlers.sound(frame);
  }

  #ready(ready: Ready): void {
    this.#openedAt = this.#world.now();
    this.#watch();
    if (ready.resumed) {
      this.#rewound = false;
      this.#enter({ kind: 'open' });
      this.#handlers.ready(ready);
      return;
    }
    this.#order.moveTo({ epoch: ready.epoch, offset: ready.offset });
    this.#waiting = [];
    const generation = this.#generation;
    this.#handlers.reload(ready).then(
      (outcome) => this.#reloaded(generation, ready, outcome),
      () => {
        if (generation === this.#generation) this.#retry(this.#patience());
      },
    );
  }

  #reloaded(generation: number, ready: Ready, outcome: 'done' | 'rewind'): void {
    if (generation !== this.#generation) return;
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    if (outcome === 'rewind' && !this.#rewound && ready.offset > 0) {
      this.#rewound = true;
      this.#order.moveTo({ epoch: ready.epoch, offset: 0 });
      this.#connect();
      return;
    }
    this.#enter({ kind: 'open' });
    this.#handlers.ready(ready);
    for (const event of waiting) this.#deliver(event);
  }

  #deliver(event: Ordered): void {
    if (event.type !== 'unknown') this.#handlers.event(event);
  }

  #logged(event: Ordered): void {
    for (const due of this.#order.take(event)) {
      if (this.#waiting) this.#waiting.push(due);
      else this.#deliver(due);
    }
    this.#timers.clear('gap');
    if (this.#order.hopeless) this.#connect();
    else if (this.#order.gap) this.#timers.set('gap', GAP_MS, () => this.#connect());
  }

  #closed(code: number, opened: boolean): void {
    const final = finalCodes.get(code);
    if (final) {
      this.stop(final);
      return;
    }
    if (code === CloseCode.untold) this.#order.forgetPosition();
    const stable = this.#openedAt !== undefined && this.#world.now() - this.#openedAt >= STABLE_MS;
    if (stable) this.#attempt = 0;
    if (!opened) this.#checkSession();
    const comeBackAtOnce = code === CloseCode.restarting && this.#attempt === 0;
    this.#retry(comeBackAtOnce ? 0 : this.#patience());
  }

  #checkSession(): void {
    const generation = this.#generation;
    this.#world.stillSignedIn().then(
      (signedIn) => {
        if (!signedIn && generation + 1 === this.#generation) this.stop('signed_out');
      },
      // Not reached either: the next attempt will show.
      () => undefined,
    );
  }

  /** How long to wait before the next attempt, ms. */
  #patience(): number {
    return backoff(this.#attempt, this.#world.random());
  }

  #retry(delayMs: number): void {
    this.#drop();
    this.#enter({ kind: 'waiting', attempt: this.#attempt, retryInMs: delayMs });
    this.#attempt += 1;
    this.#timers.set('retry', delayMs, () => this.#connect());
  }

  /** Lets go of the socket and of everything that waits for it. */
  #drop(): void {
    this.#generation += 1;
    this.#timers.clearAll();
    this.#order.forgetHeld();
    // A reload that did not finish leaves nothing at the place that was moved to: the next try begins from nowhere.
    if (this.#waiting) this.#order.moveTo(nowhere);
    this.#waiting = undefined;
    this.#openedAt = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }
}

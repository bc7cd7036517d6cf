import pLimit from 'p-limit';
import type { RawData, WebSocket } from 'ws';
import { type Logger, withLogContext } from '../logger.ts';
import type { Call } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { CallSession } from './call-session.ts';
import type { Calls } from './calls.ts';
import type { FrameReader } from './frame-reader.ts';
import { Silence } from './silence.ts';

/** Twilio says at once which call it is; whoever doesn't is somebody else. */
const BEGIN_TIMEOUT_MS = 10_000;
/** Frames that can't be read, of one call: beyond it this is not Twilio. */
const MAX_UNREADABLE = 100;
/** Close codes of RFC 6455: nothing more to say; a policy was broken; a defect on our side. */
const NORMAL = 1000;
const POLICY = 1008;
const INTERNAL = 1011;

export interface CallConnectionDeps {
  calls: Calls;
  clock: Clock;
  logger: Logger;
}

/** What is said over the socket of a call, and in which way. */
export interface CallProtocol<Message> {
  read: FrameReader<Message>;
  take: (message: Message) => void;
  /** The socket is gone. */
  closed: () => Promise<void>;
}

/** The socket of one call, whatever is said over it: ties it to its call, and has what the caller does done in order. */
export class CallConnection<Message> {
  readonly silence: Silence;
  readonly #socket: WebSocket;
  readonly #deps: CallConnectionDeps;
  readonly #protocol: CallProtocol<Message>;
  readonly #cancelBeginTimer: () => void;
  /** What the caller says and types is taken in the order in which it came. */
  readonly #oneByOne = pLimit(1);
  #session: CallSession | undefined;
  #begun = false;
  /** Tells that the call has no socket here any more. */
  #release: (() => void) | undefined;
  #unreadable = 0;

  constructor(socket: WebSocket, deps: CallConnectionDeps, protocol: CallProtocol<Message>) {
    const { clock, logger } = deps;
    this.#socket = socket;
    this.#deps = deps;
    this.#protocol = protocol;
    this.silence = new Silence({
      clock,
      onSilence: (time) => this.inTurn((session) => session.silent(time)),
      onGone: () => this.inTurn((session) => session.leave()),
    });
    this.#cancelBeginTimer = clock.after(BEGIN_TIMEOUT_MS, () => this.#socket.close(POLICY, 'not begun'));
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('close', () => this.#onClose());
    socket.on('error', (error) => logger.debug({ err: error }, 'the socket of a call failed'));
  }

  /** Undefined until it is certain which call this is. */
  get session(): CallSession | undefined {
    return this.#session;
  }

  /** Twilio says which call it is: once, with the token that was given to it. */
  begin(callSid: string, token: string, open: (call: Call) => Promise<CallSession>): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#cancelBeginTimer();
    this.background(() => this.#oneByOne(() => this.#open(callSid, token, open)));
  }

  /** Done after all that came before. */
  inTurn(work: (session: CallSession) => Promise<void>): void {
    this.background(() =>
      this.#oneByOne(async () => {
        if (this.#session) await work(this.#session);
      }),
    );
  }

  /** Done at once, whatever else is being done. */
  background(work: () => Promise<void>): void {
    work().catch((error: unknown) => this.broken(error));
  }

  broken(error: unknown): void {
    this.#deps.logger.error({ err: error }, 'a call broke down');
    this.#socket.close(INTERNAL, 'internal');
  }

  send(reply: object): void {
    if (this.#isOpen) this.#socket.send(JSON.stringify(reply));
  }

  hangUp(): void {
    this.#socket.close(NORMAL, 'goodbye');
  }

  async #open(callSid: string, token: string, open: (call: Call) => Promise<CallSession>): Promise<void> {
    const { calls } = this.#deps;
    const redeemed = await calls.redeem(callSid, token, () => this.#socket.close(POLICY, 'replaced'));
    if (!redeemed) return this.#socket.close(POLICY, 'not a call of ours');
    const { call, release } = redeemed;
    if (this.#isOpen) this.#release = release;
    else release();
    const { conversationId } = call;
    await withLogContext(conversationId === undefined ? {} : { conversationId }, async () => {
      this.#session = await open(call);
      // Gone while it was being opened: nobody else will close what was.
      if (!this.#isOpen) return this.#protocol.closed();
      await this.#session.greet(call.reconnects > 0);
    });
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const frame = isBinary ? { kind: 'unreadable' as const } : this.#protocol.read(String(data));
    if (frame.kind === 'message') this.#protocol.take(frame.message);
    if (frame.kind === 'unreadable') this.#unreadable += 1;
    if (this.#unreadable > MAX_UNREADABLE) this.#socket.close(POLICY, 'too many unreadable messages');
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #onClose(): void {
    this.#release?.();
    this.#cancelBeginTimer();
    this.silence.stop();
    this.background(() => this.#protocol.closed());
  }
}

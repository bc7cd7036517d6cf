import pLimit from 'p-limit';
import type { RawData, WebSocket } from 'ws';
import { type Logger, withLogContext } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import { CallSession, type CallSessionDeps } from './call-session.ts';
import { type RelayMessage, type RelayReply, type RelaySetup, readRelayMessage } from './relay-messages.ts';
import { RelayVoice } from './relay-voice.ts';
import { Silence } from './silence.ts';

/** Twilio says `setup` at once; whoever doesn't is somebody else. */
const SETUP_TIMEOUT_MS = 10_000;
/** Frames that can't be read, of one call: beyond it this is not Twilio. */
const MAX_UNREADABLE = 100;
/** Close codes of RFC 6455: a policy was broken; a defect on our side. */
const POLICY = 1008;
const INTERNAL = 1011;

export interface RelayDeps extends CallSessionDeps {
  clock: Clock;
  logger: Logger;
}

/** One call over ConversationRelay: Twilio hears and speaks, we answer in text. */
export class RelayConnection {
  readonly #socket: WebSocket;
  readonly #deps: RelayDeps;
  readonly #voice: RelayVoice;
  readonly #silence: Silence;
  readonly #cancelSetupTimer: () => void;
  /** What the caller says and types is taken in the order in which it came. */
  readonly #oneByOne = pLimit(1);
  #session: CallSession | undefined;
  #setUp = false;
  #unreadable = 0;

  constructor(socket: WebSocket, deps: RelayDeps) {
    const { clock, logger } = deps;
    this.#socket = socket;
    this.#deps = deps;
    this.#silence = new Silence({
      clock,
      onSilence: (time) => this.#inTurn((session) => session.silent(time)),
      onGone: () => this.#inTurn((session) => session.leave()),
    });
    this.#voice = new RelayVoice({ send: (reply) => this.#send(reply), silence: this.#silence, clock });
    this.#cancelSetupTimer = clock.after(SETUP_TIMEOUT_MS, () => this.close(POLICY, 'no setup'));
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('close', () => this.#onClose());
    socket.on('error', (error) => logger.debug({ err: error }, 'the socket of a call failed'));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : readRelayMessage(String(data));
    if (!message) {
      this.#unreadable += 1;
      if (this.#unreadable > MAX_UNREADABLE) this.close(POLICY, 'too many unreadable messages');
      return;
    }
    if (message.type === 'setup') this.#begin(message);
    else this.#take(message);
  }

  #begin(setup: RelaySetup): void {
    if (this.#setUp) return;
    this.#setUp = true;
    this.#cancelSetupTimer();
    this.#background(() => this.#open(setup));
  }

  async #open({ callSid, from, customParameters }: RelaySetup): Promise<void> {
    const { calls } = this.#deps;
    const token = customParameters['token'] ?? '';
    const call = (await calls.redeem(callSid, token)) ? await calls.find(callSid) : undefined;
    if (!call) return this.close(POLICY, 'not a call of ours');
    await this.#oneByOne(() =>
      withLogContext(call.conversationId === undefined ? {} : { conversationId: call.conversationId }, async () => {
        this.#session = await CallSession.open(this.#deps, call, from, this.#voice);
        await this.#session.greet(call.reconnects > 0);
      }),
    );
  }

  #take(message: Exclude<RelayMessage, RelaySetup>): void {
    const session = this.#session;
    if (message.type === 'error') {
      this.#deps.logger.warn('Twilio reported an error in a call');
      return;
    }
    if (!session || (message.type === 'prompt' && !message.last)) return;
    this.#silence.heard();
    this.#voice.cancelEnd();
    const heard = message.type === 'interrupt' ? message.utteranceUntilInterrupt : undefined;
    // At once, whatever else is being done: whoever speaks does not wait for the tutor to finish.
    this.#background(async () => session.interrupted(heard));
    this.#voice.closeUtterance();
    if (message.type === 'prompt') this.#inTurn((open) => open.heard(message.voicePrompt));
    if (message.type === 'dtmf') this.#inTurn((open) => open.pressed(message.digit));
  }

  #inTurn(work: (session: CallSession) => Promise<void>): void {
    this.#background(() =>
      this.#oneByOne(async () => {
        if (this.#session) await work(this.#session);
      }),
    );
  }

  #background(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#deps.logger.error({ err: error }, 'a call broke down');
      this.close(INTERNAL, 'internal');
    });
  }

  #send(reply: RelayReply): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.send(JSON.stringify(reply));
  }

  #onClose(): void {
    this.#cancelSetupTimer();
    this.#silence.stop();
    this.#voice.cancelEnd();
    this.#background(async () => this.#session?.close());
  }
}

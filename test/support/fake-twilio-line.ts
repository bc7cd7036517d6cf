import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { CallersEar } from './callers-ear.ts';
import type { FakeTwilio } from './fake-twilio.ts';
import { FakeRelay } from './fake-twilio-relay.ts';
import { newSid } from './fake-twilio-sid.ts';
import { openSocket, sessionFields } from './fake-twilio-socket.ts';
import { FakeStream } from './fake-twilio-stream.ts';
import type { Utterances } from './fake-twilio-utterances.ts';
import type { Verb } from './twiml.ts';

/** Close code with which Twilio gives up a server that says nothing it understands. */
const BAD_MESSAGES = 1007;

export interface FakeLineOptions {
  twilio: FakeTwilio;
  callSid: string;
  from: string;
  ear: CallersEar;
  utterances: Utterances;
  /** The server ends the session. */
  onEnd: () => void;
  /** The server is gone. */
  onLost: () => void;
}

/** The socket of one call to the server, and what goes over it: text for Twilio's own voice, or sound. */
export class FakeLine {
  /** The sound of a call over Media Streams. */
  sound: FakeStream | undefined;
  /** The session of a call over ConversationRelay. */
  relay: FakeRelay | undefined;
  /** Messages sent to the server. */
  sent = 0;
  readonly #options: FakeLineOptions;
  #socket: WebSocket | undefined;
  #handoff: string | undefined;
  #openedAt = 0;

  constructor(options: FakeLineOptions) {
    this.#options = options;
  }

  /** The open socket to the server. */
  get socket(): WebSocket | undefined {
    return this.#socket;
  }

  /** Opens what `<Connect>` holds. @returns undefined where the server refuses */
  async open(noun: Verb): Promise<'relay' | 'stream' | undefined> {
    this.#openedAt = Date.now();
    const opened = await openSocket(this.#options.twilio, noun);
    if (!opened) return undefined;
    const { socket, customParameters } = opened;
    this.#socket = socket;
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.leave();
      this.#options.onLost();
    });
    if (noun.name === 'ConversationRelay') return this.#openRelay(socket, noun, customParameters);
    if (noun.name === 'Stream') return this.#openStream(socket, customParameters);
    throw new Error(`Twilio can't connect to <${noun.name}>`);
  }

  send(message: unknown): void {
    this.sent += 1;
    this.#socket?.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Resolves when the server has read what was sent before, and what it sent before that is here; at once without a socket. */
  async exchanged(): Promise<void> {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const over = ['pong', 'close'];
    for (const event of over) socket.once(event, resolve);
    socket.ping();
    await promise;
    for (const event of over) socket.removeListener(event, resolve);
  }

  /** It breaks. */
  async drop(): Promise<void> {
    const socket = this.leave();
    if (!socket) return;
    socket.terminate();
    await once(socket, 'close');
  }

  /** Whatever becomes of its socket is nobody's any more. */
  leave(): WebSocket | undefined {
    const socket = this.#socket;
    this.#socket = undefined;
    this.relay?.ends();
    this.sound?.ends();
    return socket;
  }

  /** What Twilio tells of a session that is over. */
  ended(status: string): Record<string, string> {
    const seconds = Math.floor((Date.now() - this.#openedAt) / 1000);
    return sessionFields({ sessionId: this.relay?.sessionId ?? '', status, seconds, handoff: this.#handoff });
  }

  /** What Twilio tells of a socket that the server did not open. */
  refused(noun: string): Record<string, string> {
    if (noun === 'Stream') return { StreamSid: newSid('MZ'), StreamError: '31920' };
    const fields = sessionFields({ sessionId: newSid('VX'), status: 'failed', seconds: 0, handoff: undefined });
    return { ...fields, ErrorCode: '64102', ErrorMessage: 'Unable to connect to the WebSocket' };
  }

  #openRelay(socket: WebSocket, noun: Verb, customParameters: Record<string, string>): 'relay' {
    const { callSid, from, ear, utterances } = this.#options;
    const relay = new FakeRelay({
      ...{ callSid, from, ear, customParameters, utterances },
      attributes: noun.attributes,
      send: (message) => this.send(message),
      onEnd: (handoffData) => {
        this.#handoff = handoffData;
        this.leave()?.close();
        this.#options.onEnd();
      },
      onBad: () => socket.close(BAD_MESSAGES),
    });
    this.relay = relay;
    socket.on('message', (data) => relay.take(String(data)));
    return 'relay';
  }

  #openStream(socket: WebSocket, customParameters: Record<string, string>): 'stream' {
    const { callSid, ear } = this.#options;
    const sound = new FakeStream(callSid, customParameters, ear, (message) => this.send(message));
    this.sound = sound;
    socket.on('message', (data) => sound.take(JSON.parse(String(data))));
    return 'stream';
  }
}

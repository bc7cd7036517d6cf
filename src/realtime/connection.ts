import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Principal } from '../accounts/principal.ts';
import { type AppError, toAppError } from '../errors.ts';
import type { SocketEvents } from '../events/sockets.ts';
import { newId } from '../ids.ts';
import { type Logger, logContext } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { Signals } from '../ports/signals.ts';
import type { ClientMessage, Hello } from '../protocol/client-messages.ts';
import { CloseCode } from '../protocol/close-codes.ts';
import { HELLO_TIMEOUT_MS } from '../protocol/limits.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { ServiceBoard } from '../service-board.ts';
import type { SpokenAside } from '../voice/speak/aside.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLines } from '../voice/voice-line.ts';
import { Feed, type OpenedFeed } from './feed.ts';
import type { Frame } from './frames.ts';
import { openVoice } from './open-voice.ts';
import { carryOut, type Speaker, speechUnavailable, unknownMessage } from './requests.ts';
import { SocketLine } from './socket-line.ts';
import type { Admitted } from './upgrade-rules.ts';

/** Standard code for a defect on the server's side; a client comes back after a moment. */
const INTERNAL_ERROR = 1011;

/** What every connection uses. */
export interface ConnectionParts {
  talks: Talks;
  voices: VoiceLines;
  eventLog: EventLog;
  signals: Signals;
  board: ServiceBoard;
  clock: Clock;
  events: SocketEvents;
  logger: Logger;
}

/** A socket that was opened, and what its frames are written to. */
export interface OpenSocket {
  socket: WebSocket;
  bytes: Duplex;
}

/** What a connection tells the gateway: that it serves a conversation now, that it is gone. */
export interface ConnectionCallbacks {
  onJoined: (connection: Connection) => void;
  onClosed: (connection: Connection) => void;
}

/** One authenticated client: greeted first, then heard message by message, while it follows its conversation's events. */
export class Connection {
  readonly principal: Principal;
  readonly #admitted: Admitted;
  readonly #parts: ConnectionParts;
  readonly #callbacks: ConnectionCallbacks;
  readonly #line: SocketLine;
  readonly #cancelHelloTimer: () => void;
  /** Runs what a frame asks for, with what its log lines carry. */
  #within = logContext({});
  #speaker: Speaker | undefined;
  #feed: Feed | undefined;
  #joinedAs = '';
  #audioRefused = false;

  constructor(
    { socket, bytes }: OpenSocket,
    admitted: Admitted,
    parts: ConnectionParts,
    callbacks: ConnectionCallbacks,
  ) {
    const { clock, events, logger } = parts;
    const { principal } = admitted;
    this.principal = principal;
    this.#admitted = admitted;
    this.#parts = parts;
    this.#callbacks = callbacks;
    this.#line = new SocketLine(socket, {
      bytes,
      clock,
      events,
      logger,
      onFrame: (frame) => this.#handle(frame),
      mayStay: () => this.#checkExpiry(),
      onBeat: () => this.#checkSignIn(),
      onRoom: () => this.#hasRoom(),
      onClosing: () => this.#release(),
      onClosed: () => callbacks.onClosed(this),
    });
    this.#cancelHelloTimer = clock.after(HELLO_TIMEOUT_MS, () => this.close(CloseCode.idle, 'no hello'));
    events.opened(principal.kind);
  }

  get learnerId(): string {
    return this.principal.learnerId;
  }

  /** Undefined until `hello` was answered. */
  get conversationId(): string | undefined {
    return this.#speaker?.conversation.id;
  }

  /** Whether a connection that joined under this id came later; such ids sort by time. */
  isOlderThan(joinedAs: string): boolean {
    return this.#joinedAs < joinedAs;
  }

  /** Tells something about the connection alone; nothing before `ready`, which comes first. */
  notice(code: string, message: string, spoken?: SpokenAside | undefined): void {
    if (this.#feed) this.#line.send({ type: 'notice', code, message, ...spoken });
  }

  close(code: number, reason: string): void {
    this.#line.close(code, reason);
  }

  /** Sends what has been told in the conversation up to now, as far as the client reads, then closes. */
  async leave(code: number, reason: string): Promise<void> {
    try {
      if (!this.#line.closing && !this.#line.full) await this.#feed?.catchUp();
    } catch (error) {
      this.#parts.logger.warn({ err: error }, 'a client leaves without the last events');
    }
    this.close(code, reason);
  }

  #release(): void {
    this.#cancelHelloTimer();
    this.#feed?.close();
    this.#speaker?.voice
      ?.close()
      .catch((error: unknown) => this.#parts.logger.error({ err: error }, 'a spoken line could not be closed'));
  }

  #hasRoom(): void {
    this.#feed?.resume();
    this.#speaker?.voice?.room();
  }

  /** @returns false when the sign-in has run out, and with it the connection. */
  #checkExpiry(): boolean {
    const { expiresAt } = this.principal;
    if (expiresAt === undefined || this.#parts.clock.now() < expiresAt) return true;
    this.close(CloseCode.sessionExpired, 'session expired');
    return false;
  }

  /** A sign-out is signalled once; who was not reached by it is found here. */
  #checkSignIn(): void {
    this.#admitted.stillHolds().then(
      (holds) => {
        if (!holds) this.close(CloseCode.sessionExpired, 'signed out');
      },
      // Not known is no reason to throw somebody out.
      (error: unknown) => this.#parts.logger.warn({ err: error }, 'a sign-in could not be looked at again'),
    );
  }

  /** Sound, of which fifty frames a second come from each speaker, is taken at once; all else may take its time. */
  #handle(frame: Frame): Promise<void> | undefined {
    if (this.#line.closing) return;
    const speaker = this.#speaker;
    return this.#within(() => {
      if (frame.kind !== 'audio' || !speaker) return this.#orRefused(() => this.#act(frame));
      try {
        this.#hear(speaker, frame);
      } catch (error) {
        this.#refuse(toAppError(error));
      }
      return undefined;
    });
  }

  async #orRefused(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#refuse(toAppError(error));
    }
  }

  async #act(frame: Frame): Promise<void> {
    if (frame.kind === 'unknown') throw unknownMessage();
    if (frame.kind === 'message' && frame.message.type === 'hello' && !this.#speaker) return this.#greet(frame.message);
    if (!this.#speaker) return this.close(CloseCode.malformed, 'hello comes first');
    if (frame.kind === 'message') await this.#carryOut(this.#speaker, frame.message);
  }

  async #carryOut(speaker: Speaker, message: ClientMessage): Promise<void> {
    if (message.type === 'speech_start') this.#audioRefused = true;
    const changed = await carryOut(this.#parts.talks, speaker, message);
    if (changed) this.#speaker = { ...speaker, conversation: changed };
    if (message.type !== 'set') return;
    const { voice, speed, patience, speakUp, onHold } = message;
    speaker.voice?.change({ conversation: changed, voice, speed, patience, speakUp, onHold });
  }

  /** Where nobody can hear, that is said once an utterance, not for each of its fifty frames a second. */
  #hear(speaker: Speaker, { pcm, sequence }: Extract<Frame, { kind: 'audio' }>): void {
    if (speaker.voice?.hears) {
      speaker.voice.audio(pcm, sequence);
      return;
    }
    if (this.#audioRefused) return;
    this.#audioRefused = true;
    throw speechUnavailable(speaker);
  }

  /** A refused request is told to this client alone: what is not of the conversation has no place in its log. */
  #refuse(error: AppError): void {
    const requestId = newId();
    if (error.code === 'internal') {
      this.#parts.logger.error({ err: error.cause, requestId }, 'a message was refused for an unforeseen reason');
    }
    if (!this.#speaker && error.code === 'not_found') {
      this.close(CloseCode.notYours, 'no such conversation');
      return;
    }
    const { code, message, retryable } = error;
    this.#line.send({ type: 'error', code, message, retryable, requestId });
  }

  async #greet(hello: Hello): Promise<void> {
    const { talks, signals } = this.#parts;
    const { learnerId, name } = this.principal;
    const { conversationId, mode, language } = hello;
    const conversation = await talks.open({ learnerId, learnerName: name, conversationId, mode, language });
    const opened = await this.#openFeed(conversation.id, hello);
    // The socket may have closed meanwhile; then nobody else would close the feed.
    if (this.#line.closing) return opened.feed.close();
    this.#speaker = { conversation, learnerName: name, voice: undefined };
    this.#within = logContext({ conversationId: conversation.id });
    this.#joinedAs = newId();
    this.#callbacks.onJoined(this);
    this.#follow(conversation.id, opened);
    this.#openVoice(this.#speaker, hello, opened);
    await signals.publish({ type: 'replaced', conversationId: conversation.id, connectionId: this.#joinedAs });
  }

  /** After `ready` and what was missed, so that a turn that goes on finds its words told. */
  #openVoice(speaker: Speaker, hello: Hello, { feed, missed }: OpenedFeed): void {
    const voice = openVoice(this.#parts.voices, this.#line, hello, {
      conversation: speaker.conversation,
      learnerName: speaker.learnerName,
      resumed: missed !== undefined,
      patience: hello.patience,
      speed: hello.speed,
      told: () => feed.sent,
      notice: (code, message, spoken) => this.notice(code, message, spoken),
    });
    this.#speaker = { ...speaker, voice };
  }

  #openFeed(conversationId: string, { resume }: Hello): Promise<OpenedFeed> {
    const { eventLog, logger } = this.#parts;
    const options = {
      conversationId,
      eventLog,
      send: (event: LoggedEvent) => {
        this.#line.send(event);
        if (event.type === 'sentence') this.#speaker?.voice?.room();
      },
      full: () => this.#line.full,
      onEpoch: (epoch: string) => this.#ready(conversationId, { epoch, offset: 0 }, false),
      onLost: () => this.close(CloseCode.idle, 'too far behind'),
      onError: (error: unknown) => {
        logger.error({ err: error }, 'the events of a conversation could not be read');
        this.close(INTERNAL_ERROR, 'events unavailable');
      },
    };
    return Feed.open(options, resume);
  }

  #follow(conversationId: string, { feed, position, missed }: OpenedFeed): void {
    this.#cancelHelloTimer();
    this.#feed = feed;
    this.#ready(conversationId, position, missed !== undefined);
    this.#parts.events.replayed(missed?.length ?? 0);
    feed.start(missed ?? []);
  }

  #ready(conversationId: string, { epoch, offset }: { epoch: string; offset: number }, resumed: boolean): void {
    const { board, voices } = this.#parts;
    const services = board.services();
    const { changesSpeed, hears: acknowledgesSpeech } = voices;
    const able = { changesSpeed, acknowledgesSpeech };
    this.#line.send({ type: 'ready', conversationId, epoch, offset, resumed, services, ...able });
  }
}

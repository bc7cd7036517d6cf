import type { AudioFrame } from '../../protocol/audio-frame.ts';
import type { ClientMessage } from '../../protocol/client-messages.ts';
import type { Mode } from '../../protocol/common.ts';
import type { LoggedEvent, Notice } from '../../protocol/server-events.ts';
import { ApiError } from '../api/api-error.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { QuestionSender } from '../outbox/question-sender.ts';
import { after, browserEnvironment } from '../realtime/browser-environment.ts';
import { Connection } from '../realtime/connection.ts';
import type { ConnectionState } from '../realtime/connection-state.ts';
import { settings } from '../settings/settings.ts';
import { canSpeak } from '../speech/browser-voice.ts';
import type { SpeechListener } from '../speech/uplink.ts';
import { keepConversation } from '../store/conversations.ts';
import type { Database, KeptConversation, KeptTalk } from '../store/database.ts';
import { adopt } from './drafts.ts';
import { EventFollower } from './event-follower.ts';
import { TalkModel } from './talk-model.ts';
import { runningAnswer, type TalkState, withQuestion } from './talk-state.ts';

/** A draft that found no server tries again after this, ms, and whenever the network is back. */
const ADOPT_RETRY_MS = 5_000;

export interface LiveTalkParts {
  database: Database;
  outbox: Outbox;
  /** Hears every event after it changed the state: for the voice, for reading ahead. */
  onEvent(event: LoggedEvent, state: TalkState): void;
  /** Hears what is told about the connection alone. */
  onAside(notice: Notice): void;
  /** A piece of the tutor's voice. */
  onSound(frame: AudioFrame): void;
  /** Whether the tutor is being heard: the server then has nothing to say for long. */
  isHeard(): boolean;
  /** The server no longer knows this session. */
  onSignedOut(): void;
  /** Something failed that no screen waits for. */
  onFailure(error: unknown): void;
}

/** Which ways the connection carries sound. */
export interface SoundWays {
  in: boolean;
  out: boolean;
}

/** One conversation, followed live, with everything that a learner can do in it. */
export class LiveTalk extends TalkModel {
  readonly #parts: LiveTalkParts;
  readonly #connection: Connection;
  readonly #sender: QuestionSender;
  readonly #unsubscribe: () => void;
  #soundWays: SoundWays = { in: false, out: false };
  #acknowledgesSpeech = false;
  #speech: SpeechListener | undefined;
  /** What was stopped while there was no line, and how much had been heard of it. */
  readonly #untold = new Map<string, number>();
  #adopting = false;
  #closed = false;

  constructor(parts: LiveTalkParts, conversation: KeptConversation, kept: KeptTalk | undefined) {
    super(conversation, kept);
    this.#parts = parts;
    this.#sender = this.#createSender();
    const follower = this.#createFollower(kept?.position?.epoch ?? '');
    this.#connection = new Connection(
      browserEnvironment,
      () => ({
        conversationId: this.id,
        patience: settings.value.patience,
        speed: settings.value.speed,
        ownVoice: canSpeak(),
        keepsSpeech: true,
        // What was said is brought to its end, also when nobody listens any more.
        audioIn: this.#soundWays.in || this.#speech?.unsettled ? 'pcm16/16000' : 'none',
        audioOut: this.#soundWays.out ? 'pcm16/24000' : 'none',
      }),
      {
        state: (state) => this.#onConnection(state),
        ready: (ready) => {
          this.#acknowledgesSpeech = ready.acknowledgesSpeech ?? false;
          // Before the next question is sent, which is asked upon what was heard.
          for (const [turnId, heardChars] of this.#untold) this.interrupt(turnId, heardChars);
          follower.ready(ready);
        },
        event: (event) => follower.event(event),
        sound: (frame) => parts.onSound(frame),
        aside: (event) => {
          if (event.type === 'speech_ack') this.#speech?.acknowledged(event);
          else follower.aside(event);
        },
        reload: (ready) => follower.reload(ready),
        expecting: () => this.#isExpecting(),
      },
      kept?.position,
    );
    this.#unsubscribe = parts.outbox.subscribe(() => this.#outboxChanged());
    this.#outboxChanged();
  }

  /** Connects; a draft when there is something to ask. */
  start(): void {
    if (this.conversation.value.draft) this.#background(this.#adoptAsked());
    else this.#connection.start();
  }

  /** Connects also what has nothing to be asked yet: the learner is going to speak. */
  begin(): void {
    if (this.conversation.value.draft) this.#background(this.#adopt());
    else this.#connection.start();
  }

  /** Which ways the connection carries sound. */
  get soundWays(): SoundWays {
    return this.#soundWays;
  }

  /** Opens or closes the ways for sound; what is under way goes on. */
  carrySound(ways: SoundWays): void {
    if (ways.in === this.#soundWays.in && ways.out === this.#soundWays.out) return;
    this.#soundWays = ways;
    this.#connection.renew();
  }

  /** @returns false while not connected */
  sendAudio(frame: Uint8Array<ArrayBuffer>): boolean {
    return this.#connection.sendAudio(frame);
  }

  get acknowledgesSpeech(): boolean {
    return this.#acknowledgesSpeech;
  }

  /** What the server says of the learner's speech, this hears from now on. */
  listen(listener: SpeechListener): void {
    this.#speech = listener;
  }

  /** The line takes speech and says nothing: another one is tried. */
  isDead(): void {
    this.#connection.renew();
  }

  /** The network, or the learner, is back. */
  wake(): void {
    if (this.conversation.value.draft) this.start();
    else this.#connection.wake();
  }

  networkLost(): void {
    this.lineLost.value = this.connection.value.kind !== 'stopped';
    this.#connection.networkLost();
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    this.#sender.disconnected();
    this.#connection.stop();
  }

  /** Puts a question into the queue; it is kept before anything is sent. Takes the talk back from another window. */
  async ask(text: string, source: 'typed' | 'speech'): Promise<void> {
    const { database, outbox } = this.#parts;
    const conversation = this.conversation.value;
    if (conversation.draft && conversation.title === '') {
      this.conversation.value = { ...conversation, title: text.slice(0, 80) };
      await keepConversation(database, this.conversation.value);
    }
    const id = crypto.randomUUID();
    await outbox.add({ id, conversationId: this.id, text, source, createdAt: new Date().toISOString() });
    if (this.conversation.value.draft || isReplaced(this.connection.value)) this.start();
  }

  /** Puts new words in the place of a question that was refused. */
  editQueued(id: string, text: string): Promise<void> {
    return this.#parts.outbox.edit(id, crypto.randomUUID(), text);
  }

  discardQueued(id: string): Promise<void> {
    return this.#parts.outbox.discard(id);
  }

  /** @returns false while not connected */
  send(message: ClientMessage): boolean {
    return this.#connection.send(message);
  }

  /** Answers a question again after a failure. */
  regenerate(messageId: string): void {
    if (this.send({ type: 'regenerate', messageId })) this.talk.value = { ...this.talk.value, regenerating: messageId };
  }

  /** Stops an answer that is being given, or still being spoken, of which so much was heard or read; told when there is a line. */
  interrupt(turnId: string, heardChars: number): void {
    const least = Math.min(heardChars, this.#untold.get(turnId) ?? heardChars);
    if (this.send({ type: 'interrupt', turnId, heardChars: least })) this.#untold.delete(turnId);
    else this.#untold.set(turnId, least);
  }

  setMode(mode: Mode): void {
    const conversation = this.conversation.value;
    if (!conversation.draft && !this.send({ type: 'set', mode })) return;
    this.conversation.value = { ...conversation, mode };
    if (!conversation.draft) this.#background(keepConversation(this.#parts.database, this.conversation.value));
  }

  #createSender(): QuestionSender {
    const { outbox, onFailure } = this.#parts;
    return new QuestionSender({
      next: () => outbox.next(this.id),
      confirm: (id) => outbox.confirm(id),
      refuse: (id, reason) => outbox.refuse(id, reason),
      send: (message) => this.#connection.send(message),
      confirmed: (message) => {
        this.talk.value = withQuestion(this.talk.value, message);
      },
      sending: (question) => {
        this.underWay.value = question;
      },
      after,
      failed: onFailure,
    });
  }

  #createFollower(epoch: string): EventFollower {
    const parts = {
      ...this.#parts,
      sender: this.#sender,
      acknowledge: (offset: number) => void this.send({ type: 'ack', offset }),
      background: (work: Promise<unknown>) => this.#background(work),
    };
    return new EventFollower(this, parts, epoch);
  }

  #background(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#parts.onFailure(error));
  }

  #outboxChanged(): void {
    const refresh = async () => {
      this.queued.value = await this.#parts.outbox.list(this.id);
      this.#sender.poke();
    };
    this.#background(refresh());
  }

  #onConnection(state: ConnectionState): void {
    this.connection.value = state;
    if (state.kind === 'waiting' && state.attempt > 0) this.lineLost.value = true;
    if (state.kind === 'open' || state.kind === 'stopped') this.lineLost.value = false;
    if (state.kind !== 'open') this.#sender.disconnected();
    if (state.kind === 'stopped' && state.reason === 'signed_out') this.#parts.onSignedOut();
  }

  #isExpecting(): boolean {
    if (this.underWay.value || this.#speech?.expecting()) return true;
    return runningAnswer(this.talk.value) !== undefined && !this.#parts.isHeard();
  }

  async #adoptAsked(): Promise<void> {
    if (await this.#parts.outbox.next(this.id)) await this.#adopt();
  }

  async #adopt(): Promise<void> {
    if (this.#adopting || !this.conversation.value.draft) return;
    this.#adopting = true;
    try {
      this.conversation.value = await adopt(this.#parts.database, this.conversation.value);
      this.#outboxChanged();
      if (!this.#closed) this.#connection.start();
    } catch (error) {
      this.#adoptionFailed(error);
    } finally {
      this.#adopting = false;
    }
  }

  #adoptionFailed(error: unknown): void {
    if (error instanceof ApiError && error.status === 401) this.#parts.onSignedOut();
    else if (error instanceof ApiError && !error.retryable) this.problem.value = error.message;
    else if (!this.#closed) after(ADOPT_RETRY_MS, () => this.wake());
  }
}

/** Another window has taken the talk over. */
export function isReplaced(state: ConnectionState): boolean {
  return state.kind === 'stopped' && state.reason === 'replaced';
}

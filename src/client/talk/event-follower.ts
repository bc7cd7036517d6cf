import type { ConversationEvent, LoggedEvent, Notice, Ready } from '../../protocol/server-events.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { QuestionSender } from '../outbox/question-sender.ts';
import type { Database } from '../store/database.ts';
import { keepTalk } from '../store/talks.ts';
import { applyEvent } from './apply-event.ts';
import { confirmKnown, loadConversation, loadTalk } from './talk-keeper.ts';
import { learnerMessage } from './talk-message.ts';
import type { TalkModel } from './talk-model.ts';
import { runningAnswer, type TalkState, withLoaded, withQuestion } from './talk-state.ts';

export interface FollowerParts {
  database: Database;
  outbox: Outbox;
  sender: QuestionSender;
  /** Tells the server that everything up to here is kept on this device. */
  acknowledge(offset: number): void;
  /** Hears every event after it changed the state: for the voice, for reading ahead. */
  onEvent(event: LoggedEvent, state: TalkState): void;
  /** Hears what is told about the connection alone. */
  onAside(notice: Notice): void;
  /** Runs what nobody waits for, and tells when it fails. */
  background(work: Promise<unknown>): void;
}

/** Brings what the server says about a conversation into its model, and onto the device. */
export class EventFollower {
  readonly #model: TalkModel;
  readonly #parts: FollowerParts;
  #epoch: string;

  constructor(model: TalkModel, parts: FollowerParts, epoch: string) {
    this.#model = model;
    this.#parts = parts;
    this.#epoch = epoch;
  }

  ready(ready: Ready): void {
    this.#epoch = ready.epoch;
    this.#model.changesSpeed = ready.changesSpeed;
    this.#model.services.value = ready.services;
    this.#model.problem.value = undefined;
    this.#parts.sender.connected();
  }

  event(event: LoggedEvent): void {
    const { sender, background } = this.#parts;
    if (event.type === 'accepted') this.#showQuestion(event.id);
    this.#change(applyEvent(this.#state, event, () => new Date().toISOString()));
    if (event.type === 'accepted') background(sender.accepted(event.id));
    if (event.type === 'turn_end') {
      this.#model.turnsEnded.value += 1;
      background(this.#keep(event.offset));
    }
    this.#parts.onEvent(event, this.#state);
    if (this.#state.stale && !runningAnswer(this.#state)) background(this.#refresh());
  }

  /** What concerns the connection or the last request alone. */
  aside(event: ConversationEvent): void {
    const { sender, background } = this.#parts;
    if (event.type === 'accepted') background(sender.accepted(event.id));
    if (event.type === 'notice') {
      this.#change({ ...this.#state, notice: { code: event.code, message: event.message } });
      this.#parts.onAside(event);
    }
    if (event.type !== 'error') return;
    const show = async () => {
      if (await sender.refused(event)) return;
      this.#model.problem.value = event.message;
      this.#change({ ...this.#state, regenerating: undefined });
    };
    background(show());
  }

  /** Loads the conversation where events are missing. */
  async reload(ready: Ready): Promise<'done' | 'rewind'> {
    const { database, outbox } = this.#parts;
    const model = this.#model;
    const { conversation, messages } = await loadTalk(database, model.id);
    model.conversation.value = conversation;
    this.#change(withLoaded(this.#state, messages));
    await confirmKnown(outbox, model.id, messages);
    if (runningAnswer(this.#state)) {
      // Were its events gone, the answer would be loaded again when it has ended.
      this.#change({ ...this.#state, tutor: 'thinking', stale: true });
      return 'rewind';
    }
    await keepTalk(database, model.id, this.#state.messages, { epoch: ready.epoch, offset: ready.offset });
    return 'done';
  }

  get #state(): TalkState {
    return this.#model.talk.value;
  }

  #change(state: TalkState): void {
    this.#model.talk.value = state;
  }

  /** In the same moment as the event, so that its answer finds it in its place. */
  #showQuestion(id: string): void {
    const { underWay, queued } = this.#model;
    const question = [underWay.value, ...queued.value].find((waiting) => waiting?.id === id);
    if (question) this.#change(withQuestion(this.#state, learnerMessage(question)));
  }

  /** What is kept at the end of a turn is complete: from there a later start asks for the rest. */
  async #keep(offset: number): Promise<void> {
    const { database, acknowledge } = this.#parts;
    const model = this.#model;
    await keepTalk(database, model.id, this.#state.messages, { epoch: this.#epoch, offset });
    acknowledge(offset);
    if (model.conversation.value.title === '') model.conversation.value = await loadConversation(database, model.id);
  }

  /** Loads what the events did not tell, unless the talk goes on meanwhile: then again after the next turn. */
  async #refresh(): Promise<void> {
    const { database, outbox } = this.#parts;
    const { id } = this.#model;
    const before = this.#state;
    const { messages } = await loadTalk(database, id);
    if (this.#state !== before) return;
    this.#change(withLoaded(before, messages));
    await confirmKnown(outbox, id, messages);
    await keepTalk(database, id, this.#state.messages);
  }
}

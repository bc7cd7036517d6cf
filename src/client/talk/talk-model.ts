import { computed, type Signal, signal } from '@preact/signals';
import type { Services } from '../../protocol/common.ts';
import type { ConnectionState } from '../realtime/connection-state.ts';
import type { KeptConversation, KeptTalk, QueuedQuestion } from '../store/database.ts';
import { emptyTalk, type TalkState } from './talk-state.ts';

/** A conversation as the screen sees it. */
export class TalkModel {
  readonly conversation: Signal<KeptConversation>;
  readonly talk: Signal<TalkState>;
  readonly queued = signal<QueuedQuestion[]>([]);
  /** The question that was sent and is not confirmed yet. */
  readonly underWay = signal<QueuedQuestion | undefined>(undefined);
  readonly connection = signal<ConnectionState>({ kind: 'stopped', reason: 'left' });
  /** From the second attempt to reach the server until one succeeds: the first is often enough, and unnoticed. */
  readonly lineLost = signal(false);
  readonly services = signal<Services | undefined>(undefined);
  /** Whether the server's voice can be asked to speak slower or faster; told with the services. */
  changesSpeed: boolean | undefined;
  /** A refusal that belongs to nothing on the screen, for people. */
  readonly problem = signal<string | undefined>(undefined);
  /** Turns that ended while this talk was open here. */
  readonly turnsEnded = signal(0);
  /** What waits, without what has been confirmed in this moment. */
  readonly unconfirmed = computed(() => {
    const known = new Set(this.talk.value.messages.map((message) => message.id));
    return this.queued.value.filter((question) => !known.has(question.id));
  });

  constructor(conversation: KeptConversation, kept: KeptTalk | undefined) {
    this.conversation = signal(conversation);
    this.talk = signal({ ...emptyTalk, messages: kept?.messages ?? [] });
  }

  /** Changes once, when a draft gets its place on the server. */
  get id(): string {
    return this.conversation.value.id;
  }
}

import type { LoggedEvent } from '../../protocol/server-events.ts';
import { Sound } from '../audio/sound.ts';
import { keepCitedDocuments } from '../library/read-ahead.ts';
import { onLost, onReturn } from '../offline/connectivity.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Database, KeptConversation } from '../store/database.ts';
import { readTalk } from '../store/talks.ts';
import { LiveTalk } from './live-talk.ts';
import type { SpokenTalk } from './spoken-talk.ts';
import type { TalkState } from './talk-state.ts';

export interface TalkRoomParts {
  database: Database;
  outbox: Outbox;
  onSignedOut(): void;
  onFailure(error: unknown): void;
}

export interface OpenTalk {
  live: LiveTalk;
  spoken: SpokenTalk;
  close(): void;
}

/** Where talks are opened; it knows which one has a connection of its own. */
export class TalkRoom {
  readonly #parts: TalkRoomParts;
  readonly #open = new Set<LiveTalk>();
  readonly #sound = new Sound();

  constructor(parts: TalkRoomParts) {
    this.#parts = parts;
  }

  isOpen(conversationId: string): boolean {
    return [...this.#open].some((live) => live.id === conversationId);
  }

  /** Opens a conversation with what this device keeps of it, and connects. */
  async open(conversation: KeptConversation): Promise<OpenTalk> {
    const [kept, voice] = await Promise.all([
      readTalk(this.#parts.database, conversation.id),
      import('./spoken-talk.ts'),
    ]);
    let spoken: SpokenTalk | undefined;
    const live = new LiveTalk(
      {
        ...this.#parts,
        onEvent: (event, state) => {
          spoken?.onEvent(event, state);
          this.#readAhead(event, state);
        },
        onAside: (notice) => spoken?.onAside(notice),
        onSound: (frame) => spoken?.onSound(frame),
        isHeard: () => spoken?.speaking.progress.value !== undefined,
      },
      conversation,
      kept,
    );
    spoken = new voice.SpokenTalk(live, this.#sound);
    this.#open.add(live);
    const forgetReturn = onReturn(() => live.wake());
    const forgetLost = onLost(() => live.networkLost());
    live.start();
    return { live, spoken, close: () => this.#close(live, spoken, [forgetReturn, forgetLost]) };
  }

  #close(live: LiveTalk, spoken: SpokenTalk, forget: (() => void)[]): void {
    for (const one of forget) one();
    spoken.close();
    live.close();
    this.#open.delete(live);
  }

  #readAhead(event: LoggedEvent, state: TalkState): void {
    if (event.type !== 'turn_end') return;
    const answer = state.messages.find((message) => message.id === event.messageId);
    // Only a comfort: without it the source needs a network.
    if (answer)
      keepCitedDocuments(this.#parts.database, answer).catch((error: unknown) => this.#parts.onFailure(error));
  }
}

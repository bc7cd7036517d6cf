import { newId } from '../ids.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Mode } from '../protocol/common.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';
import type { Talks } from '../voice/talks.ts';
import { withMode } from './call-talk.ts';
import type { CallersTalk } from './callers-talk.ts';
import type { Caller } from './calls.ts';
import { type Phrases, phrasesFor } from './phrases.ts';

/** One caller's talk over raw sound: the spoken line hears, asks and speaks; this keeps what the call wants to know of it. */
export class StreamTalk implements CallersTalk {
  readonly learner: Learner;
  readonly #talks: Talks;
  readonly #onChange: (conversation: Conversation) => void;
  #conversation: Conversation;
  #asked = 0;
  #lastAnswer = '';

  /** @param onChange the conversation has another mode or language */
  constructor(talks: Talks, { learner, conversation }: Caller, onChange: (conversation: Conversation) => void) {
    this.#talks = talks;
    this.learner = learner;
    this.#conversation = conversation;
    this.#onChange = onChange;
  }

  get conversation(): Conversation {
    return this.#conversation;
  }

  get phrases(): Phrases {
    return phrasesFor(this.#conversation.language ?? this.learner.language);
  }

  get asked(): number {
    return this.#asked;
  }

  get lastAnswer(): string {
    return this.#lastAnswer;
  }

  /** Follows what is told in the conversation. */
  note(event: LoggedEvent): void {
    if (event.type === 'accepted') this.#asked += 1;
    if (event.type === 'turn_end' && event.status !== 'failed') this.#lastAnswer = event.heardText;
  }

  /** The answer is heard over the line. */
  async ask(text: string, _say: (spoken: string) => void, id: string = newId()): Promise<void> {
    await this.#talks.submit(this.#conversation, this.learner.name, { id, text, source: 'speech', door: 'phone' });
  }

  /** What was heard is known by the marks that came back. */
  async stop(): Promise<void> {
    this.#talks.speakOver(this.#conversation.id);
  }

  async setMode(mode: Mode): Promise<boolean> {
    const changed = await withMode(this.#talks, this.#conversation, mode);
    if (changed) this.#change(changed);
    return changed !== undefined;
  }

  async setLanguage(language: string): Promise<void> {
    this.#change(await this.#talks.set(this.#conversation, { language }));
  }

  #change(conversation: Conversation): void {
    this.#conversation = conversation;
    this.#onChange(conversation);
  }
}

import type { UserText } from '../../protocol/client-messages.ts';
import type { QueuedQuestion } from '../store/database.ts';
import type { TalkMessage } from '../talk/talk-message.ts';

/** How long a question that came too early waits before it is sent again, ms. */
const RETRY_MS = 3_000;

export interface SenderParts {
  next(): Promise<QueuedQuestion | undefined>;
  confirm(id: string): Promise<TalkMessage | undefined>;
  refuse(id: string, reason: string): Promise<void>;
  /** @returns false while there is no connection */
  send(message: UserText): boolean;
  confirmed(message: TalkMessage): void;
  /** The question under way, undefined when none is. */
  sending(question: QueuedQuestion | undefined): void;
  after(ms: number, action: () => void): () => void;
  failed(error: unknown): void;
}

/** Sends one conversation's questions over its connection: in order, each when the one before was confirmed. */
export class QuestionSender {
  readonly #parts: SenderParts;
  #underWay: QueuedQuestion | undefined;
  #ready = false;
  #looking = false;
  #lookAgain = false;
  #cancelRetry: (() => void) | undefined;

  constructor(parts: SenderParts) {
    this.#parts = parts;
  }

  /** A connection stands: what was under way when the last one broke goes again, under the same id. */
  connected(): void {
    this.#ready = true;
    this.#setUnderWay(undefined);
    this.poke();
  }

  disconnected(): void {
    this.#ready = false;
    this.#cancelRetry?.();
    this.#setUnderWay(undefined);
  }

  /** Something may be waiting. */
  poke(): void {
    this.#pump().catch((error: unknown) => this.#parts.failed(error));
  }

  /** The server confirmed a question, from here or from another device. */
  async accepted(id: string): Promise<void> {
    const message = await this.#parts.confirm(id);
    if (message) this.#parts.confirmed(message);
    if (id === this.#underWay?.id) this.#setUnderWay(undefined);
    this.poke();
  }

  /** The server refused the last thing sent. @returns false when no question was under way: it was about something else */
  async refused(error: { message: string; retryable: boolean }): Promise<boolean> {
    const id = this.#underWay?.id;
    if (id === undefined) return false;
    if (error.retryable) {
      this.#cancelRetry = this.#parts.after(RETRY_MS, () => {
        this.#setUnderWay(undefined);
        this.poke();
      });
      return true;
    }
    await this.#parts.refuse(id, error.message);
    if (id === this.#underWay?.id) this.#setUnderWay(undefined);
    this.poke();
    return true;
  }

  #setUnderWay(question: QueuedQuestion | undefined): void {
    this.#underWay = question;
    this.#parts.sending(question);
  }

  async #pump(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = true;
    try {
      do {
        this.#lookAgain = false;
        await this.#sendNext();
      } while (this.#lookAgain);
    } finally {
      this.#looking = false;
    }
  }

  async #sendNext(): Promise<void> {
    if (!this.#ready || this.#underWay !== undefined) return;
    const question = await this.#parts.next();
    // Time has passed: the connection may be gone.
    if (!question || !this.#ready || this.#underWay !== undefined) return;
    const { id, text, source } = question;
    if (this.#parts.send({ type: 'user_text', id, text, source })) this.#setUnderWay(question);
  }
}

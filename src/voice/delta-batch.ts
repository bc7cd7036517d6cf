import type { Clock } from '../ports/clock.ts';
import { DELTA_INTERVAL_MS } from '../protocol/limits.ts';
import type { ConversationEvent, LoggedEvent } from '../protocol/server-events.ts';

export interface DeltaBatchOptions {
  turnId: string;
  clock: Clock;
  /** Appends to the conversation's event log. */
  tell: (event: ConversationEvent) => Promise<LoggedEvent>;
  /** An event was told, and has its place in the log. */
  onTold?: (event: LoggedEvent) => void;
  /** An event could not be told: the turn can't go on. */
  onFailure: (error: unknown) => void;
}

/**
 * Sends a turn's events in order, its text in pieces: the first at once, later ones at most every 30 ms unless somebody
 * hurries them. What stands behind a piece of text (its sentence, its citations) follows the piece and never overtakes it.
 */
export class DeltaBatch {
  readonly #options: DeltaBatchOptions;
  #text = '';
  #behind: ConversationEvent[] = [];
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #cancelTimer: (() => void) | undefined;
  #chain: Promise<void> = Promise.resolve();
  #closed = false;
  #onFlushed: () => void = () => undefined;
  #sent = '';

  constructor(options: DeltaBatchOptions) {
    this.#options = options;
  }

  /** All text that was really handed out. */
  get sent(): string {
    return this.#sent;
  }

  addText(text: string): void {
    if (this.#closed || text === '') return;
    this.#text += text;
    if (this.#cancelTimer) return;
    // At most: the clock may have been set back since.
    const wait = Math.min(DELTA_INTERVAL_MS, this.#lastSentAt + DELTA_INTERVAL_MS - this.#options.clock.now());
    if (wait <= 0) this.#flush();
    else this.#cancelTimer = this.#options.clock.after(wait, () => this.#flush());
  }

  /** Tells an event after all text added so far. */
  addEvent(event: ConversationEvent): void {
    if (this.#closed) return;
    if (this.#text === '') this.#enqueue([event]);
    else this.#behind.push(event);
  }

  /** Tells what was added so far at once: a voice waits for it. */
  hurry(): void {
    if (this.#text !== '' && !this.#closed) this.#flush();
  }

  /** Resolves when everything added has been told. */
  async finish(): Promise<void> {
    if (this.#text !== '') {
      await new Promise<void>((resolve) => {
        this.#onFlushed = resolve;
      });
    }
    await this.#chain;
  }

  /** Nothing more is told from now on; resolves when what is on its way has been told. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer?.();
    await this.#chain;
  }

  #flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const { turnId, clock } = this.#options;
    this.#lastSentAt = clock.now();
    const events: ConversationEvent[] = [{ type: 'delta', turnId, text: this.#text }, ...this.#behind];
    this.#text = '';
    this.#behind = [];
    this.#enqueue(events);
    this.#onFlushed();
  }

  #enqueue(events: ConversationEvent[]): void {
    this.#chain = this.#chain
      .then(() => this.#tellAll(events))
      .catch((error: unknown) => {
        this.#closed = true;
        this.#options.onFailure(error);
      });
  }

  async #tellAll(events: ConversationEvent[]): Promise<void> {
    for (const event of events) {
      if (this.#closed) return;
      if (event.type === 'delta') this.#sent += event.text;
      const logged = await this.#options.tell(event);
      this.#options.onTold?.(logged);
    }
  }
}

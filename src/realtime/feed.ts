import type { EventLog } from '../ports/event-log.ts';
import type { ResumePoint } from '../protocol/client-messages.ts';
import type { LoggedEvent } from '../protocol/server-events.ts';

export interface FeedOptions {
  conversationId: string;
  eventLog: EventLog;
  /** Sends one event to the client. */
  send: (event: LoggedEvent) => void;
  /** Whether the client's reader is behind, so that nothing more may be sent for now. */
  full: () => boolean;
  /** The log began anew under another epoch, with nothing missed: the client must know before the next event. */
  onEpoch: (epoch: string) => void;
  /** The log no longer has what the client misses. */
  onLost: () => void;
  onError: (error: unknown) => void;
}

export interface OpenedFeed {
  feed: Feed;
  /** The last offset given out. */
  position: ResumePoint;
  /** Events that a client which came back has missed; undefined when it has to reload, or never was here. */
  missed: LoggedEvent[] | undefined;
}

/**
 * Follows one conversation's event log for one client: every event once, in order, none left out. Keeps nothing but its place
 * in the log; what the client can't take yet is read again from there.
 */
export class Feed {
  readonly #options: FeedOptions;
  #epoch = '';
  #sent = 0;
  #unsubscribe: (() => void) | undefined;
  /** There may be events in the log after `#sent`. */
  #behind = false;
  /** Not live: the place in the log is not known yet, or the log is being read. */
  #reading = true;
  #closed = false;

  private constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Offset of the last event that the client was sent, or has from before. */
  get sent(): number {
    return this.#sent;
  }

  /** Finds the client's place in the log; `start` begins sending. Listens first and reads then, so that nothing is missed. */
  static async open(options: FeedOptions, resume: ResumePoint | undefined): Promise<OpenedFeed> {
    const { eventLog, conversationId } = options;
    const feed = new Feed(options);
    feed.#unsubscribe = await eventLog.subscribe(conversationId, (event) => feed.#hear(event));
    try {
      const position = await eventLog.position(conversationId);
      const missed = resume && (await eventLog.since(conversationId, resume));
      feed.#epoch = position.epoch;
      feed.#sent = missed && resume ? resume.offset : position.offset;
      return { feed, position, missed };
    } catch (error) {
      feed.close();
      throw error;
    }
  }

  /** Sends what the client missed, then what comes. */
  start(missed: LoggedEvent[]): void {
    this.#sendAll(missed);
    this.#reading = false;
    if (this.#behind) this.resume();
  }

  /** There is room again, or something may be new. */
  resume(): void {
    if (this.#reading || this.#closed) return;
    this.catchUp().catch(this.#options.onError);
  }

  /** Sends everything there is after the client's place, as far as there is room. */
  async catchUp(): Promise<void> {
    this.#reading = true;
    try {
      do {
        this.#behind = false;
        await this.#readOnce();
      } while (this.#behind && !this.#closed && !this.#options.full());
    } finally {
      this.#reading = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe?.();
  }

  #hear(event: LoggedEvent): void {
    if (this.#closed) return;
    if (this.#reading || this.#options.full()) this.#behind = true;
    else if (event.offset === this.#sent + 1) this.#send(event);
    // A gap, a repeat, or another epoch: the log knows.
    else this.resume();
  }

  async #readOnce(): Promise<void> {
    const { eventLog, conversationId, onLost } = this.#options;
    const events = await eventLog.since(conversationId, { epoch: this.#epoch, offset: this.#sent });
    if (this.#closed) return;
    if (events) return this.#sendAll(events);
    const { epoch } = await eventLog.position(conversationId);
    if (this.#closed) return;
    if (epoch === this.#epoch) return onLost();
    this.#beginEpoch(epoch);
  }

  #beginEpoch(epoch: string): void {
    this.#epoch = epoch;
    this.#sent = 0;
    this.#behind = true;
    this.#options.onEpoch(epoch);
  }

  #sendAll(events: LoggedEvent[]): void {
    for (const event of events) {
      if (this.#closed) return;
      if (this.#options.full()) {
        this.#behind = true;
        return;
      }
      if (event.offset > this.#sent) this.#send(event);
    }
  }

  #send(event: LoggedEvent): void {
    this.#sent = event.offset;
    this.#options.send(event);
  }
}

import type { Clock } from '../ports/clock.ts';
import type { Conversation } from '../ports/conversation-store.ts';
import type { Signal } from '../ports/signals.ts';
import { type Ground, groundOf, type QuestionStores } from './question-of.ts';

/** How long a ground that was read in advance may wait for its words, ms: longer than a recogniser takes as a rule. */
const KEPT_MS = 3000;

type Talk = Pick<Conversation, 'id' | 'learnerId'>;

interface Read {
  ground: Promise<Ground>;
  learnerId: string;
  cancel: () => void;
}

/**
 * What questions will be asked upon, read while their words are still being recognised. Whatever changes it meanwhile drops
 * it, on whatever node: then it is read again when it is needed.
 */
export class Grounds {
  readonly #stores: QuestionStores;
  readonly #clock: Clock;
  readonly #read = new Map<string, Read>();
  /** Talks that are being changed. */
  readonly #changes = new Map<string, Promise<unknown>>();

  constructor(stores: QuestionStores, clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  /** A question is about to come: reads its ground. */
  begin(talk: Talk): void {
    this.drop(talk.id);
    const cancel = this.#clock.after(KEPT_MS, () => this.drop(talk.id));
    const read = { ground: this.read(talk), learnerId: talk.learnerId, cancel };
    this.#read.set(talk.id, read);
    // Whoever asks then reads again, and hears of the failure if it has not passed.
    read.ground.catch(() => {
      if (this.#read.get(talk.id) === read) this.drop(talk.id);
    });
  }

  /** The ground of a question that is asked now. Throws `not_found`, or what the stores throw. */
  async of(talk: Talk): Promise<Ground> {
    const read = this.#read.get(talk.id);
    // One that failed is read again below, and that failure is thrown.
    const ground = await read?.ground.catch(() => undefined);
    const holds = read !== undefined && this.#read.get(talk.id) === read;
    return ground && holds ? ground : this.read(talk);
  }

  /** Reads the ground as it is now. Throws `not_found`, or what the stores throw. */
  async read(talk: Talk): Promise<Ground> {
    await this.#changes.get(talk.id);
    return groundOf(this.#stores, talk);
  }

  /** Changes a talk: whatever is asked in it from now on waits for the change, and finds it. */
  async change<T>(conversationId: string, change: () => Promise<T>): Promise<T> {
    this.drop(conversationId);
    const changed = change();
    const settled = Promise.allSettled([this.#changes.get(conversationId), changed]);
    this.#changes.set(conversationId, settled);
    try {
      return await changed;
    } finally {
      if (this.#changes.get(conversationId) === settled) this.#changes.delete(conversationId);
    }
  }

  /** The conversation changes, or a turn takes it up. */
  drop(conversationId: string): void {
    this.#read.get(conversationId)?.cancel();
    this.#read.delete(conversationId);
  }

  /** Something has changed somewhere. */
  heed(signal: Signal): void {
    const about = { conversationId: undefined, learnerId: undefined, ...signal };
    if (about.conversationId !== undefined) this.drop(about.conversationId);
    else for (const [id, { learnerId }] of this.#read) if (learnerId === about.learnerId) this.drop(id);
  }
}

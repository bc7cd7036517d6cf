import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { MessageStore } from '../ports/message-store.ts';

/** How long a process is believed to be alive without a word: three missed renewals. */
export const LEASE_MS = 15_000;
const RENEW_MS = 5000;

export interface LeaseOptions {
  messages: MessageStore;
  clock: Clock;
  logger: Logger;
  /** Id of this process's run; another one after every start. */
  owner: string;
}

/** Keeps the leases of this process's turns alive while there are any, and lets them run out when the process dies. */
export class Leases {
  readonly #options: LeaseOptions;
  readonly #needed: () => boolean;
  #cancel: (() => void) | undefined;

  /** @param needed whether any turn runs or waits here. */
  constructor(options: LeaseOptions, needed: () => boolean) {
    this.#options = options;
    this.#needed = needed;
  }

  get owner(): string {
    return this.#options.owner;
  }

  /** Begins renewing; called with every new turn. @returns until when the turn's lease is to run. */
  start(): number {
    const { clock } = this.#options;
    this.#cancel ??= clock.after(RENEW_MS, () => this.#renew());
    return clock.now() + LEASE_MS;
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #renew(): void {
    this.#cancel = undefined;
    if (!this.#needed()) return;
    const { messages, owner, logger } = this.#options;
    const leaseUntil = this.start();
    messages
      .renewLeases(owner, leaseUntil)
      .catch((error: unknown) => logger.error({ err: error }, 'leases of running turns could not be renewed'));
  }
}

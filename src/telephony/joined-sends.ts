import type { Duplex } from 'node:stream';

/** Has what is sent in one go leave in one go: the sound of a sentence is some fifty messages. */
export class JoinedSends {
  readonly #bytes: Pick<Duplex, 'cork' | 'uncork'>;
  #joining = false;

  /** @param bytes the line below the messages */
  constructor(bytes: Pick<Duplex, 'cork' | 'uncork'>) {
    this.#bytes = bytes;
  }

  /** Call before something is sent. */
  join(): void {
    if (this.#joining) return;
    this.#joining = true;
    this.#bytes.cork();
    process.nextTick(() => {
      this.#joining = false;
      this.#bytes.uncork();
    });
  }
}

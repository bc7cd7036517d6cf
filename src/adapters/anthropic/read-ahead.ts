import type { ModelEvent } from '../../ports/language-model.ts';

/**
 * What a model has sent and nobody has taken yet. Text that came in one go is one event: each event passes a dozen generators on
 * its way to the voice, and a burst of words would pass them word by word. Holds no more than the answer.
 */
export class ReadAhead {
  readonly #events: ModelEvent[] = [];
  #end: { error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  push(event: ModelEvent): void {
    const last = this.#events.at(-1);
    if (event.type === 'text' && last?.type === 'text') {
      this.#events.splice(-1, 1, { type: 'text', text: last.text + event.text });
    } else {
      this.#events.push(event);
    }
    this.#wake();
  }

  /** Nothing more will come; an `error` is thrown at the reader when they have all that came before it. */
  end(failure: { error?: unknown } = {}): void {
    this.#end = failure;
    this.#wake();
  }

  /** Whether all of it has come, taken or not. */
  get over(): boolean {
    return this.#end !== undefined;
  }

  /** All there is and will be, in order. For one reader. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ModelEvent> {
    while (true) {
      for (const event of this.#events.splice(0)) yield event;
      if (this.#events.length > 0) continue;
      if (this.#end && 'error' in this.#end) throw this.#end.error;
      if (this.#end) return;
      await this.#more();
    }
  }

  /** What came in one go is read in microtasks, and Node calls what waits for the next tick after all of them. */
  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = () => undefined;
        process.nextTick(resolve);
      };
    });
  }
}

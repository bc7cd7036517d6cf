export interface SseEvent {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever the event holds
  data: any;
}

/** Reads a stream of server-sent events, one after the other as they come. */
export class SseReader {
  readonly #parts: AsyncGenerator<SseEvent>;

  constructor(response: Response) {
    this.#parts = read(response);
  }

  /** The next event; undefined when the stream has ended. */
  async next(): Promise<SseEvent | undefined> {
    const { value, done } = await this.#parts.next();
    return done ? undefined : value;
  }

  /** The next event for which it holds; those before it are passed over. Throws when the stream ends first. */
  async until(holds: (event: SseEvent) => boolean): Promise<SseEvent> {
    for (let event = await this.next(); event; event = await this.next()) if (holds(event)) return event;
    throw new Error('the stream ended before that');
  }

  /** All that is left, until the stream ends. */
  async rest(): Promise<SseEvent[]> {
    const events: SseEvent[] = [];
    for await (const event of this.#parts) events.push(event);
    return events;
  }
}

async function* read(response: Response): AsyncGenerator<SseEvent> {
  let waiting = '';
  if (!response.body) throw new Error('there is no stream');
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (waiting + text).split('\n\n');
    waiting = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (event !== undefined) yield { event, data: JSON.parse(data ?? 'null') };
    }
  }
}

import { EventEmitter, once } from 'node:events';

/** Bound of every wait. What is waited for comes at once, but two hundred calls on a busy machine share it. */
const WAIT_MS = 60_000;

interface Utterance {
  text: string;
  /** Twilio was told that nothing follows. */
  closed: boolean;
}

/** What Twilio's voice was given to say, utterance by utterance, for tests to wait for. */
export class Utterances {
  readonly list: Utterance[] = [];
  readonly #changes = new EventEmitter();
  /** Utterances that a test has waited for. */
  #read = 0;

  /** A piece of the utterance that is open; begins one where none is. */
  token(text: string, last: boolean): void {
    const open = this.list.at(-1);
    // The end of what the caller has cut short already.
    if (text === '' && (!open || open.closed)) return;
    if (!open || open.closed) this.list.push({ text, closed: last });
    else {
      open.text += text;
      open.closed = last;
    }
    this.#changes.emit('change');
  }

  /** The caller has cut the open one short. */
  cut(): void {
    const open = this.list.at(-1);
    if (open) open.closed = true;
    this.#changes.emit('change');
  }

  /** The next of them, whole. */
  async next(): Promise<string> {
    await this.#until(() => this.list[this.#read]?.closed === true);
    const utterance = this.list[this.#read];
    this.#read += 1;
    return utterance?.text.trim() ?? '';
  }

  /** Waits until these words were begun; anything at all when left out. */
  begins(words: string): Promise<void> {
    return this.#until(() => this.list.length > this.#read && this.list.at(-1)?.text.includes(words) === true);
  }

  async #until(isSo: () => boolean): Promise<void> {
    const signal = AbortSignal.timeout(WAIT_MS);
    try {
      while (!isSo()) await once(this.#changes, 'change', { signal });
    } catch (cause) {
      throw new Error(`nothing more is said after ${JSON.stringify(this.list.at(-1))}`, { cause });
    }
  }
}

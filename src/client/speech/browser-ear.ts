import type { Ear, EarEvents, EarState } from './ear.ts';
import { Recognition } from './recognition.ts';
import type { Utterance } from './utterance.ts';

export interface BrowserEarOptions {
  language(): string;
  /** Makes whole messages of the recogniser's pieces. */
  utterance(events: { done(text: string): void }): Utterance;
}

/** Hears with the browser's own recogniser. */
export class BrowserEar implements Ear {
  readonly #events: EarEvents;
  readonly #options: BrowserEarOptions;
  readonly #utterance: Utterance;
  #recognition: Recognition | undefined;
  #state: EarState = 'closed';
  #handsFree = false;

  constructor(events: EarEvents, options: BrowserEarOptions) {
    this.#events = events;
    this.#options = options;
    this.#utterance = options.utterance({ done: (text) => events.said(text) });
  }

  start(): void {
    this.#handsFree = true;
    this.#listen();
  }

  press(): void {
    this.#listen();
  }

  release(): void {
    this.#utterance.end();
    if (!this.#handsFree) this.close();
  }

  mute(muted: boolean): void {
    if (muted && this.#state === 'open') this.#rest('muted');
    else if (!muted && this.#state === 'muted') this.#listen();
  }

  guard(): void {
    // Its own echo is recognised by its words.
  }

  mistaken(): void {
    // Likewise.
  }

  devicesChanged(): void {
    // Likewise.
  }

  seen(visible: boolean): void {
    if (!visible && this.#state === 'open') this.#rest('interrupted');
    else if (visible && this.#state === 'interrupted') this.#listen();
  }

  line(): void {
    // Messages wait in the outbox.
  }

  close(): void {
    this.#handsFree = false;
    if (this.#state !== 'closed') this.#rest('closed');
  }

  #listen(): void {
    if (this.#state === 'open') return;
    const recognition = new Recognition(this.#options.language(), {
      heard: (final, interim) => {
        this.#utterance.heard(final, interim);
        this.#events.words(this.#utterance.text);
      },
      ended: (problem) => {
        if (problem) this.#events.problem(problem);
        this.close();
      },
    });
    this.#recognition = recognition;
    this.#enter('open');
    recognition.start();
  }

  /** What was said until now counts. */
  #rest(state: EarState): void {
    this.#recognition?.stop();
    this.#recognition = undefined;
    this.#utterance.end();
    this.#enter(state);
  }

  #enter(state: EarState): void {
    this.#state = state;
    this.#events.state(state);
  }
}

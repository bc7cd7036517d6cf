/** Frames from before the voice was noticed that are sent with it, so that no first syllable is lost: 16 × 32 ms. */
const PRE_ROLL_FRAMES = 16;
/** A stretch that lasts this long is ended and goes on as a new one; 60 s are 1,875 frames. */
const LONGEST_FRAMES = 1_875;

export interface StretchEvents {
  start(id: string): void;
  audio(frame: Float32Array): void;
  /**
   * @param done the learner says themself that they have finished
   * @param silentMs silence that had already passed
   */
  end(id: string, done: boolean, silentMs: number): void;
  /** It was nothing. */
  cancel(id: string): void;
}

/** Which frames of the microphone are the learner's speech: between onset and end, and a little before. Silence is not. */
export class Stretches {
  readonly #events: StretchEvents;
  readonly #newId: () => string;
  #recent: Float32Array[] = [];
  #open: { id: string; frames: number; held: boolean } | undefined;

  constructor(events: StretchEvents, newId: () => string) {
    this.#events = events;
    this.#newId = newId;
  }

  /** Whether the learner is being heard. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Each frame of the open microphone, in order. */
  frame(frame: Float32Array): void {
    if (!this.#open) {
      this.#recent.push(frame);
      if (this.#recent.length > PRE_ROLL_FRAMES) this.#recent.shift();
      return;
    }
    this.#events.audio(frame);
    this.#open.frames += 1;
    if (this.#open.frames < LONGEST_FRAMES) return;
    const { held } = this.#open;
    this.#end(false);
    this.#begin(held);
  }

  /** A voice is heard. */
  voice(): void {
    if (!this.#open) this.#begin(false);
  }

  /** The voice stopped so long ago. While the button is held, its pauses don't count. */
  silence(silentMs: number): void {
    if (this.#open && !this.#open.held) this.#end(false, silentMs);
  }

  /** What was taken for a voice was none. */
  misfire(): void {
    if (!this.#open || this.#open.held) return;
    const { id } = this.#open;
    this.#open = undefined;
    this.#events.cancel(id);
  }

  /** The button is pressed: everything counts until it is released. */
  press(): void {
    if (this.#open) this.#open.held = true;
    else this.#begin(true);
  }

  /** The button is released: the learner has finished. */
  release(): void {
    if (this.#open?.held) this.#end(true);
  }

  /** The microphone is muted or gone: what was said until now counts, nothing before it does later. */
  cut(): void {
    if (this.#open) this.#end(this.#open.held);
    this.#recent = [];
  }

  #begin(held: boolean): void {
    const id = this.#newId();
    this.#open = { id, frames: 0, held };
    this.#events.start(id);
    const recent = this.#recent;
    this.#recent = [];
    for (const frame of recent) this.frame(frame);
  }

  #end(done: boolean, silentMs = 0): void {
    const open = this.#open;
    this.#open = undefined;
    if (open) this.#events.end(open.id, done, silentMs);
  }
}

/** Keeps the screen on during a talk, where the browser can, and again after the page was away. */
export class ScreenLock {
  readonly #ended = new AbortController();
  #wanted = false;
  #sentinel: WakeLockSentinel | undefined;
  #asking = false;

  constructor() {
    const { signal } = this.#ended;
    document.addEventListener('visibilitychange', () => void this.#request(), { signal });
  }

  hold(): void {
    this.#wanted = true;
    void this.#request();
  }

  release(): void {
    this.#wanted = false;
    const sentinel = this.#sentinel;
    this.#sentinel = undefined;
    void sentinel?.release();
  }

  /** Lets go for good. */
  close(): void {
    this.#ended.abort();
    this.release();
  }

  /** One at a time: each that is given has to be given back. */
  async #request(): Promise<void> {
    const isHeld = this.#sentinel?.released === false;
    if (!this.#wanted || this.#asking || isHeld || document.visibilityState !== 'visible') return;
    if (!('wakeLock' in navigator)) return;
    this.#asking = true;
    try {
      this.#sentinel = await navigator.wakeLock.request('screen');
    } catch {
      // Refused to save the battery: the screen may then go dark, and the talk goes on when it is lit again.
      this.#sentinel = undefined;
    }
    this.#asking = false;
    if (!this.#wanted) this.release();
  }
}

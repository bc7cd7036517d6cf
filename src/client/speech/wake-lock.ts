/** Keeps the screen on during a talk, where the browser can, and again after the page was away. */
export class ScreenLock {
  #wanted = false;
  #sentinel: WakeLockSentinel | undefined;

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (this.#wanted && document.visibilityState === 'visible') void this.#request();
    });
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

  async #request(): Promise<void> {
    if (!('wakeLock' in navigator)) return;
    try {
      this.#sentinel = await navigator.wakeLock.request('screen');
    } catch {
      // Refused to save the battery: the screen may then go dark, and the talk goes on when it is lit again.
      this.#sentinel = undefined;
    }
  }
}

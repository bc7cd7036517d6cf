declare global {
  interface Navigator {
    /** Safari's: what the page does with sound decides what the phone lets it do. */
    audioSession?: { type: 'auto' | 'playback' | 'play-and-record' };
  }
}

/** Whether this browser can capture and play sound as the server needs it. */
export function canUseServerSpeech(): boolean {
  return typeof AudioWorkletNode === 'function' && navigator.mediaDevices !== undefined;
}

/**
 * The page's one way to loudspeaker and microphone. Phones allow few audio contexts, and a context only makes a sound after
 * a gesture: so there is one, made and woken by gestures, and asleep while nobody needs it.
 */
export class Sound {
  readonly #modules = new Map<string, Promise<void>>();
  readonly #listeners = new Set<(interrupted: boolean) => void>();
  readonly #users = new Set<object>();
  #context: AudioContext | undefined;
  #wasRunning = false;

  /** Call in a gesture, before anything that is to be heard. */
  unlock(): void {
    void this.#resume(this.#opened());
  }

  /**
   * Takes part in the sound, with the audio thread's code from this address.
   * @param user whoever uses it; `leave` with the same one lets it sleep again
   */
  async join(user: object, moduleUrl: string): Promise<AudioContext> {
    this.#users.add(user);
    const context = this.#opened();
    void this.#resume(context);
    const loaded = this.#modules.get(moduleUrl) ?? context.audioWorklet.addModule(moduleUrl);
    this.#modules.set(moduleUrl, loaded);
    try {
      await loaded;
    } catch (error) {
      this.#modules.delete(moduleUrl);
      throw error;
    }
    return context;
  }

  leave(user: object): void {
    this.#users.delete(user);
    if (this.#users.size === 0) void this.#context?.suspend();
  }

  /** What the phone is told about the page's sound: a call's loudspeaker and microphone, or playing alone. */
  announce(recording: boolean): void {
    if (navigator.audioSession) navigator.audioSession.type = recording ? 'play-and-record' : 'auto';
  }

  /** Calls back when the phone takes the sound away (a call, the lock screen) and gives it back. @returns the way to end it */
  onInterruption(listener: (interrupted: boolean) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #opened(): AudioContext {
    if (this.#context) return this.#context;
    const context = new AudioContext({ latencyHint: 'interactive' });
    context.addEventListener('statechange', () => {
      this.#stateChanged(context);
      // Safari's way back from a call while the page is seen: from "interrupted" to "suspended", and no further by itself.
      if (context.state === 'suspended') this.#wake(context);
    });
    document.addEventListener('visibilitychange', () => this.#wake(context));
    this.#context = context;
    return context;
  }

  #wake(context: AudioContext): void {
    if (document.visibilityState === 'visible' && this.#users.size > 0) void this.#resume(context);
  }

  /** Never waited for: some browsers leave the promise open until a gesture comes. */
  async #resume(context: AudioContext): Promise<void> {
    try {
      await context.resume();
    } catch {
      // The phone still needs the sound itself; it is asked again when the page is visible, or with the next gesture.
      this.#stateChanged(context);
    }
  }

  #stateChanged(context: AudioContext): void {
    const running = context.state === 'running';
    const changed = running !== this.#wasRunning;
    this.#wasRunning = running;
    // Asleep because nobody needs it, it is not interrupted.
    if (!changed || this.#users.size === 0) return;
    for (const listener of this.#listeners) listener(!running);
  }
}

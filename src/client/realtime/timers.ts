/** Timers by name: setting one again replaces it, and all can be let go at once. */
export class Timers<Name extends string> {
  readonly #after: (ms: number, action: () => void) => () => void;
  readonly #cancels = new Map<Name, () => void>();

  constructor(after: (ms: number, action: () => void) => () => void) {
    this.#after = after;
  }

  set(name: Name, ms: number, action: () => void): void {
    this.clear(name);
    this.#cancels.set(name, this.#after(ms, action));
  }

  clear(name: Name): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  clearAll(): void {
    for (const cancel of this.#cancels.values()) cancel();
    this.#cancels.clear();
  }
}

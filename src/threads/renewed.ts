/** Something that is opened when it is first needed, and again when it has ended, or could not be opened the last time. */
export class Renewed<T extends { readonly ended: boolean }> {
  readonly #open: () => Promise<T>;
  #opened: T | undefined;
  #opening: Promise<T> | undefined;

  constructor(open: () => Promise<T>) {
    this.#open = open;
  }

  /** The same for everybody who asks while it lasts. Throws what opening it throws. */
  get(): Promise<T> {
    if (this.#opened?.ended) this.#opening = undefined;
    this.#opening ??= this.#openNow();
    return this.#opening;
  }

  /** What there is, without opening it. */
  async current(): Promise<T | undefined> {
    try {
      return await this.#opening;
    } catch {
      // Whoever asked for it has been told.
      return undefined;
    }
  }

  async #openNow(): Promise<T> {
    this.#opened = undefined;
    try {
      this.#opened = await this.#open();
      return this.#opened;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }
}

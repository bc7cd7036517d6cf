/** All that a caller heard, in pieces: one ends where the voice was stopped, or an utterance was over. */
export class CallersEar {
  readonly #pieces: string[] = [''];

  get pieces(): string[] {
    return this.#pieces.filter((piece) => piece.trim() !== '');
  }

  /** All of it. */
  get text(): string {
    return this.pieces.map((piece) => piece.trim()).join(' ');
  }

  /** How much it is. */
  get length(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  hear(letters: string): void {
    this.#pieces.push((this.#pieces.pop() ?? '') + letters);
  }

  cut(): void {
    if (this.#pieces.at(-1) !== '') this.#pieces.push('');
  }
}

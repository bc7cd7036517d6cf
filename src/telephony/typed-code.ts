/** Six digits link a number. */
export const CODE_DIGITS = 6;
/** A code is typed in one go, ms; keys that are further apart are commands. */
const IN_ONE_GO_MS = 4000;

/** Notices a code that is typed where none is asked for. What it is stays unknown: nothing is looked up, and nothing kept. */
export class TypedCode {
  #times: number[] = [];

  /** Whether this key would be the last of a code. */
  endsWith(key: string, now: number): boolean {
    return this.#before(key, now).length === CODE_DIGITS - 1 && /^\d$/.test(key);
  }

  /** @returns whether this key is the last of a code. */
  press(key: string, now: number): boolean {
    const ends = this.endsWith(key, now);
    this.#times = ends || !/^\d$/.test(key) ? [] : [...this.#before(key, now), now];
    return ends;
  }

  #before(key: string, now: number): number[] {
    const last = this.#times.at(-1);
    return last === undefined || now - last > IN_ONE_GO_MS || !/^\d$/.test(key) ? [] : this.#times;
  }
}

/** Whether these digits, and nothing else, may be a code. */
export function isCode(digits: string): boolean {
  return digits.length === CODE_DIGITS;
}

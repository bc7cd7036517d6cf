import type { PhoneLinks } from '../accounts/phone-links.ts';
import { toAppError } from '../errors.ts';
import type { Learner } from '../ports/account-store.ts';
import type { Call } from '../ports/call-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { PhoneLink } from '../ports/phone-store.ts';
import { Keypad, spokenDigits } from './keypad.ts';
import type { Phrases } from './phrases.ts';
import { CODE_DIGITS, isCode } from './typed-code.ts';

/** A caller has so long to open an account, from the beginning of the call, ms: their line is at the operator's cost. */
export const ENTRY_MS = 5 * 60_000;

/** Who types nothing for so long has typed all of a number, ms. */
export const TYPING_MS = 6000;

/** What a caller is asked for before anything of an account is told. */
export type Gate = 'code' | 'pin';

type Opened = { learner: Learner; link: PhoneLink };

/** What came of an attempt: open, another try, or the end of the call. */
export type Entered = { outcome: 'open'; owner: Opened; linked: boolean } | { outcome: 'again' | 'over'; say: string };

/** The door before a call: links a number by code, or asks for the PIN of a shared phone. Digits never reach a log. */
export class CallEntry {
  readonly #phone: string;
  readonly #links: PhoneLinks;
  readonly #owner: Opened | undefined;
  readonly #keypad = new Keypad();

  /** @param owner whose number it is already; undefined: nobody's. */
  constructor(links: PhoneLinks, phone: string, owner: Opened | undefined) {
    this.#links = links;
    this.#phone = phone;
    this.#owner = owner;
  }

  get gate(): Gate {
    return this.#owner ? 'pin' : 'code';
  }

  /** Of whoever's number it is; undefined: nobody's. */
  get language(): string | undefined {
    return this.#owner?.learner.language;
  }

  /** Digits that complete an attempt by themselves. */
  get digits(): number | undefined {
    return this.gate === 'code' ? CODE_DIGITS : undefined;
  }

  /** @returns undefined while digits are missing. */
  async press(digit: string, phrases: Phrases): Promise<Entered | undefined> {
    const digits = this.#keypad.press(digit, this.digits);
    return digits === undefined ? undefined : this.enter(digits, phrases);
  }

  /** Whether digits were typed that are no whole number yet. */
  get typing(): boolean {
    return this.#keypad.begun;
  }

  /** Nothing more is typed: what there is was all of it. */
  finish(phrases: Phrases): Promise<Entered> {
    return this.enter(this.#keypad.take(), phrases);
  }

  /** Keys that came all at once: the star begins anew. */
  typed(keys: string, phrases: Phrases): Promise<Entered> {
    return this.enter(keys.slice(keys.lastIndexOf('*') + 1), phrases);
  }

  /** Digits that were spoken; whoever says anything else is told once more what is wanted, and types it anew. */
  async said(utterance: string, phrases: Phrases): Promise<Entered> {
    this.#keypad.take();
    const digits = spokenDigits(utterance);
    return digits === '' ? { outcome: 'again', say: this.question(phrases) } : this.enter(digits, phrases);
  }

  /** What the caller is asked for. */
  question(phrases: Phrases): string {
    return this.gate === 'code' ? phrases.askCode : phrases.askPin;
  }

  async enter(digits: string, phrases: Phrases): Promise<Entered> {
    // Broken off, or mistyped: no code that anybody could have meant, and so no try of those that a number has.
    if (this.gate === 'code' && !isCode(digits)) {
      return { outcome: 'again', say: `${phrases.wrongCode} ${this.question(phrases)}` };
    }
    try {
      return this.#owner ? await this.#pin(this.#owner, digits, phrases) : await this.#code(digits);
    } catch (error) {
      const { code } = toAppError(error);
      if (code === 'wrong_code') return { outcome: 'again', say: `${phrases.wrongCode} ${this.question(phrases)}` };
      if (code === 'too_many_attempts') return { outcome: 'over', say: phrases.tooManyTries };
      if (code === 'number_withheld' || code === 'too_many_phones') return { outcome: 'over', say: phrases.wrongCode };
      throw error;
    }
  }

  async #pin(owner: Opened, digits: string, phrases: Phrases): Promise<Entered> {
    if (await this.#links.checkPin(this.#phone, digits)) return { outcome: 'open', owner, linked: false };
    // Perhaps a code, by whoever has this number now: whose it was has to give it up first.
    const why = isCode(digits) ? `${phrases.wrongPin} ${phrases.alreadyLinked}` : phrases.wrongPin;
    return { outcome: 'again', say: `${why} ${this.question(phrases)}` };
  }

  async #code(digits: string): Promise<Entered> {
    return { outcome: 'open', owner: await this.#links.redeem(this.#phone, digits), linked: true };
  }
}

/** @returns the function that ends the wait */
export function limitEntry(clock: Clock, { startedAt }: Call, onOver: () => void): () => void {
  return clock.after(Math.max(0, startedAt + ENTRY_MS - clock.now()), onOver);
}

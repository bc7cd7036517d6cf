import type { HeardNotice, Phrases } from './phrases.ts';

/** Times in a row that what was said could not be recognised by any service, until others are to hear. */
const DEAF_AFTER = 2;

export interface HeardNoticesOptions {
  say: (phrase: string) => void;
  phrases: () => Phrases | undefined;
  /** No service hears any more. */
  onDeaf: () => void;
}

/** Tells a caller aloud what a screen would show of what they said, and notices when nobody can hear them any more. */
export class HeardNotices {
  readonly #options: HeardNoticesOptions;
  #failures = 0;

  constructor(options: HeardNoticesOptions) {
    this.#options = options;
  }

  /** Something was understood. */
  understood(): void {
    this.#failures = 0;
  }

  /** @param code of what a spoken line tells; what concerns no caller is left out */
  take(code: string): void {
    // Kept is what no service of the list could recognise: what is said next may fare no better.
    if (code === 'speech_kept') this.#failures += 1;
    if (this.#failures >= DEAF_AFTER) {
      this.#options.onDeaf();
      return;
    }
    const phrases = this.#options.phrases();
    if (phrases && isHeardNotice(code, phrases)) this.#options.say(phrases.notices[code]);
  }
}

function isHeardNotice(code: string, { notices }: Phrases): code is HeardNotice {
  return Object.hasOwn(notices, code);
}

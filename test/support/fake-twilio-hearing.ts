/** Twilio has understood a word after so much of a voice, ms. */
const FIRST_WORD_MS = 300;
/** Twilio takes a caller who is silent for so long to have finished, unless it is told otherwise, ms. */
const END_MS = 700;

export interface HearingListener {
  /** The caller says words; what is understood of them so far. */
  onWords: (words: string) => void;
  /** The caller has finished. */
  onUtterance: (words: string) => void;
}

/** Twilio's own ear: what holds no words is nothing to it. */
export class TwilioHearing {
  readonly #listener: HearingListener;
  #words: string[] = [];
  /** The voice that goes on, and for how long. */
  #voice: { words: string; ms: number; told: boolean } | undefined;
  #silentMs = 0;
  #endMs = END_MS;

  constructor(listener: HearingListener) {
    this.#listener = listener;
  }

  /** Whether the caller is speaking, or may go on. */
  get busy(): boolean {
    return this.#voice !== undefined || this.#words.length > 0;
  }

  /** @param ms of silence; undefined: as Twilio thinks */
  endsAfter(ms: number | undefined): void {
    this.#endMs = ms ?? END_MS;
  }

  begins(words: string): void {
    this.#silentMs = 0;
    this.#voice = { words, ms: 0, told: false };
  }

  ends(): void {
    const voice = this.#voice;
    this.#voice = undefined;
    if (!voice || voice.words === '') return;
    if (!voice.told) this.#listener.onWords(voice.words);
    this.#words.push(voice.words);
  }

  passes(ms: number): void {
    const voice = this.#voice;
    if (voice) {
      voice.ms += ms;
      if (voice.words === '' || voice.told || voice.ms < FIRST_WORD_MS) return;
      voice.told = true;
      this.#listener.onWords(voice.words.split(' ')[0] ?? '');
    } else if (this.#words.length > 0) {
      this.#silentMs += ms;
      if (this.#silentMs < this.#endMs) return;
      const words = this.#words.join(' ');
      this.forget();
      this.#listener.onUtterance(words);
    }
  }

  /** What was heard and not told yet is lost. */
  forget(): void {
    this.#words = [];
    this.#voice = undefined;
    this.#silentMs = 0;
  }
}

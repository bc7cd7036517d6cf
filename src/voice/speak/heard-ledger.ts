import type { SpokenText } from '../../spoken/speak/spoken-text.ts';

/** Where a sentence stands in its answer's text, in UTF-16 units, and how it is said. */
export interface SpokenSentence {
  start: number;
  end: number;
  spoken: SpokenText;
}

interface Entry extends SpokenSentence {
  /** Samples that there are of it so far, and whether that is all. */
  sound: number;
  complete: boolean;
  /** Its sound breaks off: however much of it is played, it isn't heard to its end. */
  brokenOff: boolean;
  /** Another voice says what is left of it; characters that it has said. */
  elsewhere: boolean;
  said: number;
  sent: number;
  played: number;
}

/** What clients round away. */
const TOLERANCE_MS = 1;
/** While a sentence's length is not known it is taken to be said this slowly, so that what was heard is never overstated. */
const SLOW_MS_PER_WEIGHT = 130;
/** The same, against sentences of the turn whose length is known. */
const SLOWER = 1.3;

/**
 * The record of what was heard in a turn: of which sentence how much was played, therefore how many characters of the
 * text. Exact where a sentence's sound is complete, careful (too little rather than too much) where it is not. What is
 * played only grows, and never beyond what was sent. A sentence that nobody could say counts, as read, with what is heard after it.
 */
export class HeardLedger {
  readonly #samplesPerMs: number;
  readonly #entries: Entry[] = [];
  /** The first sentence that is not played to its end. */
  #at = 0;
  #ahead = 0;

  /** @param sampleRate of all sound in it; amounts are samples unless they are said to be ms */
  constructor(sampleRate: number) {
    this.#samplesPerMs = sampleRate / 1000;
  }

  /** Sound that was sent and not played yet, ms. */
  get aheadMs(): number {
    return this.#ahead / this.#samplesPerMs;
  }

  /** The next sentence of the turn. */
  add(sentence: SpokenSentence): void {
    this.#entries.push({
      ...sentence,
      sound: 0,
      complete: false,
      brokenOff: false,
      elsewhere: false,
      said: 0,
      sent: 0,
      played: 0,
    });
  }

  /** More of a sentence's sound is there. */
  received(index: number, samples: number): void {
    const entry = this.#entries[index];
    if (entry) entry.sound += samples;
  }

  /** All of a sentence's sound is there: none, where there is nothing to say. */
  complete(index: number): void {
    const entry = this.#entries[index];
    if (entry) entry.complete = true;
    this.#settle();
  }

  /** No more of a sentence's sound will come, though that is not all. */
  breakOff(index: number): void {
    const entry = this.#entries[index];
    if (!entry || entry.complete) return;
    entry.brokenOff = true;
    this.#settle();
  }

  /** No more of a sentence is sent: a voice elsewhere says the rest of it, and tells how far it is. */
  handOver(index: number): void {
    const entry = this.#entries[index];
    if (entry) entry.elsewhere = true;
  }

  /** The voice elsewhere has come so far, and so through all that comes before. */
  saidElsewhere(index: number, chars: number, done: boolean): void {
    if (index >= this.#entries.length) return;
    for (const [at, entry] of this.#entries.entries()) {
      if (!entry.elsewhere || at > index) continue;
      if (at === index) entry.said = Math.max(entry.said, Math.min(chars, entry.end - entry.start));
      if (at < index || done) this.#saidWhole(entry);
    }
    this.#settle();
  }

  #saidWhole(entry: Entry): void {
    this.#play(entry, entry.sent);
    Object.assign(entry, { elsewhere: false, complete: true, sound: entry.sent });
  }

  sent(index: number, samples: number): void {
    const entry = this.#entries[index];
    if (!entry) return;
    entry.sent += samples;
    this.#ahead += samples;
  }

  /**
   * So much of a sentence was played, and so all that comes before it. More than was sent is taken as that; less than is known
   * already changes nothing. @returns whether more is known now
   */
  played(index: number, ms: number): boolean {
    const entry = this.#entries[index];
    if (!entry || entry.sent === 0 || index < this.#at) return false;
    const before = this.#ahead;
    for (const earlier of this.#entries.slice(this.#at, index)) this.#play(earlier, earlier.sent);
    this.#play(entry, Math.floor(ms * this.#samplesPerMs));
    this.#settle();
    return this.#ahead < before;
  }

  /** So much more was played, of whatever comes next. */
  advance(ms: number): void {
    let left = Math.floor(ms * this.#samplesPerMs);
    for (let at = this.#at; at < this.#entries.length && left > 0; at += 1) {
      const entry = this.#entries[at];
      if (!entry) return;
      const step = Math.min(left, entry.sent - entry.played);
      this.#play(entry, entry.played + step);
      left -= step;
      // What follows an unfinished sentence can't have been sent.
      if (!isSent(entry)) break;
    }
    this.#settle();
  }

  /** How much of a sentence is known to be played. */
  playedOf(index: number): number {
    return this.#entries[index]?.played ?? 0;
  }

  /** Sentences that were played to their end. */
  get playedSentences(): number {
    return this.#at;
  }

  /** Whether everything that was added is played to its end. */
  get finished(): boolean {
    return this.#at >= this.#entries.length;
  }

  /** Characters of the answer's text that were heard, not yet rounded to a word. */
  get heardChars(): number {
    let chars = 0;
    for (const [index, entry] of this.#entries.entries()) {
      const isWhole = index < this.#at && (!entry.brokenOff || this.#isHeardAfter(index));
      if (!isWhole)
        return Math.max(
          entry.said > 0 ? entry.start + entry.said : 0,
          entry.played > 0 ? this.#charsAt(entry, entry.played) : 0,
          chars,
        );
      chars = entry.end;
    }
    return chars;
  }

  /** Characters of the answer's text whose sound was sent. */
  get sentChars(): number {
    const entry = this.#entries.findLast(({ sent }) => sent > 0);
    if (!entry) return this.heardChars;
    return Math.max(this.heardChars, this.#charsAt(entry, entry.sent));
  }

  /** Who hears what follows a sentence that nobody could say has read that one. */
  #isHeardAfter(index: number): boolean {
    return this.#entries.some(({ played }, at) => at > index && played > 0);
  }

  #play(entry: Entry, samples: number): void {
    const played = Math.max(entry.played, Math.min(samples, entry.sent));
    this.#ahead -= played - entry.played;
    entry.played = played;
  }

  #settle(): void {
    while (this.#at < this.#entries.length) {
      const entry = this.#entries[this.#at];
      if (!entry || !isSent(entry) || entry.played < entry.sent - TOLERANCE_MS * this.#samplesPerMs) return;
      this.#play(entry, entry.sent);
      this.#at += 1;
    }
  }

  #charsAt(entry: Entry, samples: number): number {
    if (entry.complete && samples >= entry.sound) return entry.end;
    const length = entry.complete ? entry.sound : this.#carefulLength(entry);
    const share = Math.min(1, samples / length);
    return Math.min(entry.end, entry.start + entry.spoken.sourceAt(Math.floor(share * entry.spoken.text.length)));
  }

  /** No shorter than a sentence whose sound is still coming can become, as far as can be told. */
  #carefulLength(entry: Entry): number {
    const known = this.#entries.findLast(({ complete, sound }) => complete && sound > 0);
    const pace = known ? (known.sound / known.spoken.weight) * SLOWER : SLOW_MS_PER_WEIGHT * this.#samplesPerMs;
    return Math.max(entry.sound, entry.spoken.weight * pace);
  }
}

/** Whether all the sound that a sentence will ever have was sent. */
function isSent(entry: Entry): boolean {
  return !entry.elsewhere && (entry.complete || entry.brokenOff) && entry.sent >= entry.sound;
}

/** Power is averaged over as much as a voice must last over the tutor's: 14 frames of 32 ms. A syllable alone says nothing. */
const AVERAGED = 14;
/** So much of the tutor's sound is remembered, frames: 5 s. What is averaged just now is not yet among it. */
const REMEMBERED = 156;
/** Of so much of it at least is known what is loud: with what is averaged before and after it, 1.5 s of the tutor's sound. */
const FIRST = 20;
/** The loud parts of the echo are what a voice is compared with: this share of it is softer. */
const SHARE = 0.9;
/** Quieter than this it is the room, not the tutor: power of -62 dB. */
const SILENT = 10 ** -6.2;

/**
 * What the microphone hears of the tutor through a loudspeaker: how loud it was in the seconds before, and whether somebody
 * is clearly louder now.
 */
export class EchoLevel {
  readonly #clearly: number;
  #latest: number[] = [];
  #averages: number[] = [];
  /** Frames of the tutor's sound alone, since something else was heard. */
  #alone = 0;

  /** @param clearlyDb so much louder is another voice */
  constructor(clearlyDb: number) {
    this.#clearly = 10 ** (clearlyDb / 10);
  }

  /** The next frame, and whether it holds the tutor's sound and no other that is known of. */
  frame(level: number, isTutor: boolean): void {
    this.#latest.push(level * level);
    if (this.#latest.length > AVERAGED) this.#latest.shift();
    this.#alone = isTutor ? this.#alone + 1 : 0;
    if (this.#alone < AVERAGED) return;
    this.#averages.push(this.#average());
    if (this.#averages.length > REMEMBERED + AVERAGED) this.#averages.shift();
  }

  /** Whether what is heard now is more than the tutor. */
  isExceeded(): boolean {
    const echo = this.#averages.slice(0, -AVERAGED).sort((a, b) => a - b);
    if (echo.length < FIRST) return false;
    const usual = Math.max(SILENT, echo[Math.floor(echo.length * SHARE)] ?? 0);
    return this.#average() > usual * this.#clearly;
  }

  /** What was heard last was not the tutor alone. */
  forgetLatest(): void {
    this.#averages.splice(-AVERAGED);
  }

  #average(): number {
    return this.#latest.reduce((sum, power) => sum + power, 0) / Math.max(1, this.#latest.length);
  }
}

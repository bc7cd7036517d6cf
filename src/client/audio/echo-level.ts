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
/** What was learned in an earlier talk may have been at another volume: a voice has to be so much louder still, 6 dB. */
const EARLIER = 10 ** 0.6;

/**
 * What the microphone hears of the tutor through a loudspeaker: how loud it was in the seconds before, or in an earlier talk,
 * and whether somebody is clearly louder now.
 */
export class EchoLevel {
  readonly #clearly: number;
  #latest: number[] = [];
  #averages: number[] = [];
  /** Frames of the tutor's sound alone, since something else was heard. */
  #alone = 0;
  /** Power of its loud parts in an earlier talk. */
  #earlier: number | undefined;
  /** Power of what was last taken for somebody else. */
  #suspected: number | undefined;

  /** @param clearlyDb so much louder is another voice */
  constructor(clearlyDb: number) {
    this.#clearly = 10 ** (clearlyDb / 10);
  }

  /** Begins anew, on these devices. @param earlierDb how loud it was there in an earlier talk, where that is known */
  expect(earlierDb: number | undefined): void {
    this.#averages = [];
    this.#suspected = undefined;
    this.#earlier = earlierDb === undefined ? undefined : 10 ** (earlierDb / 10);
  }

  /** The next frame, and whether it holds the tutor's sound and no other that is known of. */
  frame(level: number, isTutor: boolean): void {
    this.#latest.push(level * level);
    if (this.#latest.length > AVERAGED) this.#latest.shift();
    this.#alone = isTutor ? this.#alone + 1 : 0;
    if (this.#alone < AVERAGED) return;
    this.#averages.push(this.#average());
    this.#forgetOldest();
  }

  /** How loud it is, dB of full scale, once that is known of this talk. */
  get learnedDb(): number | undefined {
    const learned = this.#learned;
    return learned === undefined ? undefined : 10 * Math.log10(Math.max(SILENT, learned));
  }

  /** Whether the microphone hears nothing of the tutor, as through headphones. */
  get isSilent(): boolean {
    return (this.#learned ?? this.#earlier ?? 1) <= SILENT;
  }

  /** Whether what is heard now is more than the tutor. */
  isExceeded(): boolean {
    const learned = this.#learned;
    const earlier = this.#earlier === undefined ? undefined : Math.max(SILENT, this.#earlier) * EARLIER;
    const usual = learned === undefined ? earlier : Math.max(SILENT, learned);
    return usual !== undefined && this.#average() > usual * this.#clearly;
  }

  /** What was heard last was not the tutor alone. */
  suspect(): void {
    this.#suspected = this.#loudHalf();
    this.#averages.splice(-AVERAGED);
    // An earlier talk is believed once: were it wrong, the tutor would interrupt itself again and again.
    this.#earlier = undefined;
  }

  /** It was the tutor after all. One mistake changes little, since it may have been a cough; the second one counts. */
  wasTutor(): void {
    if (this.#suspected === undefined) return;
    const heard = Array.from({ length: AVERAGED }, () => this.#suspected ?? 0);
    this.#averages.splice(Math.max(0, this.#averages.length - AVERAGED), 0, ...heard);
    this.#suspected = undefined;
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    this.#averages.splice(0, Math.max(0, this.#averages.length - REMEMBERED - AVERAGED));
  }

  get #learned(): number | undefined {
    const echo = this.#averages.slice(0, -AVERAGED).sort((a, b) => a - b);
    return echo.length < FIRST ? undefined : echo[Math.floor(echo.length * SHARE)];
  }

  #average(): number {
    return mean(this.#latest);
  }

  /** What was heard last without what was heard before it, if it has just begun. */
  #loudHalf(): number {
    return mean([...this.#latest].sort((a, b) => b - a).slice(0, AVERAGED / 2));
  }
}

function mean(powers: readonly number[]): number {
  return powers.reduce((sum, power) => sum + power, 0) / Math.max(1, powers.length);
}

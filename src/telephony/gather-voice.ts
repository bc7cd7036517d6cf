import type { Clock } from '../ports/clock.ts';
import type { CallVoice } from './call-voice.ts';
import { FILLER_MS, MS_A_CHARACTER, SLOW_MS_A_CHARACTER } from './pace.ts';
import { type VoiceTag, voiceTag } from './voice-tag.ts';

/** Twilio waits fifteen seconds for a webhook's answer; the line gets its share of them. */
const ANSWER_WITHIN_MS = 9000;

/** Letters of one document: said in seven and a half minutes by a slow voice, so that something is heard of the call before it counts as gone. */
const MOST_LETTERS = 5000;

/** `patient`: the caller asked for time. */
type End = { next: 'listen'; patient: boolean } | { next: 'hang_up' } | { next: 'transfer'; number: string };

/** Words, and the language that they are in. */
export interface Saying {
  text: string;
  language: VoiceTag;
}

/** What a webhook answers with; `language` is the one in which the caller is understood. */
export type GatherAnswer = { say: Saying[]; language: VoiceTag } & (End | { next: 'wait' });

/** What Twilio was given to say to the caller's last turn. */
interface Given {
  /** Documents that were said to their end: Twilio came back for the next one. */
  before: string;
  /** The last document, and when it was given, ms since the epoch. */
  last: Saying[];
  at: number;
  /** What was to follow it; undefined: more of it. */
  next: End | undefined;
}

const NOTHING: Given = { before: '', last: [], at: 0, next: undefined };

/** Speaks through webhooks: what is said is collected until it is the caller's turn, or the webhook can't wait longer. */
export class GatherVoice implements CallVoice {
  readonly #clock: Clock;
  #said: Saying[] = [];
  #language = voiceTag(undefined);
  #next: End | undefined;
  /** Called whenever there is more to say, or nothing more. */
  #onChange: () => void = () => undefined;
  #given = NOTHING;
  /** The caller spoke over it: what is still said to the turn before is for nobody. */
  #interrupted = false;
  /** One for each turn of the caller's. */
  #turns = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  say(text: string, language = this.#language): void {
    if (this.#interrupted) return;
    this.#said.push({ text, language });
    this.#onChange();
  }

  /** The caller has done something: what was not given by now is not said any more. */
  interrupt(): void {
    this.#interrupted = true;
    this.#said = [];
    this.#next = undefined;
    this.#given = NOTHING;
    this.#turns += 1;
  }

  /** What is said from now on is said to what the caller did last. */
  begins(): void {
    this.#interrupted = false;
  }

  /**
   * What the caller heard of what was said to their last turn; undefined when that was all of it. Nobody tells: Twilio stops its voice
   * where the caller speaks or presses a key, and says nothing of the place. So it is worked out from the time. Who answers before a
   * voice can have finished spoke over it, and heard at least what a slow one had said by then.
   * @param sinceMs for how long the voice has been silent
   */
  heardAtLeast(sinceMs = 0): string | undefined {
    const { before, at, next } = this.#given;
    const last = textOf(this.#given.last);
    const playedMs = Math.max(0, this.#clock.now() - at - sinceMs);
    if (playedMs >= last.length * MS_A_CHARACTER) return next ? undefined : before + last;
    return before + last.slice(0, Math.floor(playedMs / SLOW_MS_A_CHARACTER));
  }

  /** The caller's key meant nothing, and yet stopped what was being said: it is said from the sentence on in which it was cut. */
  goOn(): void {
    const { before, last, next } = this.#given;
    const heard = (this.heardAtLeast() ?? before + textOf(last)).slice(before.length);
    let at = 0;
    const whole = last.filter(({ text }) => {
      at += text.length + 1;
      return at <= heard.length;
    });
    this.#given = { ...this.#given, before: before + textOf(whole), last: [] };
    this.#said.unshift(...last.slice(whole.length));
    this.#next ??= next;
  }

  yourTurn(patient = false): void {
    this.#finish({ next: 'listen', patient });
  }

  speak(language: VoiceTag): void {
    this.#language = language;
  }

  hangUp(): void {
    this.#finish({ next: 'hang_up' });
  }

  transfer(number: string): void {
    this.#finish({ next: 'transfer', number });
  }

  /**
   * Takes what was said since the last time; `wait` when there is more to come. Nobody is left in silence for what comes late:
   * after a moment the answer goes out with whatever there is.
   */
  async answer(): Promise<GatherAnswer> {
    const turn = this.#turns;
    if (!this.#next) await this.#ready();
    // The caller has gone on meanwhile: this one is for nobody.
    if (turn !== this.#turns) return { say: [], language: this.#language, next: 'wait' };
    const say = this.#takeSome();
    const isAll = this.#said.length === 0;
    const next = (isAll ? this.#next : undefined) ?? { next: 'wait' as const };
    if (isAll) this.#next = undefined;
    const { before, last } = this.#given;
    const isOver = next.next !== 'wait';
    this.#given = {
      before: before + textOf(last),
      last: say,
      at: this.#clock.now(),
      next: isOver ? next : undefined,
    };
    return { say, language: this.#language, ...next };
  }

  /** As much as one document holds; the rest is for the next one. */
  #takeSome(): Saying[] {
    const taken: Saying[] = [];
    let room = MOST_LETTERS;
    for (let [first] = this.#said; first && room > 0; [first] = this.#said) {
      const { text, language } = first;
      const cut = text.length <= room ? text.length : Math.max(text.lastIndexOf(' ', room), 0) || room;
      if (cut < text.length && taken.length > 0) break;
      taken.push({ text: text.slice(0, cut), language });
      room -= cut;
      if (cut < text.length) this.#said[0] = { text: text.slice(cut).trimStart(), language };
      else this.#said.shift();
    }
    return taken;
  }

  async #ready(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    let isLate = false;
    const cancelLate = this.#clock.after(ANSWER_WITHIN_MS, resolve);
    const cancelSoon = this.#clock.after(FILLER_MS, () => {
      isLate = true;
      this.#onChange();
    });
    this.#onChange = () => {
      if (this.#next || (isLate && this.#said.length > 0)) resolve();
    };
    await promise;
    this.#onChange = () => undefined;
    cancelLate();
    cancelSoon();
  }

  #finish(next: End): void {
    if (this.#interrupted) return;
    this.#next = next;
    this.#onChange();
  }
}

function textOf(said: readonly Saying[]): string {
  return said.map(({ text }) => `${text} `).join('');
}

import type { Clock } from '../ports/clock.ts';
import type { CallVoice } from './call-voice.ts';
import { FILLER_MS } from './pace.ts';
import { type VoiceTag, voiceTag } from './voice-tag.ts';

/** Twilio waits fifteen seconds for a webhook's answer; the line gets its share of them. */
const ANSWER_WITHIN_MS = 9000;

/** `patient`: the caller asked for time. */
type End = { next: 'listen'; patient: boolean } | { next: 'hang_up' } | { next: 'transfer'; number: string };

/** Words, and the language that they are in. */
export interface Saying {
  text: string;
  language: VoiceTag;
}

/** What a webhook answers with; `language` is the one in which the caller is understood. */
export type GatherAnswer = { say: Saying[]; language: VoiceTag } & (End | { next: 'wait' });

/** Speaks through webhooks: what is said is collected until it is the caller's turn, or the webhook can't wait longer. */
export class GatherVoice implements CallVoice {
  readonly #clock: Clock;
  #said: Saying[] = [];
  #language = voiceTag(undefined);
  #next: End | undefined;
  /** Called whenever there is more to say, or nothing more. */
  #onChange: () => void = () => undefined;
  /** Given to webhooks of the turn that is being answered; undefined when it was answered to its end. */
  #given: string | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  say(text: string, language = this.#language): void {
    this.#said.push({ text, language });
    this.#onChange();
  }

  /** The caller has done something: what is said from now on is said to that. */
  begins(): void {
    this.#given = '';
  }

  /** What Twilio got of what was said to the caller's last turn; undefined when that was all of it. */
  heardAtLeast(): string | undefined {
    return this.#given;
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
    if (!this.#next) await this.#ready();
    const say = this.#said;
    const next = this.#next ?? { next: 'wait' as const };
    this.#said = [];
    this.#next = undefined;
    const given = (this.#given ?? '') + say.map(({ text }) => `${text} `).join('');
    this.#given = next.next === 'wait' ? given : undefined;
    return { say, language: this.#language, ...next };
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
    this.#next = next;
    this.#onChange();
  }
}

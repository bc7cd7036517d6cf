import type { Clock } from '../ports/clock.ts';
import type { CallVoice } from './call-voice.ts';
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
  #onReady: () => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  say(text: string, language = this.#language): void {
    this.#said.push({ text, language });
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

  /** Takes what was said since the last time; `wait` when there is more to come. */
  async answer(): Promise<GatherAnswer> {
    if (!this.#next) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(ANSWER_WITHIN_MS, resolve);
        this.#onReady = () => {
          cancel();
          resolve();
        };
      });
    }
    const say = this.#said;
    const next = this.#next ?? { next: 'wait' as const };
    this.#said = [];
    this.#next = undefined;
    return { say, language: this.#language, ...next };
  }

  #finish(next: End): void {
    this.#next = next;
    this.#onReady();
  }
}

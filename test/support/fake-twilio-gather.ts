import type { CallersEar } from './callers-ear.ts';
import { TwilioHearing } from './fake-twilio-hearing.ts';
import { TwilioVoice } from './fake-twilio-voice.ts';

export interface GatherListener {
  /** What the caller did in this turn; nothing at all when they were silent. */
  onResult: (fields: Record<string, string>) => void;
}

/** `<Say>` and `<Gather>` as Twilio carries them out: the caller's words stop what is said, and silence ends a turn as well. */
export class FakeGather {
  readonly #listener: GatherListener;
  readonly #voice: TwilioVoice;
  readonly #hearing: TwilioHearing;
  /** Undefined while Twilio does not listen. */
  #timeoutMs: number | undefined;
  #silentMs = 0;
  #whenSaid: (() => void)[] = [];

  constructor(ear: CallersEar, listener: GatherListener) {
    this.#listener = listener;
    this.#voice = new TwilioVoice(ear);
    this.#hearing = new TwilioHearing({
      onWords: () => this.#voice.stop(),
      onUtterance: (words) => this.#ends({ SpeechResult: words, Confidence: '0.9' }),
    });
  }

  say(text: string): void {
    this.#voice.say(text, true);
  }

  get speaking(): boolean {
    return this.#voice.speaking;
  }

  /** Resolves when all was said. */
  async said(): Promise<void> {
    if (this.speaking) await new Promise<void>((resolve) => this.#whenSaid.push(resolve));
  }

  listen(timeoutMs: number): void {
    this.#timeoutMs = timeoutMs;
    this.#silentMs = 0;
  }

  plays(ms: number): void {
    const wasSpeaking = this.#voice.speaking;
    this.#voice.plays(ms);
    if (!this.#voice.speaking) for (const resolve of this.#whenSaid.splice(0)) resolve();
    if (this.#timeoutMs === undefined) return;
    this.#hearing.passes(ms);
    if (this.#timeoutMs === undefined || wasSpeaking || this.#hearing.busy) return;
    this.#silentMs += ms;
    if (this.#silentMs >= this.#timeoutMs) this.#ends({});
  }

  /** What is said while Twilio does not listen is lost. */
  voiceBegins(words: string): void {
    if (this.#timeoutMs !== undefined) this.#hearing.begins(words);
  }

  voiceEnds(): void {
    this.#hearing.ends();
  }

  presses(digits: string): void {
    this.#voice.stop();
    this.#ends({ Digits: digits });
  }

  #ends(fields: Record<string, string>): void {
    this.#timeoutMs = undefined;
    this.#hearing.forget();
    this.#listener.onResult(fields);
  }
}

import type { CallersEar } from './callers-ear.ts';
import { TwilioHearing } from './fake-twilio-hearing.ts';
import { TwilioVoice } from './fake-twilio-voice.ts';

/** Ends what is typed, unless the document names another key or none. */
const FINISH = '#';

/** What a `<Gather>` asks for. */
export interface GatherWish {
  /** Silence after which nothing more comes. */
  timeoutMs: number;
  /** As many keys as are wanted; undefined: as many as come. */
  digits: number | undefined;
  /** Ends what is typed and is no part of it; empty: none does. */
  finishOnKey: string;
  /** Silence after which somebody who spoke has finished; undefined: as Twilio thinks. */
  speechEndMs: number | undefined;
}

export function gatherWish(attributes: Record<string, string>): GatherWish {
  const { timeout = '5', numDigits, finishOnKey = FINISH, speechTimeout = 'auto' } = attributes;
  const digits = numDigits === undefined ? undefined : Number(numDigits);
  const speechEndMs = speechTimeout === 'auto' ? undefined : Number(speechTimeout) * 1000;
  return { timeoutMs: Number(timeout) * 1000, digits, finishOnKey, speechEndMs };
}

/** What keys that are pressed one after the other give; undefined while more may come. */
export function typed(keys: string, { digits, finishOnKey }: GatherWish): Record<string, string> | undefined {
  const finished = finishOnKey === '' ? -1 : keys.indexOf(finishOnKey);
  if (finished >= 0) return { Digits: keys.slice(0, finished), FinishedOnKey: finishOnKey };
  return keys.length === digits ? { Digits: keys } : undefined;
}

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
  #wish: GatherWish | undefined;
  #keys = '';
  #silentMs = 0;
  #pauseMs = 0;
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

  /** Says nothing for so long. */
  pause(ms: number): void {
    this.#pauseMs += ms;
  }

  /** Whether the document takes its time. */
  get speaking(): boolean {
    return this.#voice.speaking || this.#pauseMs > 0;
  }

  /** Resolves when all was said. */
  async said(): Promise<void> {
    if (this.speaking) await new Promise<void>((resolve) => this.#whenSaid.push(resolve));
  }

  /** What the last `<Gather>` asks for; undefined while Twilio does not listen. */
  get wish(): GatherWish | undefined {
    return this.#wish;
  }

  listen(wish: GatherWish): void {
    this.#wish = wish;
    this.#keys = '';
    this.#silentMs = 0;
    this.#hearing.endsAfter(wish.speechEndMs);
  }

  plays(ms: number): void {
    const wasSpeaking = this.speaking;
    if (!this.#voice.speaking) this.#pauseMs = Math.max(0, this.#pauseMs - ms);
    this.#voice.plays(ms);
    if (!this.speaking) for (const resolve of this.#whenSaid.splice(0)) resolve();
    if (!this.#wish) return;
    this.#hearing.passes(ms);
    if (!this.#wish || wasSpeaking || this.#hearing.busy) return;
    this.#silentMs += ms;
    if (this.#silentMs >= this.#wish.timeoutMs) this.#ends(this.#keys === '' ? {} : { Digits: this.#keys });
  }

  /** What is said while Twilio does not listen is lost. */
  voiceBegins(words: string): void {
    if (this.#wish) this.#hearing.begins(words);
  }

  voiceEnds(): void {
    this.#hearing.ends();
  }

  /** So is what is pressed. */
  presses(digit: string): void {
    if (!this.#wish) return;
    this.#voice.stop();
    this.#keys += digit;
    this.#silentMs = 0;
    const fields = typed(this.#keys, this.#wish);
    if (fields) this.#ends(fields);
  }

  #ends(fields: Record<string, string>): void {
    this.#wish = undefined;
    this.#hearing.forget();
    this.#listener.onResult(fields);
  }
}

import type { Logger } from '../logger.ts';
import type { TextToSpeech } from '../ports/text-to-speech.ts';
import { prepareForSpeaking } from '../spoken/speak/prepare.ts';
import type { CallVoice } from './call-voice.ts';
import type { Silence } from './silence.ts';
import type { StreamOut } from './stream-out.ts';
import { type VoiceTag, voiceTag } from './voice-tag.ts';

export interface StreamVoiceOptions {
  out: StreamOut;
  textToSpeech: TextToSpeech;
  silence: Silence;
  logger: Logger;
  /** Something could not be said, and the call was to go on. */
  onFailure: () => void;
  /** What was said is over, and with it the call. */
  onEnd: (ending: 'hang_up' | 'transfer') => void;
}

/** Speaks for the call itself (greeting, help, goodbye) into a Media Stream; the answers come over the spoken line. */
export class StreamVoice implements CallVoice {
  readonly #options: StreamVoiceOptions;
  #language = voiceTag(undefined);
  /** What is being said; aborted when the caller speaks over it. */
  #saying = new AbortController();
  /** One after the other. */
  #work: Promise<void> = Promise.resolve();
  #last = 0;
  /** The call is over when all is said. */
  #leaving = false;
  #ending: { after: number; ending: 'hang_up' | 'transfer' } | undefined;
  /** Letters said since it was last the caller's turn. */
  #said = '';

  constructor(options: StreamVoiceOptions) {
    this.#options = options;
  }

  say(text: string, language = this.#language): void {
    this.#said += `${text} `;
    const { signal } = this.#saying;
    this.#enqueue(signal, () => this.#speak(text, language, signal));
  }

  /**
   * Says something short while an answer is waited for: all of it at once or, when it is taken back before, nothing, so that
   * it can't get between the sounds of the answer.
   * @returns the function that takes it back
   */
  sayMeanwhile(text: string, language: VoiceTag): () => void {
    const back = new AbortController();
    const signal = AbortSignal.any([this.#saying.signal, back.signal]);
    this.#enqueue(signal, async () => {
      const sounds: Int16Array[] = [];
      await this.#speak(text, language, signal, (samples) => sounds.push(samples));
      if (signal.aborted || sounds.length === 0) return;
      for (const samples of sounds) this.#options.out.sound(samples);
      this.#last = this.#options.out.endAside();
    });
    return () => back.abort();
  }

  yourTurn(patient = false): void {
    const { silence } = this.#options;
    if (patient) silence.holdOn();
    else silence.spoken(this.#said);
    this.#said = '';
  }

  speak(language: VoiceTag): void {
    this.#language = language;
  }

  hangUp(): void {
    this.#endWith('hang_up');
  }

  /** The number is looked up when Twilio asks how the call goes on. */
  transfer(): void {
    this.#endWith('transfer');
  }

  /** The caller speaks: what the call itself says is cut, and what was to end it no longer does. */
  interrupt(): void {
    this.#leaving = false;
    this.#ending = undefined;
    if (this.#said === '' && this.#last === 0) return;
    this.#saying.abort();
    this.#saying = new AbortController();
    this.#said = '';
    this.#options.out.clear();
  }

  /** So much of it was played. */
  played(aside: number): void {
    const ending = this.#ending;
    if (ending && aside >= ending.after) this.#options.onEnd(ending.ending);
  }

  close(): void {
    this.#saying.abort();
  }

  #endWith(ending: 'hang_up' | 'transfer'): void {
    this.#options.silence.stop();
    this.#leaving = true;
    const { signal } = this.#saying;
    this.#enqueue(signal, async () => {
      this.#ending = { after: this.#options.out.endAside(), ending };
    });
  }

  #enqueue(signal: AbortSignal, work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (!signal.aborted) await work();
    });
  }

  /** @param take gets the sound; left out: it is sent as it comes. */
  async #speak(
    text: string,
    language: string,
    signal: AbortSignal,
    take?: (samples: Int16Array) => void,
  ): Promise<void> {
    const { out, textToSpeech, logger, onFailure } = this.#options;
    const spoken = prepareForSpeaking(text, language).text;
    try {
      for await (const { samples } of textToSpeech.synthesize(spoken, { format: out.format, language }, signal)) {
        if (signal.aborted) return;
        if (take) take(samples);
        else out.sound(samples);
      }
      if (!take) this.#last = out.endAside();
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error }, 'a phrase of a call could not be spoken');
      if (!this.#leaving) onFailure();
    }
  }
}

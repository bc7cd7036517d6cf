import type { CallersEar } from './callers-ear.ts';
import { MS_PER_CHAR } from './scripted-voice.ts';

interface Saying {
  text: string;
  said: number;
  closed: boolean;
  interruptible: boolean;
}

/** Twilio's own voice, which says every letter in the same time. */
export class TwilioVoice {
  readonly #ear: CallersEar;
  #queue: Saying[] = [];
  /** Time that was not enough for a letter yet. */
  #ms = 0;
  #saidMs = 0;

  constructor(ear: CallersEar) {
    this.#ear = ear;
  }

  /** Whether there is anything left to say. */
  get speaking(): boolean {
    return this.#queue.some(({ text, said }) => said < text.length);
  }

  say(text: string, closed: boolean, interruptible = true): void {
    const open = this.#queue.at(-1);
    if (!open || open.closed) this.#queue.push({ text, said: 0, closed, interruptible });
    else {
      open.text += text;
      open.closed = closed;
    }
  }

  plays(ms: number): void {
    if (!this.speaking) return;
    this.#ms += ms;
    for (; this.#ms >= MS_PER_CHAR; this.#ms -= MS_PER_CHAR) this.#sayOne();
    if (!this.speaking) this.#ms = 0;
  }

  /** The voice falls silent. @returns what it had said of its utterance, and for how long; undefined if it was silent */
  stop(): { text: string; ms: number } | undefined {
    const stopped = this.speaking ? this.#queue[0] : undefined;
    if (stopped?.interruptible === false) return undefined;
    const ms = this.#saidMs;
    this.#queue = [];
    this.#ms = 0;
    this.#saidMs = 0;
    if (!stopped) return undefined;
    this.#ear.cut();
    return { text: stopped.text.slice(0, stopped.said), ms };
  }

  #sayOne(): void {
    const [saying] = this.#queue;
    if (!saying) return;
    this.#ear.hear(saying.text.slice(saying.said, saying.said + 1));
    saying.said += 1;
    this.#saidMs += MS_PER_CHAR;
    if (saying.said < saying.text.length || !saying.closed) return;
    this.#queue.shift();
    this.#saidMs = 0;
    this.#ear.cut();
  }
}

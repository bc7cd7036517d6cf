import type { AudioFrame } from '../../src/ports/audio.ts';
import type { SynthesizeOptions, TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { Gate } from './scripted-tutor.ts';

/** What the voice does for one text: sound of so many ms, wait, or fail. */
export type VoiceStep = number | Gate | Error;

/** Every letter takes as long. */
export const MS_PER_CHAR = 50;

/** A voice that says every letter in 50 ms, unless the test tells it otherwise. */
export class ScriptedVoice implements TextToSpeech {
  readonly id = 'scripted';
  readonly changesSpeed = true;
  /** Every text it was asked to say, in order. */
  readonly said: string[] = [];
  readonly options: SynthesizeOptions[] = [];
  /** Texts being said now, and the most there ever were at once. */
  running = 0;
  mostRunning = 0;
  /** With what every text fails, where set. */
  broken: Error | undefined;
  /** Sound of a text without a script from which it can be heard, where set: it has to take the usual time. */
  soundOf: ((text: string, sampleRate: number) => Int16Array) | undefined;
  readonly #scripts: VoiceStep[][] = [];

  /** The next text without a script of its own gets this one; after all of them, the usual pace. */
  next(...steps: VoiceStep[]): this {
    this.#scripts.push(steps);
    return this;
  }

  async *synthesize(text: string, options: SynthesizeOptions, signal: AbortSignal): AsyncGenerator<AudioFrame> {
    this.said.push(text);
    this.options.push(options);
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      const { sampleRate } = options.format;
      for (const step of this.#scripts.shift() ?? [this.#usual(text, options)]) {
        signal.throwIfAborted();
        if (this.broken) throw this.broken;
        if (step instanceof Error) throw step;
        if (typeof step === 'number') yield sound(step, sampleRate);
        else if (step instanceof Gate) await step.pass();
        else yield step;
      }
    } finally {
      this.running -= 1;
    }
  }

  #usual(text: string, { format: { sampleRate }, speed = 1 }: SynthesizeOptions): number | AudioFrame {
    if (this.soundOf) return { samples: this.soundOf(text, sampleRate), sampleRate };
    return (text.length * MS_PER_CHAR) / speed;
  }
}

/** So many ms of a tone that is never silent. */
function sound(ms: number, sampleRate: number): AudioFrame {
  return { samples: new Int16Array(Math.round((ms * sampleRate) / 1000)).fill(1000), sampleRate };
}

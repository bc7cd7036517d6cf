import pLimit from 'p-limit';
import type { AppError } from '../../errors.ts';
import type { ListeningEvents } from '../../events/listening.ts';
import type { Logger } from '../../logger.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SpeechToText } from '../../ports/speech-to-text.ts';
import { reallySaid } from './nothing-said.ts';
import { Recognition, type RecognitionResult } from './recognition.ts';
import type { StretchAudio } from './stretch-audio.ts';

/** Stretches of one line at the recogniser at once. */
const AT_ONCE = 3;

export interface RecogniserParts {
  stt: SpeechToText;
  clock: Clock;
  logger: Logger;
  events: ListeningEvents;
}

/** One line's use of the recogniser; what it makes of noise and silence is left out. */
export class Recogniser {
  readonly #parts: RecogniserParts;
  readonly #language: () => string | undefined;
  readonly #limit = pLimit(AT_ONCE);

  constructor(parts: RecogniserParts, language: () => string | undefined) {
    this.#parts = parts;
    this.#language = language;
  }

  /** Whether words come while the voice still goes on. */
  get streaming(): boolean {
    return this.#parts.stt.streaming;
  }

  /** Listens to a stretch from its beginning: a streaming recogniser at once, another one when its turn comes. */
  listen(audio: StretchAudio, result: RecognitionResult): Recognition {
    const recognition = this.#recognition({
      words: (text) => result.words(reallySaid(text, audio.evidence, false)),
      done: (text) => result.done(reallySaid(text, audio.evidence)),
      streaming: result.streaming,
      failed: result.failed,
    });
    const run = () => recognition.run(audio.frames(), this.#language());
    void (this.streaming ? run() : this.#limit(run));
    return recognition;
  }

  /** Recognises what has come of a voice that goes on; nothing where that fails. */
  async peek(audio: StretchAudio | undefined): Promise<string> {
    const looked = audio ? await this.#once(audio) : { text: '' };
    return 'text' in looked ? looked.text : '';
  }

  /** Recognises what could not be recognised before. @returns undefined while it can't be; nothing where no recogniser ever will */
  async again(audio: StretchAudio): Promise<string | undefined> {
    const result = await this.#once(audio);
    if ('text' in result) return result.text;
    this.#parts.events.recognitionFailed(result.error.code);
    return result.error.code === 'stt_bad_audio' ? '' : undefined;
  }

  /** Recognises what has come up to now. */
  #once(audio: StretchAudio): Promise<{ text: string } | { error: AppError }> {
    const { evidence } = audio;
    return new Promise((resolve) => {
      const recognition = this.#recognition({
        words: () => undefined,
        done: (text) => resolve({ text: reallySaid(text, evidence) }),
        failed: (error) => resolve({ error }),
      });
      recognition.audioEnded(audio.ms);
      void this.#limit(() => recognition.run(audio.soFar(), this.#language()));
    });
  }

  #recognition(result: RecognitionResult): Recognition {
    const { stt, clock, logger } = this.#parts;
    const onLate = (error: unknown) => logger.debug({ err: error }, 'an error of a recogniser that was told to stop');
    return new Recognition({ stt, clock, onLate }, result);
  }
}

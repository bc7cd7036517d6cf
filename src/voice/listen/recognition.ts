import { AppError, toAppError } from '../../errors.ts';
import type { AudioFrame } from '../../ports/audio.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SpeechToText } from '../../ports/speech-to-text.ts';
import { joinSaid } from '../../spoken/listen/said.ts';
import { NOT_WANTED, untilAborted } from '../../until-aborted.ts';

/**
 * Time for the last words after the end of the voice, ms, besides as much as was spoken: the slowest hosted service needs
 * two seconds, a local one on a small machine about as long as the speech itself.
 */
export const RECOGNITION_MS = 15_000;

/** Services tell times in seconds with decimals. */
const ROUNDING_MS = 1;

export interface RecognitionParts {
  stt: SpeechToText;
  clock: Clock;
  /** Told of what a recogniser throws after it was told to stop. */
  onLate: (error: unknown) => void;
}

export interface RecognitionResult {
  /** What is recognised so far, all of it; only while it goes on. */
  words(text: string): void;
  /** Whether words come while the voice goes on, where that is known only now. */
  streaming?: ((streaming: boolean) => void) | undefined;
  done(text: string): void;
  failed(error: AppError): void;
}

/** One stretch on its way through the recogniser. Tells exactly one end, unless it is cancelled. */
export class Recognition {
  readonly #parts: RecognitionParts;
  readonly #result: RecognitionResult;
  readonly #abort = new AbortController();
  #stopDeadline: () => void = () => undefined;
  #audioEnded = false;
  /** How much sound there is, ms, once all of it is there. */
  #audioMs = Number.POSITIVE_INFINITY;
  #over = false;

  constructor(parts: RecognitionParts, result: RecognitionResult) {
    this.#parts = parts;
    this.#result = result;
  }

  /** Begins; resolves when it is over, and never rejects. */
  async run(audio: AsyncIterable<AudioFrame>, language: string | undefined): Promise<void> {
    try {
      const text = await this.#transcribe(audio, language);
      if (!this.#audioEnded && !this.#over) throw brokenOff();
      this.#end(() => this.#result.done(text));
    } catch (error) {
      this.#end(() => this.#result.failed(toAppError(error)));
    }
  }

  /** The voice has stopped after `ms` of sound: the last words are due. */
  audioEnded(ms: number): void {
    if (this.#audioEnded || this.#over) return;
    this.#audioEnded = true;
    this.#audioMs = ms;
    this.#stopDeadline = this.#parts.clock.after(RECOGNITION_MS + ms, () => {
      this.#end(() => this.#result.failed(tooLate()));
      this.#abort.abort(tooLate());
    });
  }

  cancel(): void {
    this.#end(() => undefined);
    this.#abort.abort(NOT_WANTED);
  }

  async #transcribe(audio: AsyncIterable<AudioFrame>, language: string | undefined): Promise<string> {
    const finals: string[] = [];
    let partial = '';
    const { signal } = this.#abort;
    let { streaming } = this.#parts.stt;
    const onService = (known: boolean) => {
      streaming = known;
      if (!this.#over) this.#result.streaming?.(known);
    };
    const transcripts = this.#parts.stt.transcribe(audio, { language, onService }, signal);
    let isAll = false;
    for await (const { text, final, upToMs = 0 } of untilAborted(transcripts, signal, this.#parts.onLate)) {
      if (this.#over && !isAll) break;
      if (final) finals.push(text);
      partial = final ? '' : text;
      // That the service has closed its books is not waited for: it is heard to its end all the same, as its health is told by it.
      isAll ||= final && upToMs >= this.#audioMs - ROUNDING_MS;
      if (isAll) {
        this.#end(() => this.#result.done(joinSaid(finals)));
        continue;
      }
      // What is heard as a whole is followed by its end at once: telling it twice would keep the answer waiting.
      if (!streaming && this.#audioEnded) continue;
      this.#result.words(joinSaid([...finals, partial]));
    }
    // Words that were never made final have been said all the same.
    return joinSaid([...finals, partial]);
  }

  #end(tell: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#stopDeadline();
    tell();
  }
}

function tooLate(): AppError {
  return new AppError({
    code: 'stt_timeout',
    status: 504,
    message: 'What you said could not be recognised in time.',
    retryable: true,
  });
}

function brokenOff(): AppError {
  return new AppError({
    code: 'stt_failed',
    status: 502,
    message: 'The recogniser stopped listening in the middle.',
    retryable: true,
  });
}

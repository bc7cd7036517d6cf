import type { AudioFrame } from '../ports/audio.ts';
import { untilAborted } from '../until-aborted.ts';

/** A learner's sound until its end, or until the signal's reason is thrown, even where no frame comes any more. */
export function framesUntilAborted(audio: AsyncIterable<AudioFrame>, signal: AbortSignal): AsyncIterable<AudioFrame> {
  // What a microphone's line does after nobody listens is told to those who hold the line.
  return untilAborted(audio, signal, () => undefined);
}

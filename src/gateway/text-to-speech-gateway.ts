import type { AudioFrame } from '../ports/audio.ts';
import type { SynthesizeOptions, TextToSpeech } from '../ports/text-to-speech.ts';
import { durationMs } from '../sound/pcm16.ts';
import { isPronounceable } from '../sound/pronounceable.ts';
import { speechError } from '../speech-errors.ts';
import { untilAborted } from '../until-aborted.ts';
import { Deadline } from './deadline.ts';
import { SpeechLine, type SpeechLineParts } from './speech-line.ts';
import { unspoken } from './unspoken.ts';

/**
 * A learner takes a longer silence for a fault: measured first sounds of the services are under one second, and later ones
 * come faster than they are played.
 */
const SILENT_MS = 3000;
/** No voice is that slow: beyond it a stream would never end. */
const LONGEST_MS = 10_000;
const LONGEST_MS_PER_CHARACTER = 300;
/** Of English at 160 words a minute; learned anew for each voice. */
const USUAL_PACE = 65;
const LEARNING = 0.2;

/**
 * Speaks with the first of several services that works. When one fails or is late, the next goes on in the same sentence
 * where the first one stopped, to a word, so that nothing is said twice.
 * @param services in order, at least one
 */
export function createTextToSpeechGateway(services: readonly TextToSpeech[], parts: SpeechLineParts): TextToSpeech {
  const line = new SpeechLine('tts', services, parts);
  /** Ms a character, by service and by the speed asked of it: not every voice keeps to it. */
  const paces = new Map<string, number>();

  return {
    get id() {
      return line.current?.id ?? '';
    },
    get changesSpeed() {
      return line.current?.changesSpeed;
    },
    warm: () => line.warm(),
    async *synthesize(text, options, signal) {
      signal.throwIfAborted();
      if (!isPronounceable(text)) return;
      let rest = text;
      let progress = { spokenMs: 0, pace: USUAL_PACE };
      const isDone = () => {
        rest = unspoken(rest, progress.spokenMs, progress.pace);
        progress.spokenMs = 0;
        return !isPronounceable(rest);
      };
      const attempt = async function* (service: TextToSpeech, isFirst: boolean) {
        const speed = service.changesSpeed ? (options.speed ?? 1) : 1;
        const key = `${service.id} ${speed.toFixed(1)}`;
        const pace = paces.get(key) ?? USUAL_PACE / speed;
        progress = { spokenMs: 0, pace };
        // A voice's name means something to one service only.
        const wanted = isFirst ? options : { ...options, voice: undefined };
        for await (const frame of speak(service, rest, wanted, signal, parts)) {
          progress.spokenMs += durationMs(frame);
          yield frame;
        }
        if (rest.length > 0) paces.set(key, learned(pace, progress.spokenMs / rest.length));
      };
      yield* line.run(attempt, isDone, signal);
    },
  };
}

/** One service with what is left of a sentence. */
async function* speak(
  service: TextToSpeech,
  text: string,
  options: SynthesizeOptions,
  signal: AbortSignal,
  { clock, events }: SpeechLineParts,
): AsyncGenerator<AudioFrame> {
  const askedAt = clock.now();
  let spokenMs = 0;
  const longest = LONGEST_MS + text.length * LONGEST_MS_PER_CHARACTER;
  const silentMs = service.silentMs ?? SILENT_MS;
  const deadline = new Deadline(clock, signal, () => speechError('tts', 'timeout'));
  const sound = service.synthesize(text, options, deadline.signal);
  const onLate = (error: unknown) => events.lateFailure('tts', service.id, error);
  try {
    deadline.within(silentMs);
    for await (const frame of untilAborted(sound, deadline.signal, onLate)) {
      deadline.pause();
      if (spokenMs === 0) events.firstAudio(service.id, clock.now() - askedAt);
      spokenMs += durationMs(frame);
      if (spokenMs > longest) throw speechError('tts', 'failed', { cause: new Error('the sound does not end') });
      yield frame;
      deadline.within(silentMs);
    }
    if (spokenMs === 0) throw speechError('tts', 'failed', { cause: new Error('it said nothing') });
  } finally {
    deadline.end();
  }
}

/** A pause in a sentence must not make a voice seem twice as slow. */
function learned(pace: number, seen: number): number {
  return Math.min(2 * USUAL_PACE, Math.max(USUAL_PACE / 4, pace + LEARNING * (seen - pace)));
}

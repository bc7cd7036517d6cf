import type { SpeechToText, TranscribeOptions, Transcript } from '../ports/speech-to-text.ts';
import { speechError } from '../speech-errors.ts';
import { NOT_WANTED, untilAborted } from '../until-aborted.ts';
import { Deadline } from './deadline.ts';
import { KeptAudio } from './kept-audio.ts';
import { SpeechLine, type SpeechLineParts } from './speech-line.ts';

/** After the end of the sound: recognisers' p99 for a sentence is two seconds, and a long one takes its time. */
const FINISH_MS = 5000;
const FINISH_SHARE = 0.5;

/**
 * Hears with the first of several services that works. When one fails or is late, the next is given the same sound from
 * where it is not understood yet, so that nothing has to be said again.
 * @param services in order, at least one
 */
export function createSpeechToTextGateway(services: readonly SpeechToText[], parts: SpeechLineParts): SpeechToText {
  const line = new SpeechLine('stt', services, parts);

  return {
    get id() {
      return line.current?.id ?? '';
    },
    get streaming() {
      return line.current?.streaming ?? false;
    },
    warm: () => line.warm(),
    async *transcribe(audio, options, signal) {
      signal.throwIfAborted();
      const life = new AbortController();
      const wanted = AbortSignal.any([signal, life.signal]);
      const heeded = untilAborted(audio, wanted, (error) => parts.events.lateFailure('stt', 'audio', error));
      const kept = new KeptAudio(heeded, (error) => life.abort(error));
      const isDone = () => kept.isDone;
      try {
        yield* line.run((service) => attempt(service, kept, options, wanted, parts), isDone, wanted);
      } finally {
        life.abort(NOT_WANTED);
      }
    },
  };
}

/** One service with what is not understood yet. */
async function* attempt(
  service: SpeechToText,
  kept: KeptAudio,
  options: TranscribeOptions,
  signal: AbortSignal,
  { clock, events }: SpeechLineParts,
): AsyncGenerator<Transcript> {
  if (kept.hasLost) throw speechError('stt', 'failed', { cause: new Error('too much sound to begin anew') });
  options.onService?.(service.streaming);
  const fromMs = kept.startMs;
  const startedAt = clock.now();
  let endedAt: number | undefined;
  let hasText = false;
  /** Final words of which it is not known how far they reach: if the service still fails, another one hears them again. */
  let unplaced = '';
  const deadline = new Deadline(clock, signal, () => speechError('stt', 'timeout'));
  const sound = kept.replay(() => {
    endedAt = clock.now();
    deadline.within(FINISH_MS + kept.keptMs * FINISH_SHARE);
  });
  const transcripts = service.transcribe(sound, { language: options.language }, deadline.signal);
  const onLate = (error: unknown) => events.lateFailure('stt', service.id, error);
  try {
    for await (const transcript of untilAborted(transcripts, deadline.signal, onLate)) {
      if (!hasText && transcript.text !== '') events.firstTranscript(service.id, clock.now() - startedAt);
      hasText ||= transcript.text !== '';
      if (transcript.final && transcript.upToMs === undefined) {
        unplaced = joined(unplaced, transcript.text);
        yield { text: unplaced, final: false };
      } else {
        yield placed({ ...transcript, text: joined(unplaced, transcript.text) }, kept, fromMs);
        if (transcript.final) unplaced = '';
      }
    }
  } finally {
    deadline.end();
  }
  if (endedAt === undefined) throw speechError('stt', 'failed', { cause: new Error('it ended before the sound') });
  events.understood(service.id, clock.now() - endedAt);
  if (unplaced !== '') yield { text: unplaced, final: true, upToMs: kept.startMs + kept.keptMs };
}

/** A transcript with its place in the whole sound; what is finally understood need not be kept any longer. */
function placed(transcript: Transcript, kept: KeptAudio, fromMs: number): Transcript {
  if (!transcript.final || transcript.upToMs === undefined) return transcript;
  const upToMs = fromMs + transcript.upToMs;
  kept.understood(upToMs);
  return { ...transcript, upToMs };
}

function joined(before: string, text: string): string {
  return before === '' ? text : `${before} ${text}`;
}

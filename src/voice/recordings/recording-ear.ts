import type { Ear, EarSink, OpenEar } from '../listen/ear-types.ts';
import { LineRecorder } from './line-recorder.ts';
import type { UtteranceRecorder } from './recorder.ts';

/** Ears whose sound is kept, once it has become a message, for learners who want that. */
export function recordingEars(openEar: OpenEar, recorder: UtteranceRecorder): OpenEar {
  return (line, sink) => {
    if (!line.conversation) return openEar(line, sink);
    const talk = line.conversation.bind(line);
    const recorded = new LineRecorder({ recorder, talk });
    return heardBy(recorded, openEar(line, toldOf(recorded, sink)));
  };
}

function heardBy(recorded: LineRecorder, ear: Ear): Ear {
  return {
    speechStart(id) {
      recorded.speechStart(id);
      ear.speechStart(id);
    },
    audio(pcm, sequence) {
      // First the ear: it may find that this belongs to a stretch of its own.
      ear.audio(pcm, sequence);
      recorded.audio(pcm);
    },
    speechEnd(id, end) {
      recorded.speechEnd(id);
      ear.speechEnd(id, end);
    },
    speechCancel(id) {
      recorded.cancel(id);
      return ear.speechCancel(id);
    },
    tutor: (activity) => ear.tutor(activity),
    settled: () => ear.settled(),
    async close() {
      await ear.close();
      recorded.close();
    },
  };
}

function toldOf(recorded: LineRecorder, sink: EarSink): EarSink {
  return {
    recognising: () => sink.recognising?.(),
    partial: (id, text) => sink.partial(id, text),
    async utterance(utterance) {
      try {
        await sink.utterance(utterance);
      } catch (error) {
        // What could not be stored as a message is no recording either.
        recorded.nothing(utterance.stretches);
        throw error;
      }
      recorded.message(utterance);
    },
    nothing(id, stretches) {
      recorded.nothing(stretches);
      sink.nothing(id, stretches);
    },
    goesOn(id) {
      recorded.goesOn(id);
      sink.goesOn?.(id);
    },
    onset: () => sink.onset(),
    falseAlarm: () => sink.falseAlarm(),
    bargeIn: () => sink.bargeIn(),
    probableEnd: (id, text) => sink.probableEnd?.(id, text),
    quiet: (time) => sink.quiet?.(time),
    notice: (code, message) => sink.notice(code, message),
  };
}

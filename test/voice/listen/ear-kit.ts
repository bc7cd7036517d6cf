import { createEvents } from '../../../src/events.ts';
import { createLogger } from '../../../src/logger.ts';
import type { SpeechToText } from '../../../src/ports/speech-to-text.ts';
import { createEar } from '../../../src/voice/listen/ear.ts';
import type { EarLine, EarSink } from '../../../src/voice/listen/ear-types.ts';
import { KeptRoom } from '../../../src/voice/listen/kept-speech.ts';
import type { PresentEars } from '../../../src/voice/listen/present-ears.ts';
import type { UtteranceRecorder } from '../../../src/voice/recordings/recorder.ts';
import { recordingEars } from '../../../src/voice/recordings/recording-ear.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { RecordingEarSink } from '../../support/recording-ear-sink.ts';
import { ScriptedSpeechToText } from '../../support/scripted-speech-to-text.ts';

/** Sound of a clear voice, 20 ms a frame. */
export function voice(ms: number): Uint8Array[] {
  return Array.from({ length: ms / 20 }, () => frame(3_000));
}

export function frame(amplitude: number, samples = 320): Uint8Array {
  const tone = Int16Array.from({ length: samples }, (_, at) => (at % 16 < 8 ? amplitude : -amplitude));
  return new Uint8Array(tone.buffer);
}

/** Lets everything run that is already due. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** An ear with a recogniser that the test plays, a clock that it moves, and a sink that remembers. */
export function openEar(
  options: {
    clock?: FakeClock;
    hearing?: SpeechToText;
    streaming?: boolean;
    room?: KeptRoom;
    present?: PresentEars;
    line?: Partial<EarLine>;
    recorder?: UtteranceRecorder;
  } = {},
) {
  const clock = options.clock ?? new FakeClock();
  const logger = createLogger({ level: 'silent', pretty: false });
  const events = createEvents(logger);
  const stt = new ScriptedSpeechToText(options.streaming);
  const sink = new RecordingEarSink();
  const room = options.room ?? new KeptRoom();
  const line: EarLine = { language: () => 'en', patience: () => 'patient', ...options.line };
  const { recorder, present } = options;
  const open = (to: EarLine, told: EarSink) =>
    createEar({ stt: options.hearing ?? stt, clock, logger, events: events.listening, room, present }, to, told);
  const ear = (recorder ? recordingEars(open, recorder) : open)(line, sink);
  return {
    clock,
    stt,
    sink,
    ear,
    /** A stretch of voice while its time passes. */
    async speak(id: string, ms = 800, end: Parameters<typeof ear.speechEnd>[1] = {}): Promise<void> {
      ear.speechStart(id);
      for (const pcm of voice(ms)) {
        clock.advance(20);
        ear.audio(pcm);
      }
      ear.speechEnd(id, end);
      await settled();
    },
    async pass(ms: number): Promise<void> {
      await settled();
      clock.advance(ms);
      await settled();
    },
    async metric(name: string, labels: Record<string, string> = {}): Promise<number> {
      const found = await events.registry.getSingleMetric(name)?.get();
      const matches = found?.values.find((value) =>
        Object.entries(labels).every(([label, wanted]) => String(value.labels[label]) === wanted),
      );
      return matches?.value ?? 0;
    },
  };
}

import { createEvents } from '../../../src/events.ts';
import { createLogger } from '../../../src/logger.ts';
import { acknowledgedEars } from '../../../src/voice/listen/acknowledged-ear.ts';
import { createEar } from '../../../src/voice/listen/ear.ts';
import type { Ear, EarLine, SpeechAck, Utterance } from '../../../src/voice/listen/ear-types.ts';
import { HeardStretches } from '../../../src/voice/listen/heard-stretches.ts';
import { KeptRoom } from '../../../src/voice/listen/kept-speech.ts';
import { PresentEars } from '../../../src/voice/listen/present-ears.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { RecordingEarSink } from '../../support/recording-ear-sink.ts';
import { ScriptedSpeechToText } from '../../support/scripted-speech-to-text.ts';

export class AcknowledgedSink extends RecordingEarSink {
  readonly acks: SpeechAck[] = [];
  /** The client hears of it. */
  onAck: (ack: SpeechAck) => void = () => undefined;

  acknowledged(ack: SpeechAck): void {
    this.acks.push(ack);
    this.onAck(ack);
  }
}

/** One process that hears, with a recogniser that the test plays; `stored` outlives it. */
export function hearingServer(clock: FakeClock, stored: Utterance[] = [], streaming = false) {
  const logger = createLogger({ level: 'silent', pretty: false });
  const { listening: events } = createEvents(logger);
  const stt = new ScriptedSpeechToText(streaming);
  const process = { clock, logger, events, stt, room: new KeptRoom(), present: new PresentEars() };
  const stretches = new HeardStretches();
  const openEar = acknowledgedEars((line, sink) => createEar(process, line, sink), { stretches, clock });
  const line: EarLine = {
    language: () => 'en',
    patience: () => 'patient',
    conversation: () => ({ id: 'talk', learnerId: 'ada' }),
    keepsSpeech: () => true,
    async heardBefore(stretch) {
      const heard = stored.flatMap((utterance) => utterance.heard ?? []).filter(({ id }) => id === stretch);
      return heard.length === 0 ? undefined : Math.max(...heard.map(({ ms }) => ms));
    },
  };
  return {
    stt,
    stored,
    open(facts: Partial<EarLine> = {}): { ear: Ear; sink: AcknowledgedSink } {
      const sink = new AcknowledgedSink();
      sink.take = async (utterance) => void stored.push(utterance);
      return { ear: openEar({ ...line, ...facts }, sink), sink };
    },
  };
}

export function server(streaming = false) {
  const clock = new FakeClock();
  return { clock, ...hearingServer(clock, [], streaming) };
}

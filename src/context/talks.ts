import type { Config } from '../config/config.ts';
import type { Events } from '../events.ts';
import type { Logger } from '../logger.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { SpeechToText } from '../ports/speech-to-text.ts';
import type { Tutor } from '../tutor/tutor.ts';
import { createTalks } from '../voice/create-talks.ts';
import { createVoiceLines } from '../voice/create-voice-lines.ts';
import { EarlyAnswers } from '../voice/early-answers.ts';
import { Grounds } from '../voice/grounds.ts';
import { acknowledgedEars } from '../voice/listen/acknowledged-ear.ts';
import { createEar } from '../voice/listen/ear.ts';
import type { OpenEar } from '../voice/listen/ear-types.ts';
import { HeardStretches } from '../voice/listen/heard-stretches.ts';
import { KeptRoom } from '../voice/listen/kept-speech.ts';
import { PresentEars } from '../voice/listen/present-ears.ts';
import { createUtteranceRecorder } from '../voice/recordings/recorder.ts';
import { recordingEars } from '../voice/recordings/recording-ear.ts';
import { Voices } from '../voice/speak/voices.ts';
import type { Talks } from '../voice/talks.ts';
import type { VoiceLines } from '../voice/voice-line.ts';
import type { SharedState } from './shared-state.ts';
import type { Speech } from './speech.ts';
import type { Storage } from './storage.ts';

export interface TalkParts {
  config: Config;
  events: Events;
  clock: Clock;
  logger: Logger;
  owner: string;
  storage: Storage;
  shared: SharedState;
  tutor: Tutor;
  speech: Speech;
  model: LanguageModel | undefined;
}

/** The talks of this node, and the lines over which they are spoken. */
export function openTalks(parts: TalkParts, stack: AsyncDisposableStack): { talks: Talks; voices: VoiceLines } {
  const { config, events, clock, logger, shared, speech, storage } = parts;
  const speakers = new Voices({ tts: speech.textToSpeech, clock, events: events.speaking });
  const grounds = new Grounds(storage.stores, clock);
  const early = new EarlyAnswers({ grounds, tutor: parts.tutor, clock, events: events.speaking });
  const talks = createTalks({
    ...parts,
    ...shared,
    stores: storage.stores,
    events: events.turns,
    voices: speakers,
    early,
    grounds,
    onExpected: config.warmUp ? () => void parts.model?.warm?.() : undefined,
  });
  stack.defer(() => talks.close());
  const { eventLog } = shared;
  const recorder = createUtteranceRecorder({ ...storage, ...storage.stores, clock, logger });
  stack.defer(() => recorder.settled());
  const ears = earsOf(speech.speechToText, parts);
  const openEar = ears && acknowledgedEars(recordingEars(ears, recorder), { stretches: new HeardStretches(), clock });
  const preemptive = config.preemptiveAnswers;
  const { messages } = storage.stores;
  const warm = config.warmUp
    ? () => {
        void speech.speechToText?.warm?.();
        void speech.textToSpeech?.warm?.();
      }
    : undefined;
  const lines = { voices: speakers, messages, openEar, preemptive, warm };
  const voices = createVoiceLines({ talks, eventLog, clock, logger, ...lines });
  return { talks, voices };
}

/** What opens an ear for a line, where the server can hear. */
function earsOf(stt: SpeechToText | undefined, { clock, logger, events }: TalkParts): OpenEar | undefined {
  if (!stt) return undefined;
  const parts = {
    stt,
    clock,
    logger: logger.child({ name: 'ear' }),
    events: events.listening,
    room: new KeptRoom(),
    present: new PresentEars(),
  };
  return (line, sink) => createEar(parts, line, sink);
}

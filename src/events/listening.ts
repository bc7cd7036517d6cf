import { Counter, Histogram, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';

/** Seconds; the waits of turn-taking lie between them. */
const WAIT_BUCKETS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20];

/** What happens where learners are listened to; never what they say. */
export function createListeningEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'listening' });
  const registers = [registry];
  const heard = new Counter({
    name: 'lva_heard_total',
    help: 'What came of a sound: utterance, nothing, onset, false_alarm, barge_in, quiet, kept, recovered, lost, too_long',
    labelNames: ['outcome'],
    registers,
  });
  const waits = new Histogram({
    name: 'lva_end_of_turn_seconds',
    help: 'From the last word until the turn was taken to have ended',
    buckets: WAIT_BUCKETS,
    registers,
  });
  const failures = new Counter({
    name: 'lva_recognition_failures_total',
    help: 'Stretches of speech that could not be recognised, by the code of the error',
    labelNames: ['code'],
    registers,
  });
  const dropped = new Counter({
    name: 'lva_audio_frames_dropped_total',
    help: 'Frames of learners’ audio that were not used, by reason: no_stretch, late, full, empty',
    labelNames: ['reason'],
    registers,
  });
  const missing = new Counter({
    name: 'lva_audio_frames_missing_total',
    help: 'Frames of learners’ audio that were lost on the way',
    registers,
  });

  return {
    utterance(endOfTurnMs: number): void {
      heard.inc({ outcome: 'utterance' });
      waits.observe(endOfTurnMs / 1_000);
    },
    outcome(outcome: 'nothing' | 'onset' | 'false_alarm' | 'barge_in' | 'quiet' | 'too_long' | 'recovered'): void {
      heard.inc({ outcome });
    },
    /** What was said is kept until it can be recognised. */
    kept(stretches: number): void {
      heard.inc({ outcome: 'kept' });
      log.warn({ stretches }, 'speech is kept until it can be recognised');
    },
    lost(reason: 'too_old' | 'no_room'): void {
      heard.inc({ outcome: 'lost' });
      log.error({ reason }, 'kept speech was given up');
    },
    recognitionFailed(code: string): void {
      failures.inc({ code });
    },
    frameDropped(reason: 'no_stretch' | 'late' | 'full' | 'empty'): void {
      dropped.inc({ reason });
    },
    framesMissing(count: number): void {
      missing.inc(count);
    },
  };
}

export type ListeningEvents = ReturnType<typeof createListeningEvents>;

import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';
import type { SpeechSide } from '../speech-errors.ts';

const GAUGE_OF = { closed: 0, half_open: 0.5, open: 1 } as const;
type SpeechBreakerState = keyof typeof GAUGE_OF;

/** Milliseconds that learners notice, in seconds. */
const BUCKETS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10];

/** What happens between the gateways and the services that hear (`stt`) and speak (`tts`). */
export function createSpeechEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'speech' });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const histogram = (name: string, help: string) =>
    new Histogram({ name, help, labelNames: ['service'], buckets: BUCKETS, registers: [registry] });

  const requests = counter('lva_speech_requests_total', 'Requests to speech services by how they ended', [
    'side',
    'service',
    'outcome',
  ]);
  const errors = counter('lva_speech_errors_total', 'Requests to speech services that failed, by error code', [
    'service',
    'code',
  ]);
  const fallbacks = counter('lva_speech_fallbacks_total', 'Utterances and sentences handed to another service', [
    'service',
    'code',
  ]);
  const retries = counter('lva_speech_retries_total', 'Utterances and sentences tried again', ['service', 'code']);
  const firstTranscript = histogram('lva_stt_first_transcript_seconds', 'From the first sound to the first transcript');
  const final = histogram('lva_stt_final_seconds', 'From the end of the sound until all of it was understood');
  const firstAudio = histogram('lva_tts_first_audio_seconds', 'From a sentence to its first sound');
  const breaker = new Gauge({
    name: 'lva_speech_breaker_state',
    help: '0 closed, 0.5 half open, 1 open',
    labelNames: ['side', 'service'],
    registers: [registry],
  });

  return {
    firstTranscript(service: string, ms: number): void {
      firstTranscript.observe({ service }, ms / 1000);
    },

    understood(service: string, msSinceEnd: number): void {
      final.observe({ service }, msSinceEnd / 1000);
    },

    firstAudio(service: string, ms: number): void {
      firstAudio.observe({ service }, ms / 1000);
    },

    /** `stopped`: whoever asked did not want the rest. */
    ended(side: SpeechSide, service: string, outcome: 'complete' | 'stopped'): void {
      requests.inc({ side, service, outcome });
    },

    failed(side: SpeechSide, service: string, code: string, error: unknown): void {
      requests.inc({ side, service, outcome: 'failed' });
      errors.inc({ service, code });
      log.warn({ side, service, code, err: error }, 'speech service failed');
    },

    fellBack(side: SpeechSide, service: string, next: string, code: string): void {
      fallbacks.inc({ service, code });
      log.warn({ side, service, next, code }, 'another speech service takes over');
    },

    retried(side: SpeechSide, service: string, code: string): void {
      retries.inc({ service, code });
      log.info({ side, service, code }, 'speech service tried again');
    },

    breakerChanged(side: SpeechSide, service: string, state: SpeechBreakerState): void {
      breaker.set({ side, service }, GAUGE_OF[state]);
      log[state === 'open' ? 'warn' : 'info']({ side, service, state }, 'speech breaker changed');
    },

    /** A service that was left threw something later; nobody waits for it any more. */
    lateFailure(side: SpeechSide, service: string, error: unknown): void {
      log.debug({ side, service, err: error }, 'speech service failed after it was left');
    },
  };
}

export type SpeechEvents = ReturnType<typeof createSpeechEvents>;

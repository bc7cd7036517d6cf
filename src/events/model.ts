import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Logger } from '../logger.ts';

const GAUGE_OF = { closed: 0, half_open: 0.5, open: 1 } as const;
type BreakerState = keyof typeof GAUGE_OF;

/** What happens between the gateway and the language models. */
export function createModelEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'model' });
  const registers = [registry];
  const requests = new Counter({
    name: 'lva_model_requests_total',
    help: 'Requests to language models by how they ended',
    labelNames: ['model', 'outcome'],
    registers,
  });
  const errors = new Counter({
    name: 'lva_model_errors_total',
    help: 'Requests to language models that failed, by error code',
    labelNames: ['model', 'code'],
    registers,
  });
  const firstToken = new Histogram({
    name: 'lva_model_first_token_seconds',
    help: 'Time from a request to its first piece of answer',
    labelNames: ['model'],
    buckets: [0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10],
    registers,
  });
  const retries = new Counter({
    name: 'lva_model_retries_total',
    help: 'Requests tried again before their first token',
    labelNames: ['model', 'code'],
    registers,
  });
  const fallbacks = new Counter({
    name: 'lva_model_fallbacks_total',
    help: 'Requests handed to the fallback model',
    labelNames: ['model', 'code'],
    registers,
  });
  const breaker = new Gauge({
    name: 'lva_model_breaker_state',
    help: '0 closed, 0.5 half open, 1 open',
    labelNames: ['model'],
    registers,
  });

  return {
    firstToken(model: string, ms: number): void {
      firstToken.observe({ model }, ms / 1000);
    },

    /** `stopped`: whoever asked did not want the rest. */
    ended(model: string, outcome: 'complete' | 'stopped'): void {
      requests.inc({ model, outcome });
    },

    failed(model: string, code: string, error: unknown): void {
      requests.inc({ model, outcome: 'failed' });
      errors.inc({ model, code });
      log.warn({ model, code, err: error }, 'model request failed');
    },

    retried(model: string, code: string, delayMs: number): void {
      retries.inc({ model, code });
      log.info({ model, code, delayMs }, 'model request tried again');
    },

    fellBack(model: string, fallback: string, code: string): void {
      fallbacks.inc({ model, code });
      log.warn({ model, fallback, code }, 'answering with the fallback model');
    },

    breakerChanged(model: string, state: BreakerState): void {
      breaker.set({ model }, GAUGE_OF[state]);
      log[state === 'open' ? 'warn' : 'info']({ model, state }, 'model breaker changed');
    },
  };
}

export type ModelEvents = ReturnType<typeof createModelEvents>;

import { Counter, type Registry } from 'prom-client';
import { toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Usage } from '../protocol/common.ts';

/** What happens where the tutor speaks. */
export function createSpeakingEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'speaking' });
  const registers = [registry];
  const failures = new Counter({
    name: 'lva_voice_failures_total',
    help: 'Turns whose voice failed, so that they went on as text, by the code of the error',
    labelNames: ['code'],
    registers,
  });

  const prepared = new Counter({
    name: 'lva_prepared_answers_total',
    help: 'Answers begun before the learner had certainly finished, by what became of them',
    labelNames: ['outcome'],
    registers,
  });
  const wasted = new Counter({
    name: 'lva_prepared_answers_wasted_tokens_total',
    help: 'Model tokens of prepared answers that nobody wanted',
    labelNames: ['kind'],
    registers,
  });
  const wastedCost = new Counter({
    name: 'lva_prepared_answers_wasted_usd_total',
    help: 'Cost of prepared answers that nobody wanted',
    registers,
  });

  return {
    preparedAnswer(outcome: 'used' | 'wasted', usage?: Usage): void {
      prepared.inc({ outcome });
      if (!usage) return;
      wasted.inc({ kind: 'input' }, usage.inputTokens);
      wasted.inc({ kind: 'output' }, usage.outputTokens);
      wastedCost.inc(usage.costUsd);
    },

    voiceFailed(error: unknown): void {
      const { code } = toAppError(error);
      failures.inc({ code });
      log.warn({ err: error, code }, 'the voice failed, the answer goes on as text');
    },
  };
}

export type SpeakingEvents = ReturnType<typeof createSpeakingEvents>;

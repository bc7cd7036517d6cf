import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { createTurnEvents } from '../../src/events/turns.ts';
import { NO_TIMINGS, NO_USAGE } from '../../src/voice/turn-record.ts';

const ended = { status: 'failed', door: 'rest', model: 'm', timings: NO_TIMINGS, totalMs: 1, usage: NO_USAGE } as const;

it('the turns that run are known until they end, oldest first, without what is said in them', async () => {
  const registry = new Registry();
  const turns = createTurnEvents(registry, pino({ level: 'silent' }));
  const young = { turnId: '2', conversationId: 'b', learnerName: 'Grace', door: 'rest', askedAt: 2000 } as const;
  const old = { turnId: '1', conversationId: 'a', learnerName: 'Ada', door: 'realtime', askedAt: 1000 } as const;
  turns.started(young);
  turns.started(Object.assign({ text: 'a secret question' }, old));
  expect(turns.live()).toEqual([old, young]);

  turns.ended({ ...ended, turnId: '1', errorCode: 'model_overloaded' });
  expect(turns.live()).toEqual([young]);
  expect(await registry.getSingleMetricAsString('lva_turns_running')).toContain('lva_turns_running 1');
  expect(await registry.getSingleMetricAsString('lva_turn_errors_total')).toContain('{code="model_overloaded"} 1');
});

import { Counter, Gauge, Histogram, type Registry, Summary } from 'prom-client';
import type { Logger } from '../logger.ts';
import type { Timings, Usage } from '../protocol/common.ts';
import type { TurnStatus } from '../protocol/server-events.ts';

/** Seconds; dense where a conversation is won or lost. */
const STAGE_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 30];
/** The operator's page shows percentiles of the last ten minutes, in two-minute steps. */
const WINDOW = { maxAgeSeconds: 600, ageBuckets: 5, pruneAgedBuckets: true };

/** What operators see of a turn while it runs; never what is said in it. */
export interface StartedTurn {
  turnId: string;
  conversationId: string;
  learnerName: string;
  door: EndedTurn['door'];
  /** When the learner had finished asking, ms since the epoch. */
  askedAt: number;
}

export interface EndedTurn {
  /** The turn that `started` was told of. */
  turnId: string;
  status: TurnStatus;
  door: 'realtime' | 'rest' | 'phone';
  model: string;
  timings: Timings;
  totalMs: number;
  usage: Usage;
  errorCode?: string | undefined;
}

/** What happens in a turn: each function writes the log line and the metric together. */
export function createTurnEvents(registry: Registry, logger: Logger) {
  const log = logger.child({ name: 'turn' });
  const registers = [registry];
  const turns = new Counter({
    name: 'lva_turns_total',
    help: 'Turns ended',
    labelNames: ['status', 'door'],
    registers,
  });
  const errors = new Counter({
    name: 'lva_turn_errors_total',
    help: 'Turns that failed, by the code of the error',
    labelNames: ['code'],
    registers,
  });
  const running = new Gauge({ name: 'lva_turns_running', help: 'Turns running now', registers });
  const stages = new Histogram({
    name: 'lva_turn_stage_seconds',
    help: 'Time from the end of the question to each stage of the turn',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS,
    registers,
  });
  const recent = new Summary({
    name: 'lva_turn_stage_recent_seconds',
    help: 'The same over the last ten minutes, as percentiles',
    labelNames: ['stage'],
    percentiles: [0.5, 0.95, 0.99],
    ...WINDOW,
    registers,
  });
  const tokens = new Counter({
    name: 'lva_tokens_total',
    help: 'Model tokens',
    labelNames: ['kind', 'model'],
    registers,
  });
  const cost = new Counter({ name: 'lva_cost_usd_total', help: 'Cost of model use', labelNames: ['model'], registers });

  const live = new Map<string, StartedTurn>();

  function observeStage(stage: string, ms: number): void {
    stages.observe({ stage }, ms / 1000);
    recent.observe({ stage }, ms / 1000);
  }

  return {
    started({ turnId, conversationId, learnerName, door, askedAt }: StartedTurn): void {
      running.inc();
      live.set(turnId, { turnId, conversationId, learnerName, door, askedAt });
    },

    /** The turns that run on this node, oldest first. */
    live(): StartedTurn[] {
      return [...live.values()].sort((a, b) => a.askedAt - b.askedAt);
    },

    ended(turn: EndedTurn): void {
      running.dec();
      live.delete(turn.turnId);
      turns.inc({ status: turn.status, door: turn.door });
      if (turn.errorCode !== undefined) errors.inc({ code: turn.errorCode });
      for (const [stage, ms] of Object.entries(turn.timings)) {
        if (ms !== null) observeStage(stage.replace(/Ms$/, ''), ms);
      }
      observeStage('total', turn.totalMs);
      tokens.inc({ kind: 'input', model: turn.model }, turn.usage.inputTokens);
      tokens.inc({ kind: 'output', model: turn.model }, turn.usage.outputTokens);
      tokens.inc({ kind: 'cached', model: turn.model }, turn.usage.cachedTokens);
      cost.inc({ model: turn.model }, turn.usage.costUsd);
      const { status, door, model, timings, totalMs, errorCode } = turn;
      log[status === 'failed' ? 'warn' : 'info']({ status, door, model, timings, totalMs, errorCode }, 'turn ended');
    },

    /** A turn that a stopped server left behind was found and marked failed. */
    abandoned(count: number): void {
      turns.inc({ status: 'failed', door: 'realtime' }, count);
      errors.inc({ code: 'server_stopped' }, count);
      log.warn({ count }, 'turns of a stopped server marked failed');
    },
  };
}

import type { Knex } from 'knex';
import type { SlowTurn, UsageNotes, UsageStore, UsageTotals } from '../../ports/usage-store.ts';
import type { Usage } from '../../protocol/common.ts';
import { absent } from './columns.ts';
import type { Database } from './database.ts';

interface TotalsRow {
  turns: number;
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
  cost_usd: number;
}

const SUMS = ['input_tokens', 'output_tokens', 'cached_tokens', 'cost_usd'];

interface SlowRow {
  turn_id: string;
  name: string;
  asked_at: number;
  ended_at: number;
  status: string;
  error_code: string | null;
  model: string;
  timings: string;
  input_tokens: number;
  output_tokens: number;
}

export function createUsageStore({ knex, kind }: Database): UsageStore & UsageNotes {
  const totals = (sinceDay: string) =>
    knex('usage')
      .where('day', '>=', sinceDay)
      .select(knex.raw('count(*) as turns'), ...SUMS.map((column) => knex.raw('sum(??) as ??', [column, column])));
  const dearestFirst = [
    { column: 'cost_usd', order: 'desc' },
    { column: 'turns', order: 'desc' },
  ];

  return {
    add: ({ id, ...use }) => knex.transaction((trx) => insertUsage(trx, { turnId: id, ...use })),
    async perDay(sinceDay) {
      const rows: (TotalsRow & { day: string })[] = await totals(sinceDay).select('day').groupBy('day').orderBy('day');
      return rows.map((row) => ({ day: row.day, ...toTotals(row) }));
    },
    async perModel(sinceDay) {
      const rows: (TotalsRow & { model: string })[] = await totals(sinceDay)
        .select('model')
        .groupBy('model')
        .orderBy(dearestFirst);
      return rows.map((row) => ({ model: row.model, ...toTotals(row) }));
    },
    async perLearner(sinceDay, limit) {
      const rows: (TotalsRow & { learner_id: string; name: string })[] = await totals(sinceDay)
        .join('learners', 'learners.id', 'usage.learner_id')
        .select('usage.learner_id', 'learners.name')
        .groupBy('usage.learner_id', 'learners.name')
        .orderBy(dearestFirst)
        .limit(limit);
      return rows.map((row) => ({ learnerId: row.learner_id, name: row.name, ...toTotals(row) }));
    },
    async slowest(since, limit) {
      const firstSentence =
        kind === 'postgres'
          ? "cast(messages.timings::json ->> 'firstSentenceMs' as double precision)"
          : "json_extract(messages.timings, '$.firstSentenceMs')";
      const rows: SlowRow[] = await knex('usage')
        // By day first: that has an index.
        .where('usage.day', '>=', dayOf(since))
        .where('usage.created_at', '>=', since)
        .join('messages', 'messages.turn_id', 'usage.turn_id')
        .where('messages.role', 'tutor')
        .whereNotNull('messages.timings')
        .join('learners', 'learners.id', 'usage.learner_id')
        .select('usage.turn_id', 'learners.name', 'messages.created_at as asked_at', 'usage.created_at as ended_at')
        .select('messages.status', 'messages.error_code', 'usage.model', 'messages.timings')
        .select('usage.input_tokens', 'usage.output_tokens')
        .orderByRaw(`coalesce(${firstSentence}, usage.created_at - messages.created_at) desc`)
        .limit(limit);
      return rows.map(toSlowTurn);
    },
  };
}

/** Notes what a turn cost, on the UTC day on which it ended. */
export async function insertUsage(
  trx: Knex.Transaction,
  turn: { turnId: string; learnerId: string; model: string; usage: Usage; now: number },
): Promise<void> {
  await trx('usage').insert({
    turn_id: turn.turnId,
    learner_id: turn.learnerId,
    model: turn.model,
    day: dayOf(turn.now),
    input_tokens: turn.usage.inputTokens,
    output_tokens: turn.usage.outputTokens,
    cached_tokens: turn.usage.cachedTokens,
    cost_usd: turn.usage.costUsd,
    created_at: turn.now,
  });
}

function toTotals(row: TotalsRow): UsageTotals {
  return {
    turns: row.turns,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    cachedTokens: row.cached_tokens,
    costUsd: row.cost_usd,
  };
}

/** UTC, `YYYY-MM-DD`. */
function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

function toSlowTurn(row: SlowRow): SlowTurn {
  return {
    turnId: row.turn_id,
    learnerName: row.name,
    askedAt: row.asked_at,
    totalMs: Math.max(0, row.ended_at - row.asked_at),
    status: row.status,
    errorCode: absent(row.error_code),
    model: row.model,
    timings: JSON.parse(row.timings),
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
  };
}

import type { Registry } from 'prom-client';
import type { ErrorCount, Percentiles } from '../protocol/rest/admin.ts';

/** Everything counted since the start of the process. */
export interface Totals {
  turns: number;
  tokens: number;
  costUsd: number;
  errors: ErrorCount[];
}

type Labels = Record<string, string | number | undefined>;
interface Reading {
  value: number;
  labels: Labels;
}

/** Counters that count errors, with the code that a label set stands for; undefined: not an error. */
const ERROR_COUNTERS: { source: string; metric: string; code: (labels: Labels) => string | undefined }[] = [
  { source: 'turn', metric: 'lva_turn_errors_total', code: ({ code }) => String(code) },
  { source: 'model', metric: 'lva_model_errors_total', code: ({ model, code }) => `${code} (${model})` },
  { source: 'http', metric: 'lva_http_requests_total', code: ({ status }) => ourFault(Number(status)) },
  {
    source: 'retrieval',
    metric: 'lva_retrieval_leg_failures_total',
    code: ({ leg, code }) => `${leg}: ${code}`,
  },
  {
    source: 'ingestion',
    metric: 'lva_documents_total',
    code: ({ outcome, kind }) => (outcome === 'failed' ? String(kind) : undefined),
  },
];

/** A client's mistake says nothing about the server; too many requests and our own failures do. */
function ourFault(status: number): string | undefined {
  return status === 429 || status >= 500 ? String(status) : undefined;
}

/** Reads what the counters say now. A metric that nobody registered counts as zero. */
export async function readTotals(registry: Registry): Promise<Totals> {
  const [turns, tokens, cost, errors] = await Promise.all([
    read(registry, 'lva_turns_total'),
    read(registry, 'lva_tokens_total'),
    read(registry, 'lva_cost_usd_total'),
    readErrors(registry),
  ]);
  return { turns: sum(turns), tokens: sum(tokens), costUsd: sum(cost), errors };
}

/** Percentiles of the last ten minutes by stage, in milliseconds. Stages without a turn in them are left out. */
export async function readStages(registry: Registry): Promise<Record<string, Percentiles>> {
  const stages: Record<string, Percentiles> = {};
  for (const { value, labels } of await read(registry, 'lva_turn_stage_recent_seconds')) {
    const name = PERCENTILE_NAMES.get(Number(labels['quantile']));
    if (name === undefined || labels['stage'] === undefined) continue;
    const stage = String(labels['stage']);
    stages[stage] ??= { p50: null, p95: null, p99: null };
    stages[stage][name] = value * 1000;
  }
  return stages;
}

const PERCENTILE_NAMES = new Map<number, keyof Percentiles>([
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.99, 'p99'],
]);

async function readErrors(registry: Registry): Promise<ErrorCount[]> {
  const counts = new Map<string, ErrorCount>();
  for (const { source, metric, code } of ERROR_COUNTERS) {
    for (const { value, labels } of await read(registry, metric)) {
      const kind = code(labels);
      if (kind === undefined) continue;
      const key = `${source} ${kind}`;
      counts.set(key, { source, code: kind, count: (counts.get(key)?.count ?? 0) + value });
    }
  }
  return [...counts.values()];
}

async function read(registry: Registry, name: string): Promise<Reading[]> {
  const metric = await registry.getSingleMetric(name)?.get();
  return metric?.values ?? [];
}

function sum(readings: Reading[]): number {
  return readings.reduce((total, reading) => total + reading.value, 0);
}

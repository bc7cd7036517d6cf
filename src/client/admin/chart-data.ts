import type { AdminUsage, Percentiles, Sample } from '../../protocol/rest/admin.ts';
import { inTurnOrder, stageLabel } from './stages.ts';

/** Columns as the chart wants them: seconds since the epoch, then one column a line; null is a gap. */
export interface ChartData {
  labels: string[];
  columns: [number[], ...(number | null)[][]];
}

/** One column for each way of reading a sample. */
export function series(samples: Sample[], lines: Record<string, (sample: Sample) => number | null>): ChartData {
  return {
    labels: Object.keys(lines),
    columns: [samples.map(seconds), ...Object.values(lines).map((read) => samples.map(read))],
  };
}

/** One line for each stage that happened in the time shown. */
export function stageSeries(samples: Sample[], percentile: keyof Percentiles): ChartData {
  const stages = inTurnOrder(new Set(samples.flatMap((sample) => Object.keys(sample.stages))));
  return series(
    samples,
    Object.fromEntries(
      stages.map((stage) => [stageLabel(stage), (sample: Sample) => sample.stages[stage]?.[percentile] ?? null]),
    ),
  );
}

/** A bar for each day since the first, also for those without a turn. */
export function costPerDay(usage: AdminUsage, today: string): ChartData {
  const costs = new Map(usage.days.map(({ day, costUsd }) => [day, costUsd]));
  const days: number[] = [];
  const DAY_S = 86_400;
  const last = Date.parse(today.slice(0, 10)) / 1000;
  for (let day = Date.parse(usage.sinceDay) / 1000; day <= last; day += DAY_S) days.push(day);
  const column = days.map((day) => costs.get(new Date(day * 1000).toISOString().slice(0, 10)) ?? 0);
  return { labels: ['Cost'], columns: [days, column] };
}

function seconds(sample: Sample): number {
  return Date.parse(sample.at) / 1000;
}

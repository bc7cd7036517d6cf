import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartData } from './chart-data.ts';
import { dayName } from './format.ts';

const HALF_DAY_S = 43_200;
const WINDOW_S = 15 * 60;

export interface ChartOptions {
  height: number;
  format: (value: number | null) => string;
  kind: 'lines' | 'days';
  /** The axis goes up to this at least: an idle server looks idle, and counts have no tenths. */
  least: number;
}

/** A chart inside an element, as wide as that is. */
export interface Chart {
  update(data: ChartData): void;
  destroy(): void;
}

/** Draws with the colours that the style sheet gives for the colour scheme of the moment. */
export function drawChart(element: HTMLElement, data: ChartData, options: ChartOptions): Chart {
  const plot = new uPlot(plotOptions(element, data, options), data.columns, element);
  showNewest(plot);
  const resized = new ResizeObserver(() => plot.setSize({ width: element.clientWidth, height: options.height }));
  resized.observe(element);
  return {
    update(next) {
      plot.setData(next.columns);
      showNewest(plot);
    },
    destroy() {
      resized.disconnect();
      plot.destroy();
    },
  };
}

function plotOptions(element: HTMLElement, { labels }: ChartData, options: ChartOptions): uPlot.Options {
  const { height, format, kind, least } = options;
  const color = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    stroke: color('--quiet'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height,
    ...(kind === 'days' ? { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), 'UTC') } : {}),
    cursor: { y: false, points: { size: 6 } },
    legend: { live: true },
    scales: {
      x: {
        range: (_plot, first, last) =>
          kind === 'days' ? [first - HALF_DAY_S, last + HALF_DAY_S] : [Math.min(first, last - WINDOW_S), last],
      },
      y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, least)] },
    },
    axes: [
      { ...axis, space: 70, size: 30, values: (_plot, ticks) => ticks.map((tick) => tickTime(tick, kind)) },
      { ...axis, size: 64, values: (_plot, ticks) => ticks.map((tick) => format(tick)) },
    ],
    series: [
      { label: kind === 'days' ? 'Day' : 'Time', value: (_plot, at) => (at === null ? '–' : tickTime(at, kind, true)) },
      ...labels.map((label, index) => lineSeries(label, color(`--line-${(index % 8) + 1}`), options)),
    ],
    hooks: { setLegend: [(plot) => showNewest(plot)] },
  };
}

function lineSeries(label: string, stroke: string, { format, kind }: ChartOptions): uPlot.Series {
  const value = (_plot: uPlot, raw: number | null) => format(raw);
  if (kind === 'lines') return { label, stroke, width: 2, value, points: { show: false } };
  const paths = uPlot.paths.bars?.({ size: [0.7, 32], radius: 0.15 });
  return { label, stroke, fill: stroke, width: 0, value, points: { show: false }, ...(paths ? { paths } : {}) };
}

/** While nobody points at the chart, its legend tells the newest values. */
function showNewest(plot: uPlot): void {
  const newest = plot.data[0].length - 1;
  if (plot.cursor.idx == null && newest >= 0 && plot.legend.idx !== newest) plot.setLegend({ idx: newest }, false);
}

function tickTime(seconds: number, kind: ChartOptions['kind'], exact = false): string {
  const date = new Date(seconds * 1000);
  if (kind === 'days') return dayName(date.toISOString());
  const parts = exact ? ({ timeStyle: 'medium' } as const) : ({ hour: '2-digit', minute: '2-digit' } as const);
  return date.toLocaleTimeString('en-GB', parts);
}

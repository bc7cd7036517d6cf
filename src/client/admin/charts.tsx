import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Percentiles, Sample } from '../../protocol/rest/admin.ts';
import { Chart } from './chart.tsx';
import { series, stageSeries } from './chart-data.ts';
import { bytes, count, duration } from './format.ts';

const PERCENTILES = ['p50', 'p95', 'p99'] as const satisfies (keyof Percentiles)[];
const percentile = signal<keyof Percentiles>('p95');

/** The last 15 minutes. */
export function Charts({ samples }: { samples: Sample[] }) {
  const chosen = percentile.value;
  const stages = useMemo(() => stageSeries(samples, chosen), [samples, chosen]);
  const talks = useMemo(
    () => series(samples, { 'Open sockets': (s) => s.sockets, 'Turns running': (s) => s.runningTurns }),
    [samples],
  );
  const rates = useMemo(
    () => series(samples, { 'Turns a minute': (s) => s.turnsPerMinute, 'Errors a minute': (s) => s.errorsPerMinute }),
    [samples],
  );
  const tokens = useMemo(() => series(samples, { 'Tokens a minute': (s) => s.tokensPerMinute }), [samples]);
  const loop = useMemo(
    () =>
      series(samples, {
        p50: (s) => s.eventLoopDelay.p50,
        p99: (s) => s.eventLoopDelay.p99,
        max: (s) => s.eventLoopDelay.max,
      }),
    [samples],
  );
  const memory = useMemo(
    () => series(samples, { Resident: (s) => s.memory.rssBytes, 'Heap used': (s) => s.memory.heapUsedBytes }),
    [samples],
  );
  return (
    <>
      <section class="panel wide" aria-label="Latency by stage">
        <PercentileChoice />
        <Chart title="Latency by stage" data={stages} format={duration} />
      </section>
      <section class="panel" aria-label="Sockets and turns">
        <Chart title="Sockets and turns now" data={talks} format={count} />
      </section>
      <section class="panel" aria-label="Turns and errors">
        <Chart title="Turns and errors a minute" data={rates} format={count} />
      </section>
      <section class="panel" aria-label="Tokens">
        <Chart title="Tokens a minute" data={tokens} format={count} />
      </section>
      <section class="panel" aria-label="Event loop">
        <Chart title="Event-loop delay" data={loop} format={duration} />
      </section>
      <section class="panel" aria-label="Memory">
        <Chart title="Memory" data={memory} format={bytes} />
      </section>
    </>
  );
}

function PercentileChoice() {
  return (
    <fieldset class="choice">
      <legend class="hidden">Percentile shown</legend>
      {PERCENTILES.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="percentile"
            checked={percentile.value === name}
            onChange={() => {
              percentile.value = name;
            }}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}

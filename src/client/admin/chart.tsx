import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChartOptions, Chart as Drawn } from './admin-chart.ts';
import type { ChartData } from './chart-data.ts';

const HEIGHT = 190;
const scheme = matchMedia('(prefers-color-scheme: dark)');
const dark = signal(scheme.matches);
scheme.addEventListener('change', () => {
  dark.value = scheme.matches;
});

interface ChartProps {
  title: string;
  data: ChartData;
  format: ChartOptions['format'];
  kind?: ChartOptions['kind'];
  least?: number;
}

/** A chart with its title. Other lines or another colour scheme need a new drawing; new values do not. */
export function Chart({ title, data, format, kind = 'lines', least = 4 }: ChartProps) {
  const drawing = `${data.labels.join('|')} ${dark.value}`;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {data.labels.length === 0 ? (
        <p class="empty">Nothing yet.</p>
      ) : (
        <Drawing key={drawing} data={data} format={format} kind={kind} least={least} />
      )}
    </figure>
  );
}

/** The library that draws comes with the first chart that is shown. */
function Drawing({ data, format, kind, least }: { data: ChartData } & Omit<ChartOptions, 'height'>) {
  const element = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const newest = useRef(data);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    let wanted = true;
    import('./admin-chart.ts')
      .then(({ drawChart }) => {
        if (!wanted || !element.current) return;
        drawn.current = drawChart(element.current, newest.current, { height: HEIGHT, format, kind, least });
      })
      .catch(() => setFailed(true));
    return () => {
      wanted = false;
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, [format, kind, least]);

  useEffect(() => {
    newest.current = data;
    drawn.current?.update(data);
  }, [data]);

  if (failed) return <p class="empty">The chart could not be loaded; reload the page.</p>;
  return <div ref={element} class="plot" />;
}

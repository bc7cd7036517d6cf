import type { Sample } from '../../protocol/rest/admin.ts';
import { duration } from './format.ts';
import { inTurnOrder, stageLabel } from './stages.ts';

/** Where the time of a turn goes, as a table: the same figures that the chart draws over time. */
export function StagePanel({ sample }: { sample: Sample }) {
  const stages = inTurnOrder(Object.keys(sample.stages));
  return (
    <section class="panel" aria-labelledby="stages">
      <h2 id="stages">A turn, by stage</h2>
      {stages.length === 0 ? (
        <p class="empty">No turn in the last ten minutes.</p>
      ) : (
        <table>
          <caption>
            Each stage by itself; the first sentence and the first sound from the end of the question. Over the last ten
            minutes
          </caption>
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">p99</th>
            </tr>
          </thead>
          <tbody>
            {stages.map((stage) => (
              <tr key={stage}>
                <th scope="row">{stageLabel(stage)}</th>
                <td>{duration(sample.stages[stage]?.p50)}</td>
                <td>{duration(sample.stages[stage]?.p95)}</td>
                <td>{duration(sample.stages[stage]?.p99)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

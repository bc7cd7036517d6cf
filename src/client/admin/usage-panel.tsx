import { useMemo } from 'preact/hooks';
import type { AdminUsage, UsageTotals } from '../../protocol/rest/admin.ts';
import { Chart } from './chart.tsx';
import { costPerDay } from './chart-data.ts';
import { count, dayName, dollars } from './format.ts';

interface UsagePanelProps {
  usage: AdminUsage | undefined;
  /** An instant of today. */
  today: string;
}

/** Tokens and cost of the last 30 days, of all nodes together. */
export function UsagePanel({ usage, today }: UsagePanelProps) {
  if (!usage) {
    return (
      <section class="panel wide">
        <h2>Use and cost</h2>
        <p class="empty">The database does not answer, so what was used is not known now.</p>
      </section>
    );
  }
  return (
    <>
      <Costs usage={usage} today={today.slice(0, 10)} />
      <Totals title="By model" rows={usage.models.map((row) => ({ ...row, name: row.model }))} />
      <Totals title="By learner" rows={usage.learners.map((row) => ({ ...row, key: row.learnerId }))} />
      <Totals
        title="By day"
        rows={usage.days.toReversed().map((row) => ({ ...row, key: row.day, name: dayName(row.day) }))}
      />
    </>
  );
}

function Costs({ usage, today }: { usage: AdminUsage; today: string }) {
  const data = useMemo(() => costPerDay(usage, today), [usage, today]);
  return (
    <section class="panel wide" aria-label="Cost a day">
      <Chart title="Cost a day, last 30 days" data={data} format={dollars} kind="days" least={0.01} />
    </section>
  );
}

function Totals({ title, rows }: { title: string; rows: (UsageTotals & { name: string; key?: string })[] }) {
  return (
    <section class="panel" aria-label={title}>
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p class="empty">Nothing in the last 30 days.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Turns</th>
                <th scope="col">Tokens in</th>
                <th scope="col">Tokens out</th>
                <th scope="col">Cost</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key ?? row.name}>
                  <th scope="row">{row.name}</th>
                  <td>{count(row.turns)}</td>
                  <td>{count(row.inputTokens)}</td>
                  <td>{count(row.outputTokens)}</td>
                  <td>{dollars(row.costUsd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

import type { SlowTurn } from '../../protocol/rest/admin.ts';
import { age, count, duration } from './format.ts';
import { stageLabel } from './stages.ts';
import { timelineOf } from './timeline.ts';

/** The turns of the last hour that kept their learners waiting longest; each opens as a timeline. */
export function SlowPanel({ turns, at }: { turns: SlowTurn[] | undefined; at: string }) {
  return (
    <section class="panel wide" aria-labelledby="slow-turns">
      <h2 id="slow-turns">Longest waits of the last hour</h2>
      {turns === undefined ? (
        <p class="empty">The database does not answer, so this is not known now.</p>
      ) : turns.length === 0 ? (
        <p class="empty">No turn ended in the last hour.</p>
      ) : (
        turns.map((turn) => (
          <details key={turn.turnId} class="slow-turn">
            <summary>
              <strong>{duration(turn.timings.firstSentenceMs ?? turn.totalMs)}</strong> {waitName(turn)} ·{' '}
              {turn.learnerName} · {age(turn.askedAt, Date.parse(at))} ago
            </summary>
            <Timeline turn={turn} />
          </details>
        ))
      )}
    </section>
  );
}

function waitName({ timings, errorCode, status }: SlowTurn): string {
  if (errorCode !== undefined) return `until it failed (${errorCode})`;
  return timings.firstSentenceMs === null ? `until it was ${status}` : 'to the first sentence';
}

function Timeline({ turn }: { turn: SlowTurn }) {
  const spans = timelineOf(turn);
  const whole = Math.max(1, ...spans.map(({ to }) => to));
  return (
    <>
      <table class="timeline">
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col">Began</th>
            <th scope="col">Took</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {spans.map(({ stage, from, to }) => (
            <tr key={stage}>
              <th scope="row">{stageLabel(stage)}</th>
              <td>{duration(from)}</td>
              <td>{duration(to - from)}</td>
              <td class="bar" aria-hidden="true">
                <i
                  style={{ marginInlineStart: `${(from / whole) * 100}%`, width: `${((to - from) / whole) * 100}%` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">
        {turn.model} · {count(turn.inputTokens)} tokens in, {count(turn.outputTokens)} out · {turn.status} · turn{' '}
        <code>{turn.turnId}</code>
      </p>
    </>
  );
}

import type { LiveTurn } from '../../protocol/rest/admin.ts';
import { age } from './format.ts';

/** The turns that run now, longest first. Who and how long; never what is said. */
export function TurnPanel({ turns, at }: { turns: LiveTurn[]; at: string }) {
  return (
    <section class="panel" aria-labelledby="turns">
      <h2 id="turns">Turns running now</h2>
      {turns.length === 0 ? (
        <p class="empty">Nobody is being answered at this moment.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Learner</th>
              <th scope="col">Door</th>
              <th scope="col">For</th>
            </tr>
          </thead>
          <tbody>
            {turns.map((turn) => (
              <tr key={turn.turnId}>
                <th scope="row">{turn.learnerName}</th>
                <td>{turn.door}</td>
                <td>{age(turn.askedAt, Date.parse(at))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

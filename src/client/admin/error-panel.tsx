import type { ErrorCount } from '../../protocol/rest/admin.ts';
import { count } from './format.ts';

/** What went wrong in the last 15 minutes, most frequent first. */
export function ErrorPanel({ errors }: { errors: ErrorCount[] }) {
  return (
    <section class="panel" aria-labelledby="errors">
      <h2 id="errors">Errors, last 15 minutes</h2>
      {errors.length === 0 ? (
        <p class="empty">None.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col" class="code">
                What
              </th>
              <th scope="col">Times</th>
            </tr>
          </thead>
          <tbody>
            {errors.map((error) => (
              <tr key={`${error.source} ${error.code}`}>
                <th scope="row">{error.source}</th>
                <td class="code">{error.code}</td>
                <td>{count(error.count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

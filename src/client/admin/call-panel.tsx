import type { CallRecord } from '../../protocol/rest/admin.ts';
import { age, dollars, duration } from './format.ts';

/** The telephone calls of the last day, newest first. Never a number, and nothing of what was said. */
export function CallPanel({ calls, at }: { calls: CallRecord[]; at: string }) {
  return (
    <section class="panel" aria-labelledby="calls">
      <h2 id="calls">Calls of the last day</h2>
      {calls.length === 0 ? (
        <p class="empty">Nobody has called.</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Began</th>
                <th scope="col">Mode</th>
                <th scope="col">Status</th>
                <th scope="col">Length</th>
                <th scope="col">Lines lost</th>
                <th scope="col">Cost, about</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <tr key={call.callId}>
                  <th scope="row">{age(call.startedAt, Date.parse(at))} ago</th>
                  <td>{call.mode}</td>
                  <td class="words">{call.errorCode ? `${call.status} (${call.errorCode})` : call.status}</td>
                  <td>{duration(call.durationS === undefined ? undefined : call.durationS * 1000)}</td>
                  <td>{call.reconnects}</td>
                  <td>{dollars(call.costUsd)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

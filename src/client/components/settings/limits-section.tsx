import type { JSX } from 'preact';
import { knownLimit, limitText } from '../../talk/limits.ts';

/** What limits the tutor here, also after the note above the talks was put away. */
export function LimitsSection(): JSX.Element | null {
  const limit = knownLimit.read();
  return limit ? (
    <section class="card" aria-labelledby="limits">
      <h2 id="limits">What is limited here</h2>
      <p>{limitText(limit)}</p>
    </section>
  ) : null;
}

import type { HealthReport } from '../../protocol/rest/health.ts';
import { duration } from './format.ts';

const STATE_WORDS = { ok: 'works', degraded: 'degraded', down: 'down', off: 'off' };
const PART_NAMES: Record<string, string> = {
  model: 'Language model',
  stt: 'Speech to text',
  tts: 'Text to speech',
  vectors: 'Vectors (Chroma)',
  embedder: 'Embedder',
};

/** Every part, the worst first, each with why it is not well. */
export function HealthPanel({ parts, draining, meaning }: Pick<HealthReport, 'parts' | 'draining' | 'meaning'>) {
  const urgency = ['down', 'degraded', 'ok', 'off'];
  const sorted = [...parts].sort((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state));
  return (
    <section class="panel" aria-labelledby="health">
      <h2 id="health">Parts</h2>
      {draining && <p class="alert">This node is draining: it takes no new turns and is about to stop.</p>}
      <ul class="parts">
        {sorted.map((part) => (
          <li key={part.name} class={part.state}>
            <span class="dot" aria-hidden="true" />
            <span class="name">{nameOf(part.name)}</span>
            <span class="state">{STATE_WORDS[part.state]}</span>
            {part.ms !== undefined && part.state === 'ok' && <span class="quiet">{duration(part.ms)}</span>}
            {part.reason && <span class="reason">{part.reason}</span>}
          </li>
        ))}
      </ul>
      {meaning && <p class="quiet">{meaningLine(meaning)}</p>}
    </section>
  );
}

/** What search by meaning rests on, and how far its vectors are. */
function meaningLine({
  by,
  embedder,
  passages,
  embedded,
  loadedPercent,
}: NonNullable<HealthReport['meaning']>): string {
  if (by === 'nothing_yet') return `Embedding model: ${loadedPercent ?? 0} % loaded; words are searched meanwhile.`;
  const kind = by === 'model' ? 'knows meaning' : 'built in, knows word shapes';
  return `Embedder ${embedder} (${kind}): ${embedded} of ${passages} passages embedded.`;
}

function nameOf(part: string): string {
  return PART_NAMES[part] ?? part.charAt(0).toUpperCase() + part.slice(1);
}

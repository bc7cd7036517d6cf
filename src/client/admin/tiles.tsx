import type { Sample } from '../../protocol/rest/admin.ts';
import { bytes, count, dollars, duration } from './format.ts';

/** From here on the event loop keeps learners waiting noticeably. */
const SLOW_LOOP_MS = 100;

/** The figures of this moment, large. */
export function Tiles({ sample }: { sample: Sample }) {
  const { eventLoopDelay, memory } = sample;
  const total = sample.stages['total'];
  return (
    <dl class="tiles">
      <Tile label="Open sockets" value={count(sample.sockets)} />
      <Tile label="Turns running" value={count(sample.runningTurns)} />
      <Tile label="Turns a minute" value={count(sample.turnsPerMinute)} />
      <Tile label="First token, p95" value={duration(sample.stages['modelFirstToken']?.p95)} />
      <Tile label="Whole turn, p95" value={duration(total?.p95)} />
      <Tile label="Errors a minute" value={count(sample.errorsPerMinute)} alarming={sample.errorsPerMinute > 0} />
      <Tile label="Event loop, p99" value={duration(eventLoopDelay.p99)} alarming={eventLoopDelay.p99 > SLOW_LOOP_MS} />
      <Tile label="Memory" value={bytes(memory.rssBytes)} />
      <Tile label="Documents waiting" value={count(sample.ingestionQueue)} />
      <Tile label="Cost, last minute" value={dollars(sample.costUsdPerMinute)} />
    </dl>
  );
}

function Tile({ label, value, alarming = false }: { label: string; value: string; alarming?: boolean }) {
  return (
    <div class={alarming ? 'tile alarming' : 'tile'}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

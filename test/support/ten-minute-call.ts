import { type CallRow, callRows, wrongInRows } from './call-transcript.ts';
import type { TestDatabase } from './databases.ts';
import { runTalk } from './talk-runner.ts';
import { readTalk } from './talk-script.ts';

const HEAD = ['', 'time', 'the caller', 'the tutor says', 'the caller hears', 'the history holds', 'kept as', 'cited'];

/** A call of ten minutes, and what was said, heard and kept in it, side by side. */
export async function tenMinuteCall(mode: 'relay' | 'stream', database: TestDatabase) {
  const script = readTalk('load/ten-minute-call.yaml');
  const { messages, door, mode: lastMode } = await runTalk(script, mode, database);
  if (!door.record) throw new Error('a call is recorded');
  const rows = callRows(script, door.greeting ?? '', door.record, messages);
  const wrong = [...door.broken, ...wrongInRows(rows, messages)];
  return { messages, rows, wrong, table: tableOf(rows), checked: checkedOf(rows), lastMode, state: door.state };
}

function tableOf(rows: readonly CallRow[]): string {
  const cells = rows.map(({ at, caller, says, hears, kept }, place) => [
    ...[String(place), at === undefined ? '' : timeOf(at), caller, says, hears],
    ...(kept ? [kept.text, kept.status, kept.cited.join('; ')] : ['', '', '']),
  ]);
  return [HEAD, HEAD.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** What was held against each other, in words. */
function checkedOf(rows: readonly CallRow[]): string {
  const kept = rows.flatMap((row) => (row.kept ? [row.kept.status] : []));
  const whole = kept.filter((status) => status === 'complete').length;
  return (
    `Checked letter by letter: ${whole} answers were heard to their end and are kept whole; of the ${kept.length - whole} ` +
    'that were spoken over, what was heard is kept, up to its last whole word; the other ' +
    `${rows.length - kept.length} rows are the call’s own words, heard whole and not kept.`
  );
}

function timeOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

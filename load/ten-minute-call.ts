import { readFile, writeFile } from 'node:fs/promises';
import { openTestDatabase } from '../test/support/databases.ts';
import { tenMinuteCall } from '../test/support/ten-minute-call.ts';

/** Records the scripted ten-minute call into its document: `node load/ten-minute-call.ts`. */
const FILE = 'docs/ten-minute-call.md';
const database = await openTestDatabase('sqlite');
try {
  let document = await readFile(FILE, 'utf8');
  for (const mode of ['relay', 'stream'] as const) {
    const { table, checked, wrong } = await tenMinuteCall(mode, database);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    const [begin, end] = [`<!-- ${mode} -->`, `<!-- /${mode} -->`];
    const after = document.slice(document.indexOf(end));
    document = `${document.slice(0, document.indexOf(begin))}${begin}\n\n${table}\n\n${checked}\n\n${after}`;
  }
  await writeFile(FILE, document);
} finally {
  await database.drop();
}

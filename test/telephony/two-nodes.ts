import { onTestFinished } from 'vitest';
import { openTestDatabase } from '../support/databases.ts';
import { startTelephone, type TelephoneNodeOptions } from './telephone-node.ts';

/** Two nodes with one database, until the test is over; they hear nothing of each other, as while Redis is away. */
export async function twoNodes(options: TelephoneNodeOptions) {
  const database = await openTestDatabase('postgres');
  const nodes = [
    await startTelephone({ ...options, database }),
    await startTelephone({ ...options, database }),
  ] as const;
  onTestFinished(async () => {
    for (const node of nodes) await node[Symbol.asyncDispose]();
    await database.drop();
  });
  return nodes;
}

import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../support/databases.ts';
import { checkTalk } from '../support/talk-check.ts';
import { runTalk } from '../support/talk-runner.ts';
import { readTalk } from '../support/talk-script.ts';

const files = globSync('test/talks/*.yaml').sort();

describe('over the browser’s socket', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());

  it('there are talks', () => expect(files.length).toBeGreaterThanOrEqual(20));

  it.each(files.map((file) => [basename(file, '.yaml'), file]))('%s', async (_, file) => {
    const script = readTalk(file);
    checkTalk(script, await runTalk(script, database.stores));
  });
});

import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/databases.ts';
import { checkTalk } from '../support/talk-check.ts';
import { runTalk } from '../support/talk-runner.ts';
import { DOORS, readTalk } from '../support/talk-script.ts';

const talks = globSync('test/talks/*.yaml')
  .sort()
  .map((file) => ({ name: basename(file, '.yaml'), script: readTalk(file) }));

it.each(DOORS)('there are talks over the door “%s”', (door) => {
  expect(talks.filter(({ script }) => script.not[door] === undefined).length).toBeGreaterThanOrEqual(15);
});

describe.each(DOORS)('over the door “%s”', (door) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());

  it.each(talks.filter(({ script }) => script.not[door] === undefined))(
    '$name',
    async ({ script }) => {
      checkTalk(script, door, await runTalk(script, door, database));
    },
    60_000,
  );
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/databases.ts';
import { tenMinuteCall } from '../support/ten-minute-call.ts';

describe('a call of ten minutes', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());

  it.each(['relay', 'stream'] as const)(
    'over %s: what is kept is what was heard, over two interruptions, another line and another mode',
    async (mode) => {
      const { answers, broken, lastMode, heard } = await tenMinuteCall(mode, database);
      expect(broken).toEqual([]);
      expect(answers).toHaveLength(24);
      expect(answers.filter(({ status }) => status === 'interrupted')).toHaveLength(2);
      expect(answers.filter(({ status }) => status === 'complete')).toHaveLength(22);
      expect(heard).toContain('I am back. Please go on.');
      expect(heard).toContain('Good. I explain directly.');
      expect(lastMode).toBe('explain');
    },
    60_000,
  );
});

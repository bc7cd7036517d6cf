import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { EXPLAIN_NAMES, TUTOR_NAMES } from '../../src/tutor/mode-names.ts';
import { wrongInRows } from '../support/call-transcript.ts';
import { openTestDatabase, type TestDatabase } from '../support/databases.ts';
import { tenMinuteCall } from '../support/ten-minute-call.ts';

describe('a call of ten minutes', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());

  it.each(['relay', 'stream'] as const)(
    'over %s: what is kept is what was heard, over two interruptions, another line and other modes',
    async (mode) => {
      const { rows, messages, wrong, lastMode, state } = await tenMinuteCall(mode, database);
      expect(wrong).toEqual([]);
      const { backAgain, holdOn, stillThere } = phrasesFor('en');
      const heardAfter = (caller: string) =>
        rows.filter((row) => row.caller === caller).map(({ hears }) => squeezed(hears));
      expect(heardAfter('(presses 2)')).toEqual([squeezed(EXPLAIN_NAMES.en.begun)]);
      expect(heardAfter('Tutor mode, please.')).toEqual([squeezed(TUTOR_NAMES.en.begun)]);
      expect(heardAfter('(the line is lost)')).toEqual([squeezed(backAgain)]);
      expect(heardAfter('Hold on.')).toEqual([squeezed(holdOn)]);
      expect(heardAfter('(says nothing)')).toEqual(stillThere.map(squeezed));
      expect(heardAfter('Can you repeat that?')).toEqual(heardAfter('How is the sugar made?'));
      const kept = rows.flatMap((row) => (row.kept ? [row.kept] : []));
      expect(kept.filter(({ status }) => status === 'interrupted')).toHaveLength(2);
      expect(kept.filter(({ status }) => status === 'complete')).toHaveLength(12);
      expect(kept.filter(({ cited }) => cited.length > 0)).toHaveLength(9);
      expect([lastMode, state]).toEqual(['tutor', 'ended']);

      // The check itself: one letter more or less, or an answer that nobody heard, is noticed.
      const changed = (change: (text: string) => string) =>
        rows.map((row) => (row.kept ? { ...row, kept: { ...row.kept, text: change(row.kept.text) } } : row));
      expect(
        wrongInRows(
          changed((text) => `${text} a`),
          messages,
        ),
      ).toHaveLength(kept.length);
      expect(
        wrongInRows(
          changed((text) => text.replace(/\s*\S+$/, '')),
          messages,
        ),
      ).toHaveLength(kept.length);
      expect(wrongInRows(rows.slice(0, 2), messages)).toHaveLength(1);
      expect(wrongInRows([{ ...rows[0], hears: 'Hello.' } as (typeof rows)[0]], [])).toHaveLength(1);
    },
    120_000,
  );
});

/** Between two utterances over raw sound there is nothing that could be heard. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

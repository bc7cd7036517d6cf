import { describe, expect, it } from 'vitest';
import type { Recording } from '../../src/ports/recording-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { recordingRecord, storedConversation, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const ALL = { limit: 50 };

describe.each(DATABASE_KINDS)('recording store on %s', (kind) => {
  const database = useDatabase(kind);
  const recordings = () => database().stores.recordings;

  async function talk(values: Partial<Recording>[] = []) {
    const { stores } = database();
    const learner = await storedLearner(stores);
    const conversation = await storedConversation(stores, learner);
    const records = values.map((value) => recordingRecord(learner, conversation, value));
    for (const record of records) expect(await recordings().add(record)).toBe(true);
    return { learner, conversation, records };
  }

  /** Keys of the files that are to go. */
  const noted = async (learnerId: string) =>
    (await database().stores.removals.pending(10_000))
      .filter((removal) => removal.learnerId === learnerId && removal.documentId === undefined)
      .map(({ blobKey }) => blobKey);

  it('finds what was added, the newest first, page by page', async () => {
    const { learner, records } = await talk([{ createdAt: T0 }, { createdAt: T0 + 2 }, { createdAt: T0 + 1 }]);
    const [first, second, third] = records;
    expect(await recordings().find(learner, first?.id ?? '')).toEqual(first);
    const page = await recordings().list(learner, T0, { limit: 2 });
    expect(page.items).toEqual([second, third]);
    const rest = await recordings().list(learner, T0, { limit: 2, cursor: page.nextCursor });
    expect(rest).toEqual({ items: [first] });
    expect((await recordings().list(learner, T0 + 1, ALL)).items).toEqual([second, third]);
    expect(await recordings().totals(learner)).toEqual({ count: 3, bytes: 3 * 32_044 });
  });

  it('gives the words along, where the message is stored', async () => {
    const { stores } = database();
    const { learner, conversation } = await talk();
    const turn = turnRecord(learner, conversation);
    await stores.messages.beginTurn(turn);
    await recordings().add(recordingRecord(learner, conversation, { messageId: turn.question.id }));
    expect((await recordings().list(learner, T0, ALL)).items).toMatchObject([{ text: turn.question.text }]);
  });

  it('adds nothing to a conversation that is gone, or is not the learner’s', async () => {
    const { learner, conversation } = await talk();
    const stranger = await storedLearner(database().stores);
    expect(await recordings().add(recordingRecord(stranger, conversation))).toBe(false);
    await database().stores.conversations.remove(learner, conversation);
    expect(await recordings().add(recordingRecord(learner, conversation))).toBe(false);
    expect(await recordings().totals(learner)).toEqual({ count: 0, bytes: 0 });
  });

  it('is blind to what others said', async () => {
    const { records } = await talk([{}]);
    const stranger = await storedLearner(database().stores);
    const id = records[0]?.id ?? '';
    expect(await recordings().find(stranger, id)).toBeUndefined();
    expect((await recordings().list(stranger, 0, ALL)).items).toEqual([]);
    expect(await recordings().remove(stranger, id)).toBe(false);
    expect(await recordings().removeAll(stranger)).toBe(0);
    expect(await recordings().removeOldest(stranger, 0)).toBe(0);
    expect(await noted(stranger)).toEqual([]);
  });

  it('removes one, once, and notes its file', async () => {
    const { learner, records } = await talk([{}, {}]);
    const [gone, kept] = records;
    expect(await recordings().remove(learner, gone?.id ?? '')).toBe(true);
    expect(await recordings().remove(learner, gone?.id ?? '')).toBe(false);
    expect((await recordings().list(learner, T0, ALL)).items).toEqual([kept]);
    expect(await noted(learner)).toEqual([gone?.blobKey]);
  });

  it('removes all, more than one step’s worth, and notes every file', async () => {
    const { learner, records } = await talk(Array.from({ length: 401 }, () => ({})));
    expect(await recordings().removeAll(learner)).toBe(401);
    expect(new Set(await noted(learner))).toEqual(new Set(records.map(({ blobKey }) => blobKey)));
  });

  it('goes with its conversation, its files noted', async () => {
    const { stores } = database();
    const { learner, conversation, records } = await talk([{}, {}]);
    const other = recordingRecord(learner, await storedConversation(stores, learner));
    await recordings().add(other);
    const stranger = await storedLearner(stores);
    expect(await stores.conversations.remove(stranger, conversation)).toBe(false);
    expect((await recordings().totals(learner)).count).toBe(3);
    expect(await stores.conversations.remove(learner, conversation)).toBe(true);
    expect((await recordings().list(learner, T0, ALL)).items).toEqual([other]);
    expect((await noted(learner)).sort()).toEqual(records.map(({ blobKey }) => blobKey).sort());
  });

  it('makes room by the oldest, to the byte', async () => {
    const { learner, records } = await talk([1, 2, 3].map((n) => ({ createdAt: T0 + n, bytes: 100 })));
    expect(await recordings().removeOldest(learner, 300)).toBe(0);
    expect(await recordings().removeOldest(learner, 299)).toBe(1);
    expect((await recordings().list(learner, T0, ALL)).items.map(({ id }) => id)).toEqual([
      records[2]?.id,
      records[1]?.id,
    ]);
    expect(await noted(learner)).toEqual([records[0]?.blobKey]);
  });

  it('removes what was made before a time, of everybody', async () => {
    const long = T0 - 1_000_000;
    const ada = await talk([{ createdAt: long }, { createdAt: long + 1 }]);
    const eve = await talk([{ createdAt: long }]);
    expect(await recordings().removeBefore(long)).toBe(0);
    expect(await recordings().removeBefore(long + 1)).toBe(2);
    expect((await recordings().list(ada.learner, 0, ALL)).items).toEqual([ada.records[1]]);
    expect(await noted(eve.learner)).toEqual([eve.records[0]?.blobKey]);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { storedConversation, storedDocument, storedLearner, T0 } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const MOST = 1000;

describe.each(DATABASE_KINDS)('course store on %s', (kind) => {
  const database = useDatabase(kind);
  const courses = () => database().stores.courses;
  const document = async (learner: string) => (await storedDocument(database().stores, learner, ['x'])).document.id;
  const course = async (learner: string, name: string) => {
    const id = newId();
    expect(await courses().create({ id, learnerId: learner, name, createdAt: T0 }, MOST)).toBe('created');
    return id;
  };
  const put = (learner: string, id: string, add: string[], most = MOST) =>
    courses().change(learner, id, { add, remove: [] }, most);
  let learner: string;
  let stranger: string;
  beforeAll(async () => {
    learner = await storedLearner(database().stores);
    stranger = await storedLearner(database().stores);
  });

  it('gives back a course as stored, and lists the oldest first', async () => {
    const owner = await storedLearner(database().stores);
    const [first, second] = [await course(owner, 'Optics'), await course(owner, 'Opt\0ics')];
    expect(await courses().find(owner, first)).toEqual({
      id: first,
      learnerId: owner,
      name: 'Optics',
      documentIds: [],
      createdAt: T0,
    });
    expect((await courses().list(owner)).map(({ id, name }) => [id, name])).toEqual([
      [first, 'Optics'],
      [second, 'Opt\uFFFDics'],
    ]);
  });

  it('keeps documents in the order in which they were put in, each once', async () => {
    const id = await course(learner, 'Order');
    const [a, b, c] = [await document(learner), await document(learner), await document(learner)];
    await put(learner, id, [b, b, a]);
    expect(await put(learner, id, [c, a])).toMatchObject({ outcome: 'changed', course: { documentIds: [b, a, c] } });
    expect(await courses().documentIds(learner, id)).toEqual([b, a, c]);
    await courses().change(learner, id, { add: [], remove: [b] }, MOST);
    await put(learner, id, [b]);
    expect((await courses().find(learner, id))?.documentIds).toEqual([a, c, b]);
    expect((await courses().list(learner)).find((one) => one.id === id)?.documentIds).toEqual([a, c, b]);
  });

  it('takes out what is named both ways, and does not mind what is not in', async () => {
    const id = await course(learner, 'Both ways');
    const a = await document(learner);
    const changed = await courses().change(learner, id, { add: [a], remove: [a, newId()] }, MOST);
    expect(changed).toMatchObject({ outcome: 'changed', course: { documentIds: [] } });
  });

  it('lets a document be in several courses, and forgets it in all when it is deleted', async () => {
    const ids = [await course(learner, 'One'), await course(learner, 'Two')];
    const [a, b] = [await document(learner), await document(learner)];
    for (const id of ids) await put(learner, id, [a, b]);
    await database().stores.documents.remove(learner, a);
    for (const id of ids) expect(await courses().documentIds(learner, id)).toEqual([b]);
  });

  it('changes nothing when one of the documents is not there, or not the learner’s', async () => {
    const id = await course(learner, 'Own');
    const own = await document(learner);
    for (const foreign of [newId(), await document(stranger)]) {
      expect(await put(learner, id, [own, foreign])).toEqual({ outcome: 'no_document' });
    }
    expect(await courses().documentIds(learner, id)).toEqual([]);
  });

  it('takes as many documents as allowed and not one more, also at the same time', async () => {
    const id = await course(learner, 'Full');
    const ids = await Promise.all([1, 2, 3, 4].map(() => document(learner)));
    const outcomes = await Promise.all(ids.map(async (one) => (await put(learner, id, [one], 3)).outcome));
    expect(outcomes.toSorted()).toEqual(['changed', 'changed', 'changed', 'full']);
    expect(await courses().documentIds(learner, id)).toHaveLength(3);
    const inside = (await courses().documentIds(learner, id)) ?? [];
    expect((await put(learner, id, inside, 3)).outcome).toBe('changed');
  });

  it('takes a thousand documents at once', async () => {
    const owner = await storedLearner(database().stores);
    const id = await course(owner, 'Large');
    const row = await database()
      .database.knex('documents')
      .where({ id: await document(owner) })
      .first();
    const rows = Array.from({ length: MOST }, () => ({ ...row, id: newId(), identity: null }));
    for (let at = 0; at < MOST; at += 25)
      await database()
        .database.knex('documents')
        .insert(rows.slice(at, at + 25));
    const ids = rows.map((one) => one.id);
    expect((await put(owner, id, ids)).outcome).toBe('changed');
    expect(await courses().documentIds(owner, id)).toEqual(ids);
    const listed = await database().stores.documents.list(owner, { limit: 100, courseId: id });
    expect(listed.items).toHaveLength(100);
    expect((await courses().change(owner, id, { add: [], remove: ids }, MOST)).outcome).toBe('changed');
    expect(await courses().documentIds(owner, id)).toEqual([]);
  });

  it('makes as many courses as allowed and not one more, also at the same time', async () => {
    const owner = await storedLearner(database().stores);
    const make = (name: string) => courses().create({ id: newId(), learnerId: owner, name, createdAt: T0 }, 2);
    const outcomes = await Promise.all(['a', 'b', 'c'].map(make));
    expect(outcomes.toSorted()).toEqual(['created', 'created', 'full']);
  });

  it('gives no two of a learner’s courses one name', async () => {
    const id = await course(learner, 'Taken');
    const other = await course(learner, 'Free');
    const again = courses().create({ id: newId(), learnerId: learner, name: 'Taken', createdAt: T0 }, MOST);
    await expect(again).rejects.toMatchObject({ code: 'already_exists' });
    await expect(courses().rename(learner, other, 'Taken')).rejects.toMatchObject({ code: 'already_exists' });
    expect((await courses().rename(learner, id, 'Taken'))?.name).toBe('Taken');
    expect((await courses().rename(learner, id, 'Renamed'))?.name).toBe('Renamed');
    await course(stranger, 'Taken');
  });

  it('keeps the documents of a deleted course, and frees the talks that were limited to it', async () => {
    const id = await course(learner, 'Gone');
    const a = await document(learner);
    await put(learner, id, [a]);
    const talk = await storedConversation(database().stores, learner, { courseId: id });
    expect((await database().stores.conversations.find(learner, talk))?.courseId).toBe(id);
    expect(await courses().remove(learner, id)).toBe(true);
    expect(await courses().remove(learner, id)).toBe(false);
    expect(await courses().find(learner, id)).toBeUndefined();
    expect(await database().stores.documents.find(learner, a)).toBeDefined();
    expect((await database().stores.conversations.find(learner, talk))?.courseId).toBeUndefined();
  });

  it('shows and gives a stranger nothing', async () => {
    const id = await course(learner, 'Private');
    await put(learner, id, [await document(learner)]);
    const theirs = await document(stranger);
    expect(await courses().find(stranger, id)).toBeUndefined();
    expect(await courses().documentIds(stranger, id)).toBeUndefined();
    expect((await courses().list(stranger)).map(({ name }) => name)).not.toContain('Private');
    expect(await courses().rename(stranger, id, 'Mine')).toBeUndefined();
    expect(await courses().remove(stranger, id)).toBe(false);
    expect(await put(stranger, id, [theirs])).toEqual({ outcome: 'no_course' });
    expect((await database().stores.documents.list(stranger, { limit: 9, courseId: id })).items).toEqual([]);
    expect(await courses().find(learner, id)).toMatchObject({ name: 'Private' });
  });

  it('knows the talks that are limited to it, of its learner alone', async () => {
    const owner = await storedLearner(database().stores);
    const id = await course(owner, 'Waves');
    const talk = await storedConversation(database().stores, owner, { courseId: id });
    await storedConversation(database().stores, owner);
    expect(await courses().conversationIds(owner, id)).toEqual([talk]);
    expect(await courses().conversationIds(stranger, id)).toEqual([]);
    expect(await courses().conversationIds(owner, newId())).toEqual([]);
    await courses().remove(owner, id);
    expect(await courses().conversationIds(owner, id)).toEqual([]);
  });
});

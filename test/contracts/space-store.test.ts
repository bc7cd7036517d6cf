import { beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { SpaceClaim } from '../../src/ports/vector-spaces.ts';
import type { VectorSpace } from '../../src/ports/vector-store.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { resultRecord, storedConversation, storedDocument, storedLearner, T0, turnRecord } from '../support/records.ts';
import { useDatabase } from './use-database.ts';

const E1 = { id: 'e1', dimensions: 8 };
const E2 = { id: 'e2', dimensions: 8 };

describe.each(DATABASE_KINDS)('vector spaces on %s', (kind) => {
  const database = useDatabase(kind);
  const spaces = () => database().stores.spaces;

  // Spaces are looked after for all learners together: begin each test without any.
  beforeEach(async () => {
    await database().database.knex('documents').delete();
    await database().database.knex('vector_spaces').delete();
  });

  const texts = () => database().stores.texts.material;

  const claim = (values: Partial<SpaceClaim> = {}): SpaceClaim => ({
    owner: 'node-1',
    now: T0,
    leaseUntil: T0 + 1000,
    alone: false,
    ...values,
  });
  const space = (learnerId: string, { id } = E1): VectorSpace => ({
    learnerId,
    kind: 'material',
    embedderId: id,
    dimensions: 8,
  });

  /** A learner with a document of so many passages. */
  async function library(passages = 2) {
    const learnerId = await storedLearner(database().stores);
    const stored = await storedDocument(
      database().stores,
      learnerId,
      Array.from({ length: passages }, (_, at) => `Text ${at}.`),
    );
    return { learnerId, ...stored, ids: stored.passages.map(({ id }) => id) };
  }

  it('lets the vectors of before serve until the new ones are complete, and then gives the old ones up', async () => {
    const { learnerId, ids } = await library();
    await texts().markEmbedded(ids, 'e1');
    expect(await spaces().complete(space(learnerId), T0)).toBe(true);
    expect((await spaces().holdings(learnerId)).material?.serving).toEqual(E1);

    expect(await spaces().claim('material', E2, claim())).toBe(learnerId);
    await texts().markEmbedded(ids.slice(0, 1), 'e2');
    expect(await spaces().complete(space(learnerId, E2), T0)).toBe(false);
    expect((await spaces().holdings(learnerId)).material?.serving).toEqual(E1);

    await texts().markEmbedded(ids, 'e2');
    expect(await spaces().complete(space(learnerId, E2), T0 + 5)).toBe(true);
    expect((await spaces().holdings(learnerId)).material?.serving).toEqual(E2);
    expect(await spaces().servingEmbedders()).toContain('e2');
    expect(await spaces().takeOld(T0 + 5, 100)).not.toContainEqual(space(learnerId));
    expect(await spaces().takeOld(T0 + 6, 100)).toContainEqual(space(learnerId));
    // Taken and not dropped, as by a node that was killed: it comes again.
    expect(await spaces().takeOld(T0, 100)).toContainEqual(space(learnerId));
    await spaces().forget(space(learnerId));
    expect(await spaces().takeOld(T0 + 6, 100)).not.toContainEqual(space(learnerId));
  });

  it('gives each learner to one node, and to another when that one is silent for too long', async () => {
    const { learnerId, ids } = await library();
    expect(await spaces().claim('material', E1, claim())).toBe(learnerId);
    expect(await spaces().claim('material', E1, claim({ owner: 'node-2' }))).toBeUndefined();
    expect(await spaces().renew(space(learnerId), 'node-1', T0 + 3000)).toBe(true);
    expect(await spaces().claim('material', E1, claim({ owner: 'node-2', now: T0 + 2000 }))).toBeUndefined();
    const later = claim({ owner: 'node-2', now: T0 + 3001, leaseUntil: T0 + 9000 });
    expect(await spaces().claim('material', E1, later)).toBe(learnerId);
    expect(await spaces().renew(space(learnerId), 'node-1', T0 + 9000)).toBe(false);
    await spaces().release(space(learnerId), 'node-2');
    expect(await spaces().claim('material', E1, claim({ owner: 'node-3' }))).toBe(learnerId);
    await texts().markEmbedded(ids, 'e1');
    await spaces().complete(space(learnerId), T0);
    expect(await spaces().claim('material', E1, claim())).toBeUndefined();
  });

  it('takes over at once what a process left that can only be gone', async () => {
    const { learnerId, ids } = await library();
    expect(await spaces().claim('material', E1, claim({ owner: 'killed' }))).toBe(learnerId);
    expect(await spaces().claim('material', E1, claim({ alone: true }))).toBe(learnerId);
    await texts().markEmbedded(ids, 'e1');
    // Killed between the last vector and saying so: it is found all the same.
    expect(await spaces().claim('material', E1, claim({ alone: true }))).toBe(learnerId);
    expect(await spaces().complete(space(learnerId), T0)).toBe(true);
  });

  it('makes everything anew that was found lost', async () => {
    const { learnerId, ids, document } = await library();
    await texts().markEmbedded(ids, 'e1');
    await spaces().complete(space(learnerId), T0);
    expect((await spaces().listServing(1000)).filter((each) => each.learnerId === learnerId)).toEqual([
      space(learnerId),
    ]);
    await spaces().rebuild(space(learnerId), T0);
    expect(await texts().withoutVector('e1', 10, { learnerId })).toEqual([]);
    expect(await spaces().claim('material', E1, claim())).toBe(learnerId);
    expect((await texts().withoutVector('e1', 10, { learnerId })).map(({ id }) => id)).toEqual(ids);
    expect((await database().stores.documents.find(learnerId, document.id))?.embeddedCount).toBe(0);
    await texts().markEmbedded(ids, 'e1');
    expect(await spaces().complete(space(learnerId), T0)).toBe(true);
    await spaces().rebuildAll(T0);
    expect(await texts().progress()).toEqual({ texts: 2, embedded: 0 });
    expect((await spaces().holdings(learnerId)).material?.serving).toBeUndefined();
    await database().stores.accounts.deleteLearner(learnerId);
    expect(await spaces().claim('material', E1, claim())).toBeUndefined();
  });

  it('tells how far it is, of one learner and of all', async () => {
    const { learnerId, ids } = await library(3);
    const before = await texts().progress('e9');
    await texts().markEmbedded(ids.slice(0, 1), 'e9');
    expect(await texts().progress('e9', learnerId)).toEqual({ texts: 3, embedded: 1 });
    expect(await texts().progress('e9')).toEqual({ texts: before.texts, embedded: 1 });
    expect(await texts().progress('e9', newId())).toEqual({ texts: 0, embedded: 0 });
  });

  it('goes through all that serve, a page at a time', async () => {
    const learners = [await library(1), await library(1), await library(1)];
    for (const { learnerId, ids } of learners) {
      await texts().markEmbedded(ids, 'e1');
      await spaces().complete(space(learnerId), T0);
    }
    const found: VectorSpace[] = [];
    for (let last: VectorSpace | undefined; ; ) {
      const [next] = await spaces().listServing(1, last);
      if (!next) break;
      found.push(next);
      last = next;
    }
    expect(found).toEqual(expect.arrayContaining(learners.map(({ learnerId }) => space(learnerId))));
    expect(new Set(found.map(({ learnerId }) => learnerId)).size).toBe(found.length);
  });
});

describe.each(DATABASE_KINDS)('texts that want a vector on %s', (kind) => {
  const database = useDatabase(kind);
  const material = () => database().stores.texts.material;
  const talks = () => database().stores.texts.talks;

  it('are passages, oldest first, with the headings above them that they do not begin with', async () => {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const { document, passages } = await storedDocument(stores, learnerId, ['One.', 'Two.', 'Three.']);
    const scope = { learnerId };
    const row = expect.any(Number);
    const [one, two, three] = passages.map(({ id, text }) => ({ id, group: document.id, learnerId, text, row }));
    expect(await material().withoutVector('e1', 2, scope)).toEqual([one, two]);
    await material().markEmbedded([passages[0]?.id ?? ''], 'e1');
    expect(await material().withoutVector('e1', 10, { group: document.id })).toEqual([two, three]);
    expect(await material().withoutVector('e1', 0, scope)).toEqual([]);
    // For another embedder, later or earlier in the alphabet, all of them are.
    for (const other of ['e0', 'e2'])
      expect(await material().withoutVector(other, 10, scope)).toEqual([one, two, three]);
    await expect(material().markEmbedded([newId()], 'e1')).resolves.toBeUndefined();
    expect(await material().hasGroup(learnerId, document.id)).toBe(true);
    expect(await material().hasGroup(newId(), document.id)).toBe(false);
    const [unknown, others] = [newId(), { ...document, id: newId(), passageCount: 0 }];
    await database().stores.documents.create({ ...others, identity: newId(), blobKey: newId() });
    const groups = new Map([unknown, document.id, others.id].map((id) => [id, learnerId]));
    expect(await material().goneOf(groups)).toEqual([unknown, others.id]);
    expect(await material().goneOf(new Map([[document.id, newId()]]))).toEqual([document.id]);
  });

  it('are what was said, too, as it was heard, and again when less of it was', async () => {
    const { stores } = database();
    const learnerId = await storedLearner(stores);
    const conversationId = await storedConversation(stores, learnerId);
    const turn = turnRecord(learnerId, conversationId);
    await stores.messages.beginTurn(turn);
    await stores.messages.endTurn(resultRecord(turn.turnId));
    const scope = { learnerId };
    const said = async () => (await talks().withoutVector('e1', 10, scope)).map(({ id, text }) => [id, text]);
    expect(await said()).toEqual([
      [turn.question.id, 'Why is the sky blue?'],
      [turn.answerId, 'Because of scattering.'],
    ]);
    await talks().markEmbedded([turn.question.id, turn.answerId], 'e1');
    expect(await said()).toEqual([]);
    await stores.messages.cutHeard(learnerId, turn.answerId, 'Because');
    expect(await said()).toEqual([[turn.answerId, 'Because']]);
    expect(await talks().hasGroup(learnerId, conversationId)).toBe(true);
    await stores.conversations.remove(learnerId, conversationId);
    expect(await talks().hasGroup(learnerId, conversationId)).toBe(false);
    expect(await said()).toEqual([]);
    const removals = await stores.removals.pending(1000);
    expect(removals).toContainEqual(
      expect.objectContaining({ learnerId, documentId: conversationId, blobKey: undefined }),
    );
  });
});

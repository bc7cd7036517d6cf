import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createChromaVectorStore } from '../../src/adapters/chroma/vector-store.ts';
import { hashEmbedder } from '../../src/knowledge/hash-embedder.ts';
import { spaceOf } from '../../src/knowledge/vector-writer.ts';
import type { VectorStore } from '../../src/ports/vector-store.ts';
import { fileChroma } from '../support/chroma.ts';
import { openKnowledge, WAIT } from '../support/knowledge.ts';
import { resultRecord, storedConversation, T0, turnRecord } from '../support/records.ts';

const chroma = fileChroma();
let vectors: VectorStore;
beforeAll(async () => {
  vectors = createChromaVectorStore(await chroma.start());
});
afterAll(() => chroma.stop());

/** A learner who has asked something in a talk, with what was said embedded. */
async function talked(world: Awaited<ReturnType<typeof openKnowledge>>, text: string) {
  const learnerId = await world.learner();
  const conversationId = await storedConversation(world.stores, learnerId);
  const turn = turnRecord(learnerId, conversationId);
  await world.stores.messages.beginTurn({ ...turn, question: { ...turn.question, text } });
  await world.stores.messages.endTurn(resultRecord(turn.turnId, { text: 'It is a matter of light.' }));
  return { learnerId, conversationId, messageId: turn.question.id };
}

test('what was said is found by meaning in later talks, by its learner alone, until the talk is deleted', async () => {
  const world = await openKnowledge({ vectors });
  const ada = await talked(world, 'Why do leaves turn yellow in autumn?');
  const eve = await talked(world, 'How do whales breathe?');
  const catchUp = world.startCatchUp();
  const space = spaceOf(ada.learnerId, 'talks', hashEmbedder);
  await vi.waitFor(async () => expect(await vectors.count(space)).toBe(2), WAIT);
  const signal = new AbortController().signal;
  const recall = (learnerId: string, except = {}) =>
    world.recall.recall({ learnerId, query: 'yellow leaves in autumn', limit: 1, except }, signal);

  const found = await recall(ada.learnerId);
  expect(found.knowsMeaning).toBe(false);
  expect(found.hits).toMatchObject([{ messageId: ada.messageId, role: 'learner' }]);
  expect(found.hits[0]?.score).toBeGreaterThan(0.6);
  expect((await recall(ada.learnerId, { conversationId: ada.conversationId })).hits).toEqual([]);
  const within = async (...conversationIds: string[]) => {
    const asked = { learnerId: ada.learnerId, query: 'yellow leaves', limit: 1, conversationIds };
    return (await world.recall.recall(asked, signal)).hits.map(({ messageId }) => messageId);
  };
  expect(await within(ada.conversationId)).toEqual([ada.messageId]);
  expect(await within(eve.conversationId)).toEqual([]);
  expect(await within()).toEqual([]);
  for (const hit of (await recall(eve.learnerId)).hits) expect(hit.conversationId).toBe(eve.conversationId);

  await world.stores.conversations.remove(ada.learnerId, ada.conversationId);
  expect((await recall(ada.learnerId)).hits).toEqual([]);
  catchUp.wake();
  await vi.waitFor(async () => expect(await vectors.count(space)).toBe(0), WAIT);
});

test('what was said elsewhere is found beside a long talk about the same, and what was said long ago', async () => {
  const world = await openKnowledge({ vectors });
  const learnerId = await world.learner();
  const { messages } = world.stores;
  // Answers of their own: an index of near neighbours loses its way among sixty vectors that are the same.
  const say = async (conversationId: string, text: string, now: number) => {
    const turn = { ...turnRecord(learnerId, conversationId), now };
    await messages.beginTurn({ ...turn, question: { ...turn.question, text } });
    await messages.endTurn(resultRecord(turn.turnId, { text: `Yes, for the reason of number ${now}.` }));
    return turn;
  };
  const [long, earlier] = [
    await storedConversation(world.stores, learnerId),
    await storedConversation(world.stores, learnerId),
  ];
  const old = await say(earlier, 'Leaves do turn yellow somewhere in autumn, I think', T0);
  for (let at = 0; at < 60; at += 1) await say(long, `Why do leaves turn yellow in autumn ${at}?`, T0 + 1000 + at);
  world.startCatchUp();
  const space = spaceOf(learnerId, 'talks', hashEmbedder);
  await vi.waitFor(async () => expect(await vectors.count(space)).toBe(122), WAIT);
  const recall = async (options: { except?: { conversationId: string }; to?: number }) => {
    const asked = { learnerId, query: 'Why do leaves turn yellow in autumn?', limit: 1, ...options };
    return (await world.recall.recall(asked, new AbortController().signal)).hits.map(({ messageId }) => messageId);
  };
  expect(await recall({ except: { conversationId: long } })).toEqual([old.question.id]);
  expect(await recall({ to: T0 + 1 })).toEqual([old.question.id]);
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { addLearner } from '../support/realtime-node.ts';
import { storedDocument } from '../support/records.ts';
import { Gate, usualAnswer } from '../support/scripted-tutor.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';
import { openEar } from './listen/ear-kit.ts';

describe('a question that is about to come', () => {
  let on: TalksUnderTest;
  let learner: { learnerId: string; name: string };
  let talk: Conversation;

  beforeAll(async () => {
    on = await startTalks('sqlite');
  });
  afterAll(() => on.stop());
  beforeEach(async () => {
    on.reset();
    learner = await addLearner(on.stores);
    talk = await on.talks.open({ learnerId: learner.learnerId, learnerName: learner.name });
    await on.follow(talk.id);
  });

  const submit = (text: string) => on.talks.submit(talk, learner.name, { id: newId(), text, source: 'speech' });
  async function anticipated(text: string) {
    on.talks.hint(talk, text);
    await expect.poll(() => on.tutor.anticipated.at(-1)?.text).toBe(text);
    return on.tutor.anticipated.at(-1);
  }

  it('is told by the ear when a voice stops, and not of what is too short to be one', async () => {
    const { ear, sink, speak } = openEar();
    await speak('a', 60);
    expect(sink.recognised).toBe(0);
    await speak('b', 400);
    expect(sink.recognised).toBe(1);
    await speak('c', 400);
    expect(sink.recognised).toBe(2);
    ear.speechCancel('c');
  });

  it('has the model’s connection opened', () => {
    const before = on.expected();
    on.talks.expect(talk);
    expect(on.expected()).toBe(before + 1);
  });

  it('is asked upon what the learner has by then: a document that came a moment ago, one that went', async () => {
    on.talks.expect(talk);
    expect((await anticipated('leaves'))?.holdings).toEqual({});
    const { document } = await storedDocument(on.stores, learner.learnerId, ['Leaves make sugar.']);
    const moved = { type: 'document', learnerId: learner.learnerId, documentId: document.id } as const;
    await on.signals.publish(moved);
    expect((await anticipated('leaves make'))?.holdings).toHaveProperty('material');
    on.talks.expect(talk);
    await on.stores.documents.remove(learner.learnerId, document.id);
    await on.signals.publish(moved);
    expect((await anticipated('leaves make sugar'))?.holdings).toEqual({});
  });

  it('knows the answer that ended after it was expected', async () => {
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    await submit('How?');
    await gate.reached;
    on.talks.expect(talk);
    gate.open();
    await on.told('turn_end');
    await on.told('state', ({ state }) => state === 'listening');
    expect((await anticipated('and why'))?.history).toHaveLength(2);
  });

  it('knows what was asked and answered in between', async () => {
    on.talks.expect(talk);
    await submit('How?');
    await on.told('turn_end');
    expect((await anticipated('and why'))?.history).toHaveLength(2);
  });
});

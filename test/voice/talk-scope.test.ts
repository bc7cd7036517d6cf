import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { addLearner } from '../support/realtime-node.ts';
import { storedConversation, storedDocument, T0 } from '../support/records.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';

describe('a talk about a course', () => {
  let on: TalksUnderTest;
  beforeAll(async () => {
    on = await startTalks('sqlite');
  });
  afterAll(() => on.stop());

  async function openTalk() {
    on.reset();
    const { learnerId, name } = await addLearner(on.stores);
    const course = newId();
    await on.stores.courses.create({ id: course, learnerId, name: 'Biology', createdAt: T0 }, 1);
    const opened = await on.talks.open({ learnerId, learnerName: name });
    const conversation = await on.stores.conversations.update(learnerId, opened.id, { courseId: course }, T0);
    if (!conversation) throw new Error('no conversation');
    await on.follow(conversation.id);
    const put = async () => {
      const { document } = await storedDocument(on.stores, learnerId, ['Leaves make sugar.']);
      await on.stores.courses.change(learnerId, course, { add: [document.id], remove: [] }, 10);
      return document.id;
    };
    return { learnerId, name, course, conversation, put };
  }

  const asked = async (conversation: Conversation, name: string) => {
    await on.talks.submit(conversation, name, { id: newId(), text: 'How?', source: 'typed' });
    await on.told('turn_end');
    return on.tutor.asked.at(-1)?.documentIds;
  };

  it('asks the tutor about what is in the course at that moment', async () => {
    const { conversation, name, put } = await openTalk();
    expect(await asked(conversation, name)).toEqual([]);
    const first = await put();
    expect(await asked(conversation, name)).toEqual([first]);
    const second = await put();
    expect(await asked(conversation, name)).toEqual([first, second]);
  });

  it('begins to look there while the learner still speaks', async () => {
    const { conversation, put } = await openTalk();
    const document = await put();
    on.talks.hint(conversation, 'how do leaves');
    await vi.waitFor(() => expect(on.tutor.anticipated.at(-1)).toMatchObject({ documentIds: [document] }));
  });

  it('is about everything once the course is deleted, and remembers everything', async () => {
    const { conversation, name, learnerId, course } = await openTalk();
    await on.stores.courses.remove(learnerId, course);
    expect(await asked(conversation, name)).toBeUndefined();
    expect(on.tutor.asked.at(-1)?.remembered).toBeUndefined();
  });

  it('remembers other talks of the course, and none from outside of it', async () => {
    const { conversation, name, learnerId, course, put } = await openTalk();
    const document = await put();
    const sameCourse = await storedConversation(on.stores, learnerId, { courseId: course });
    await storedConversation(on.stores, learnerId);
    await storedConversation(on.stores, learnerId, { documentIds: [document] });
    await asked(conversation, name);
    expect(on.tutor.asked.at(-1)?.remembered).toEqual([sameCourse]);
  });

  it('that is about single documents remembers talks about these, and one about everything remembers all', async () => {
    const { conversation, name, learnerId, course, put } = await openTalk();
    const [first, second] = [await put(), await put()];
    const aboutFirst = await storedConversation(on.stores, learnerId, { documentIds: [first] });
    await storedConversation(on.stores, learnerId, { documentIds: [first, newId()] });
    await storedConversation(on.stores, learnerId, { courseId: course });
    await storedConversation(on.stores, learnerId);
    const limit = (patch: { documentIds: string[] | null }) =>
      on.stores.conversations.update(learnerId, conversation.id, { courseId: null, ...patch }, T0);
    await limit({ documentIds: [first, second] });
    await asked(conversation, name);
    expect(on.tutor.asked.at(-1)?.remembered).toEqual([aboutFirst]);
    await limit({ documentIds: null });
    await asked(conversation, name);
    expect(on.tutor.asked.at(-1)?.remembered).toBeUndefined();
  });
});

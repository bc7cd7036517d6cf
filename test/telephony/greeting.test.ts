import { describe, expect, it, vi } from 'vitest';
import { type GreetingSource, greetingOf, lastTalk } from '../../src/telephony/greeting.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

/** Ada, whose last talk in the app began with a question about leaves. */
async function withTalk(node: TelephoneNode, title = 'Why are leaves green?') {
  const learnerId = await node.linked();
  const talk = await node.talks.open({ learnerId, learnerName: 'Ada', mode: 'explain' });
  const id = crypto.randomUUID();
  await node.talks.submit(talk, 'Ada', { id, text: 'Why are leaves green?', source: 'typed' });
  await vi.waitFor(async () => expect((await said(node, learnerId, talk.id)).length).toBe(2));
  await node.stores.conversations.update(learnerId, talk.id, { title }, node.clock.now());
  return { learnerId, talk };
}

async function said(node: TelephoneNode, learnerId: string, conversationId: string): Promise<string[]> {
  const { items } = await node.stores.messages.list(learnerId, conversationId, { limit: 20 });
  return items.filter(({ status }) => status === 'complete').map(({ text }) => text);
}

describe.each(['relay', 'gather'] as const)('a caller who is asked whether to go on, over %s', (mode) => {
  it('says yes, and the tutor goes on with a question about it', async () => {
    await using node = await startTelephone({ mode });
    const { learnerId, talk } = await withTalk(node, 'Photosynthesis');
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe('Hello Ada. Shall we go on with Photosynthesis?');
    await call.says('Yes, please.');
    expect(await call.next()).toBe(USUAL_TEXT);
    const question = 'Let us go on with Photosynthesis. Ask me a question about it.';
    expect(node.tutor.asked.at(-1)).toMatchObject({ text: question });
    expect(node.tutor.asked.at(-1)?.history).toHaveLength(2);
    expect(await said(node, learnerId, talk.id)).toEqual([
      ...['Why are leaves green?', USUAL_TEXT],
      ...[question, USUAL_TEXT],
    ]);
    // Taken once: now it is an answer to the tutor.
    await call.says('Yes.');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.at(-1)?.text).toBe('Yes.');
  });

  it('wants something new, and a new talk begins, in the same mode', async () => {
    await using node = await startTelephone({ mode });
    const { learnerId, talk } = await withTalk(node);
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe('Hello Ada. Shall we go on with leaves?');
    await call.says('No, something new.');
    expect(await call.next()).toBe('What would you like to talk about?');
    await call.says('What is a volcano?');
    expect(await call.next()).toBe(USUAL_TEXT);
    const { items } = await node.stores.conversations.list(learnerId, { limit: 5 });
    const fresh = items.find(({ id }) => id !== talk.id);
    expect(items).toHaveLength(2);
    expect(fresh?.mode).toBe('explain');
    expect(await said(node, learnerId, fresh?.id ?? '')).toEqual(['What is a volcano?', USUAL_TEXT]);
    expect(await said(node, learnerId, talk.id)).toHaveLength(2);
    expect((await node.stores.calls.find(call.callSid))?.conversationId).toBe(fresh?.id);
    expect(node.tutor.asked.at(-1)?.history).toEqual([]);
  });

  it('asks what it was about, and is asked again', async () => {
    await using node = await startTelephone({ mode });
    await withTalk(node, 'Leaves');
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('What was that about?');
    expect(await call.next()).toBe('Last time you asked: Why are leaves green? Shall we go on with that?');
    await call.says('Okay.');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.at(-1)?.text).toContain('Let us go on with Leaves.');
  });

  it('talks of something, and the offer is forgotten', async () => {
    await using node = await startTelephone({ mode });
    await withTalk(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Yes, and why are they red in autumn?');
    await call.next();
    await call.says('No.');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.slice(-2).map(({ text }) => text)).toEqual(['Yes, and why are they red in autumn?', 'No.']);
  });
});

describe('what a call begins with', () => {
  const learner = { id: 'l', email: 'a@b.c', name: 'Ada', passwordHash: '', role: 'learner' as const, createdAt: 0 };
  const conversation = { id: 'c', learnerId: 'l', title: 'Leaves', mode: 'tutor' as const, createdAt: 0, updatedAt: 0 };
  const caller = { learner, conversation, goesOn: true };
  const empty = {
    messages: { recent: async () => [], between: async () => [], list: async () => ({ items: [] }) },
    passages: { byIds: async () => [] },
  };
  const last = lastTalk(empty);
  const news: GreetingSource = async () => ({ say: 'Two documents are ready.' });
  const warn = vi.fn();
  const logger = { warn } as unknown as Parameters<typeof greetingOf>[0]['logger'];

  it('is the name, all there is to tell, and the first of the offers', async () => {
    const greetings = [last, news, lastTalk(empty)];
    const { say, offer } = await greetingOf({ greetings, logger }, caller, phrasesFor('de'));
    expect(say).toBe('Hallo Ada. Two documents are ready. Machen wir mit Leaves weiter?');
    expect(offer?.question).toBe('Machen wir mit Leaves weiter. Stelle mir eine Frage dazu.');
    expect(await offer?.about()).toBe('Zuletzt hast du gefragt: Leaves. Machen wir damit weiter?');
  });

  it('asks for a subject where nothing is offered, and does without what fails', async () => {
    const fails: GreetingSource = async () => {
      throw new Error('down');
    };
    const untitled = { ...caller, conversation: { ...conversation, title: '' } };
    const greetings = [fails, last, news];
    expect(await greetingOf({ greetings, logger }, untitled, phrasesFor('en'))).toEqual({
      say: 'Hello Ada. Two documents are ready. What would you like to talk about?',
      offer: undefined,
    });
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

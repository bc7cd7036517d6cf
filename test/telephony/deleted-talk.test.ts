import { describe, expect, it, vi } from 'vitest';
import { delta, Gate, passages, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { answeredCall } from './answered-call.ts';
import { hears, hearsToTheEnd, inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const ANEW = 'That talk was deleted. Let us begin a new one.';

/** The learner deletes, in the app, the talk that the call goes on in. */
async function deleteTalk(node: TelephoneNode, learnerId: string): Promise<string> {
  const [talk] = (await node.stores.conversations.list(learnerId, { limit: 1 })).items;
  expect(await node.talks.remove(learnerId, talk?.id ?? '')).toBe(true);
  return talk?.id ?? '';
}

async function texts(node: TelephoneNode, learnerId: string): Promise<string[]> {
  const { items } = await node.stores.conversations.list(learnerId, { limit: 5 });
  expect(items).toHaveLength(1);
  const said = await node.stores.messages.list(learnerId, items[0]?.id ?? '', { limit: 20 });
  return said.items.map(({ text }) => text);
}

describe.each(['relay', 'gather'] as const)('a talk that is deleted in the middle of its call, over %s', (mode) => {
  it('is begun anew with the next question, which is answered', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await answeredCall(node);
    const gone = await deleteTalk(node, ada);
    await call.says('And red ones?');
    expect(await call.next()).toBe(`${ANEW} ${USUAL_TEXT}`);
    await vi.waitFor(async () => expect(await texts(node, ada)).toEqual(['And red ones?', USUAL_TEXT]));
    expect((await node.stores.calls.find(call.callSid))?.conversationId).not.toBe(gone);
    await call.says('And now?');
    expect(await call.next()).toBe(USUAL_TEXT);
  });

  it('is begun anew with the next wish, which is granted in it', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await answeredCall(node);
    await deleteTalk(node, ada);
    await call.presses('2');
    expect(await call.next()).toBe(`${ANEW} Good. I explain directly.`);
    await call.says('And red ones?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.at(-1)).toMatchObject({ mode: 'explain', history: [] });
  });

  it('ends with a goodbye all the same', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await answeredCall(node);
    await deleteTalk(node, ada);
    await call.says('Goodbye.');
    expect(await call.next()).toContain('Goodbye, and until next time.');
  });
});

it('a talk over ConversationRelay that is deleted in the middle of an answer goes on anew', async () => {
  await using node = await startTelephone();
  const ada = await node.linked();
  const never = new Gate();
  node.tutor.next(passages, delta('Leaves '), never);
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Why are leaves green?');
  await never.reached;
  await deleteTalk(node, ada);
  await call.speaksOver('', 'And red ones?');
  await call.begins(ANEW);
  await vi.waitFor(async () => expect(await texts(node, ada)).toContain('And red ones?'), WAIT);
  expect(call.state).toBe('relay');
  never.open();
});

it('a talk over Media Streams that is deleted in the middle of its call is begun anew with the next question', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const { ada, call } = await inCall(node);
  await says(node, call, 'Why are leaves green?');
  await hearsToTheEnd(node, call, ada);
  await deleteTalk(node, ada);
  await says(node, call, 'And red ones?');
  await hears(node, call, ANEW);
  await hears(node, call, 'Why do they need light?');
  await vi.waitFor(async () => expect(await texts(node, ada)).toContain('And red ones?'), WAIT);
  expect(call.state).toBe('stream');
});

it('a call of a phone with a PIN is not asked for it again when its talk is deleted and its line lost', async () => {
  await using node = await startTelephone();
  const ada = await node.linked();
  const [link] = await node.phoneLinks.list(ada);
  await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.presses('2468#');
  await call.next();
  await call.says('Why are leaves green?');
  await call.next();
  await deleteTalk(node, ada);
  await call.losesSocket();
  expect(await call.next()).toBe('I am back. Please go on.');
  await call.says('And red ones?');
  expect(await call.next()).toBe(USUAL_TEXT);
});

it('a caller over Media Streams whose talk is deleted in the middle of an answer is asked whether they are there', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const { ada, call } = await inCall(node);
  const never = new Gate();
  node.tutor.next(passages, delta('Leaves '), never);
  await says(node, call, 'Why are leaves green?');
  await never.reached;
  await deleteTalk(node, ada);
  await vi.waitFor(() => {
    node.clock.advance(1000);
    call.sound?.plays(1000);
    expect(node.tts.said).toContain('Are you still there?');
  }, WAIT);
  never.open();
});

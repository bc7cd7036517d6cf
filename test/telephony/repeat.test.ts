import { expect, it, vi } from 'vitest';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { answeredCall } from './answered-call.ts';
import { hears, hearsToTheEnd, inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

it('a caller whose line was lost hears the last answer again, over ConversationRelay', async () => {
  await using node = await startTelephone();
  const { call } = await answeredCall(node);
  await call.losesSocket();
  expect(await call.next()).toBe('I am back. Please go on.');
  await call.presses('*');
  expect(await call.next()).toBe(USUAL_TEXT);
  expect(node.tutor.asked).toHaveLength(1);
});

it('a caller whose node is gone hears the last answer again, turn by turn', async () => {
  await using node = await startTelephone({ mode: 'gather' });
  const { call } = await answeredCall(node);
  await node.gather.forget(call.callSid);
  await call.presses('*');
  expect(await call.next()).toBe(USUAL_TEXT);
});

it('a caller whose line was lost hears the last answer again, over Media Streams', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const { ada, call } = await inCall(node);
  await says(node, call, 'Why are leaves green?');
  await hearsToTheEnd(node, call, ada);
  await call.losesSocket();
  await hears(node, call, 'I am back. Please go on.');
  const before = node.tts.said.length;
  await call.presses('*');
  await vi.waitFor(() => expect(node.tts.said.slice(before)).toContain(USUAL_TEXT), WAIT);
});

it('what was answered before the call is not said again in it', async () => {
  await using node = await startTelephone();
  const ada = await node.linked();
  const talk = await node.talks.open({ learnerId: ada, learnerName: 'Ada' });
  await node.talks.submit(talk, 'Ada', { id: crypto.randomUUID(), text: 'Why are leaves green?', source: 'typed' });
  await vi.waitFor(async () =>
    expect(await node.stores.messages.latestAnswer(ada, talk.id)).toMatchObject({ status: 'complete' }),
  );
  node.clock.advance(60_000);
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.presses('*');
  expect(await call.next()).toBe('I have not said anything yet.');
});

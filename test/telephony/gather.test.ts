import { describe, expect, it } from 'vitest';
import { delta, end, passages, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { answeredCall } from './answered-call.ts';
import { ADA_PHONE, startTelephone, TRANSFER } from './telephone-node.ts';

describe('a call turn by turn', () => {
  it('greets, answers, changes mode and ends', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe('Hello Ada. What would you like to talk about?');
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    await call.presses('2');
    expect(await call.next()).toBe('Good. I explain directly.');
    await call.says('Goodbye');
    expect(await call.next()).toContain('Goodbye, and until next time.');
    expect(call.state).toBe('ended');
    const stored = await node.stores.calls.find(call.callSid);
    expect(stored).toMatchObject({ learnerId: ada, mode: 'gather', status: 'completed', durationS: 61, costUsd: 0.2 });
  });

  it('has one effect and one answer for five deliveries of a webhook at once', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const fields = { CallSid: call.callSid, From: ADA_PHONE, SpeechResult: 'Why are leaves green?' };
    const deliveries = Array.from({ length: 5 }, () => node.twilio.post('/twilio/gather?turn=1', fields));
    const answers = await Promise.all((await Promise.all(deliveries)).map((response) => response.text()));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('Why do they need light?');
    expect(node.tutor.asked).toHaveLength(1);
    const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
    expect((await node.stores.messages.list(ada, talk?.id ?? '', { limit: 9 })).items).toHaveLength(2);
  });

  it('gives the answer again, whole, where another node has given it before', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const fields = { CallSid: call.callSid, From: ADA_PHONE, SpeechResult: 'Why are leaves green?' };
    await node.twilio.post('/twilio/gather?turn=1', fields);
    // All of it was heard.
    node.clock.advance(10_000);
    await node.gather.forget(call.callSid);
    const again = await (await node.twilio.post('/twilio/gather?turn=1', fields)).text();
    expect(again).toContain(USUAL_TEXT);
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('goes on where the node that held it is gone, in the same talk', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const { ada, call } = await answeredCall(node);
    // All of it was heard.
    node.clock.advance(10_000);
    await node.gather.forget(call.callSid);
    await call.says('And red ones?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked[1]?.history).toHaveLength(2);
    expect((await node.stores.conversations.list(ada, { limit: 5 })).items).toHaveLength(1);
  });

  it.each(['on the same server', 'after a restart'])(
    'goes on, %s, when Twilio turns to its fallback',
    async (where) => {
      await using node = await startTelephone({ mode: 'gather' });
      const { call } = await answeredCall(node);
      await call.says('And red ones?');
      await call.next();
      node.clock.advance(20_000);
      if (where === 'after a restart') await node.gather.forget(call.callSid);
      const fields = { CallSid: call.callSid, From: ADA_PHONE };
      const resumed = await node.twilio.post('/twilio/resume', { ...fields, ErrorCode: '11200' });
      await call.follow(await resumed.text());
      expect(await call.next()).toBe('I am back. Please go on.');
      await call.says('And yellow ones?');
      expect(await call.next()).toBe(USUAL_TEXT);
      expect(node.tutor.asked.map(({ text }) => text)).toEqual([
        'Why are leaves green?',
        'And red ones?',
        'And yellow ones?',
      ]);
    },
  );

  it('says an answer that is longer than one instruction takes, whole', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const long = `It is ${'very '.repeat(900)}long.`;
    node.tutor.next(passages, delta(long), sentence(0, long), end);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Tell me everything.');
    expect(await call.next()).toBe(long);
    expect(call.documents.at(-1)?.match(/<Say/g)?.length).toBeGreaterThan(1);
  });

  it('says an answer that is longer than one document takes in several, whole', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const parts = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
    const sentences = parts.map((part) => `Part ${part} is ${'very '.repeat(2000)}long.`);
    const spoken = sentences.flatMap((text, at) => [delta(`${text} `), sentence(at, text)]);
    node.tutor.next(passages, ...spoken, end);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Tell me everything.');
    const said = call.utterances.slice(1).map(({ text }) => text);
    expect(said.length).toBeGreaterThan(5);
    expect(said.join(' ')).toBe(sentences.join(' '));
    expect(call.state).toBe('gather');
  });

  it('takes every key for what it means, the hash key too', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses('#');
    expect(await call.next()).toBe('All right. What next?');
  });

  it('asks a silent caller twice, then hangs up', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.isSilent();
    expect(await call.next()).toBe('Are you still there?');
    await call.isSilent();
    expect(await call.next()).toBe('I am still here when you are ready.');
    await call.isSilent();
    expect(await call.next()).toContain('Goodbye');
    expect(call.state).toBe('ended');
  });

  it('puts a caller through, and only to the number of the configuration', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Can I speak to a person?');
    expect(call.transferredTo).toBe(TRANSFER);
    const fields = { CallSid: call.callSid, From: ADA_PHONE, SessionId: 'VX1', SessionStatus: 'ended' };
    const HandoffData = JSON.stringify({ transfer: '+19005550000' });
    const answer = await node.twilio.post('/twilio/relay-ended', { ...fields, HandoffData });
    expect(await answer.text()).not.toContain('+1900');
  });
});

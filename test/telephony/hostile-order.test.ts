import { describe, expect, it, vi } from 'vitest';
import { delta, end, Gate, passages, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { hears, says } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

async function said(node: TelephoneNode, learnerId: string): Promise<string[]> {
  const [talk] = (await node.stores.conversations.list(learnerId, { limit: 1 })).items;
  const { items } = await node.stores.messages.list(learnerId, talk?.id ?? '', { limit: 20 });
  return items.filter(({ role }) => role === 'learner').map(({ text }) => text);
}

describe('a socket that Twilio has given up, and that nobody told this server of', () => {
  it.each(['relay', 'stream'] as const)('is closed when the call opens another one, over %s', async (mode) => {
    await using node = await startTelephone({ mode });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await vi.waitFor(() => expect(node.gateway.open).toBe(1));
    if (mode === 'relay') await call.next();
    else await hears(node, call, 'Hello Ada. What would you like to talk about?');
    // Without dropping the one before.
    await call.comesBack();
    if (mode === 'relay') {
      expect(await call.next()).toBe('I am back. Please go on.');
      await call.says('Why are leaves green?');
      expect(await call.next()).toBe(USUAL_TEXT);
    } else {
      await hears(node, call, 'I am back. Please go on.');
      await says(node, call, 'Why are leaves green?');
      await hears(node, call, 'Leaves make sugar.');
    }
    await vi.waitFor(() => expect(node.gateway.open).toBe(1));
    expect(node.tutor.asked).toHaveLength(1);
  });
});

describe('two at once', () => {
  it.each(['relay', 'gather'] as const)(
    'calls of one learner are both answered, in one talk, over %s',
    async (mode) => {
      await using node = await startTelephone({ mode });
      const ada = await node.linked();
      await node.stores.phones.link({ id: 'other', learnerId: ada, phone: '+15550101', createdAt: node.clock.now() });
      const one = await node.twilio.call(ADA_PHONE);
      await one.next();
      await one.says('Why are leaves green?');
      expect(await one.next()).toBe(USUAL_TEXT);
      const other = await node.twilio.call('+15550101');
      await other.next();
      await Promise.all([one.says('And red ones?'), other.says('And yellow ones?')]);
      expect([await one.next(), await other.next()]).toEqual([USUAL_TEXT, USUAL_TEXT]);
      expect((await said(node, ada)).toSorted()).toEqual([
        'And red ones?',
        'And yellow ones?',
        'Why are leaves green?',
      ]);
      await one.says('Goodbye.');
      expect(await one.next()).toContain('Goodbye');
      await other.says('Are you there?');
      expect(await other.next()).toBe(USUAL_TEXT);
    },
  );

  it('a text message in the middle of a call is answered by message, and is not heard in the call', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const gate = new Gate();
    node.tutor.next(passages, delta('First. '), sentence(0, 'First.'), gate, delta('Last.'), sentence(1, 'Last.'), end);
    await call.says('Tell me everything.');
    await call.begins('First.');
    const fields = { MessageSid: 'SM1', From: ADA_PHONE, Body: 'What is a root?' };
    const texting = node.twilio.post('/twilio/sms', fields);
    const stop = await node.twilio.post('/twilio/sms', { ...fields, MessageSid: 'SM2', Body: 'STOP' });
    expect(await stop.text()).not.toContain('<Message');
    await node.twilio.exchanged();
    gate.open();
    expect(await call.next()).toBe('First. Last.');
    expect(await (await texting).text()).toContain(USUAL_TEXT);
    await call.says('And now?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(call.utterances).toHaveLength(3);
    expect(await said(node, ada)).toEqual(['Tell me everything.', 'What is a root?', 'And now?']);
  });
});

describe('the end of a call', () => {
  it.each(['relay', 'stream', 'gather'] as const)(
    'told before its beginning, twice, and late, ends it once, over %s',
    async (mode) => {
      await using node = await startTelephone({ mode });
      await node.linked();
      const status = (callSid: string, CallStatus: string) =>
        node.twilio.post('/twilio/status', { CallSid: callSid, From: ADA_PHONE, CallStatus, CallDuration: '61' });
      expect((await status('CAnever', 'completed')).status).toBe(204);
      const call = await node.twilio.call(ADA_PHONE);
      if (mode === 'stream') await hears(node, call, 'Hello Ada. What would you like to talk about?');
      else await call.next();
      await status(call.callSid, 'completed');
      await status(call.callSid, 'in-progress');
      await status(call.callSid, 'failed');
      expect(await node.stores.calls.find(call.callSid)).toMatchObject({ status: 'completed', costUsd: 0.2 });
      for (const path of ['voice', 'gather?turn=1', 'gather?turn=2&part=1', 'relay-ended', 'resume', 'dialled']) {
        const fields = { CallSid: call.callSid, From: ADA_PHONE, SpeechResult: 'Why?', SessionStatus: 'failed' };
        const answer = await node.twilio.post(`/twilio/${path}`, { ...fields, DialCallStatus: 'busy' });
        expect([path, answer.status, await answer.text()]).toEqual([path, 200, expect.stringMatching(/<Response\/>$/)]);
      }
      expect(node.tutor.asked).toEqual([]);
      expect(node.sent).toHaveLength(1);
    },
  );

  it('is free to be followed by another call at once, which is asked for the PIN again', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const [link] = await node.phoneLinks.list(ada);
    await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
    const first = await node.twilio.call(ADA_PHONE);
    await first.next();
    await first.presses('24');
    await first.hangsUp();
    const second = await node.twilio.call(ADA_PHONE);
    await second.next();
    // What was typed into the call before is no part of it.
    await second.presses('2468#');
    expect(await second.next()).toBe('Hello Ada. What would you like to talk about?');
    await second.hangsUp();
    const third = await node.twilio.call(ADA_PHONE);
    expect(await third.next()).toContain('PIN');
  });
});

it('a wish for another language over an answer stops it, and what comes then is in that language', async () => {
  await using node = await startTelephone();
  await node.linked();
  const gate = new Gate();
  node.tutor.next(passages, delta('First. '), sentence(0, 'First.'), gate, delta('Last.'), sentence(1, 'Last.'), end);
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Tell me everything.');
  await call.begins('First.');
  await call.speaksOver('First.', 'Let us speak Spanish');
  expect(await call.next()).toBe('First.');
  expect(await call.next()).toBe('Hablemos en español.');
  expect(call.language).toBe('es-ES');
  gate.open();
  await call.says('¿Y ahora?');
  expect(await call.next()).toBe(USUAL_TEXT);
  expect(call.utterances.map(({ text }) => text).join(' ')).not.toContain('Last.');
});

import { describe, expect, it } from 'vitest';
import { newSid } from '../support/fake-twilio-sid.ts';
import { delta, end, Gate, passages, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { readTwiml } from '../support/twiml.ts';
import { wrongInMessaging } from '../support/twiml-rules.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

async function text(node: TelephoneNode, Body: string, values: Record<string, string> = {}): Promise<string[]> {
  const fields = { MessageSid: newSid('SM'), From: ADA_PHONE, Body, ...values };
  const response = await node.twilio.post('/twilio/sms', fields);
  const verbs = readTwiml(await response.text());
  expect(wrongInMessaging(verbs)).toEqual([]);
  return verbs.map((verb) => verb.text);
}

describe('a text message', () => {
  it('is answered in the talk that calls go on with', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    expect(await text(node, 'Why are leaves green?')).toEqual([USUAL_TEXT]);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('And red ones?');
    await call.next();
    const { items } = await node.stores.conversations.list(ada, { limit: 5 });
    expect(items).toHaveLength(1);
    expect(node.tutor.asked[1]?.history).toHaveLength(2);
  });

  it('that is delivered twice is asked once', async () => {
    await using node = await startTelephone();
    await node.linked();
    const again = { MessageSid: newSid('SM') };
    expect(await text(node, 'Why are leaves green?', again)).toEqual([USUAL_TEXT]);
    expect(await text(node, 'Why are leaves green?', again)).toEqual([USUAL_TEXT]);
    expect(node.tutor.asked).toHaveLength(1);
  });

  it.each(['STOP', ' stop. ', 'HELP', 'Unsubscribe', 'START'])('that says %j is left to the carrier', async (body) => {
    await using node = await startTelephone();
    await node.linked();
    expect(await text(node, body)).toEqual([]);
    expect(node.tutor.asked).toEqual([]);
  });

  it('from a number that is not linked, or asks for a PIN, learns nothing of anybody', async () => {
    await using node = await startTelephone();
    const [unlinked] = await text(node, 'What does Ada learn?');
    expect(unlinked).toContain('not linked');
    const ada = await node.linked();
    const [link] = await node.phoneLinks.list(ada);
    await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
    expect((await text(node, 'What did I ask?'))[0]).toContain('PIN');
    expect(node.tutor.asked).toEqual([]);
  });

  it('whose answer takes too long says where it will be', async () => {
    await using node = await startTelephone();
    await node.linked();
    const slow = new Gate();
    node.tutor.next(passages, slow, delta('Late.'), sentence(0, 'Late.'), end);
    const answering = text(node, 'Why?');
    await slow.reached;
    node.clock.advance(12_000);
    expect(await answering).toEqual(['I am still thinking. You will find the answer in the app.']);
    slow.open();
  });

  it('gets no more than a message holds', async () => {
    await using node = await startTelephone();
    await node.linked();
    const long = `${'word '.repeat(400)}end.`;
    node.tutor.next(passages, delta(long), sentence(0, long), end);
    const [answer] = await text(node, 'Tell me everything.');
    expect(answer).toHaveLength(1600);
    expect(answer?.endsWith('…')).toBe(true);
  });
});

describe('after a call', () => {
  it('the link to what was said is sent, once, and only to whom it belongs', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.hangsUp();
    await call.hangsUp();
    const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
    const id = talk?.id ?? (await node.stores.calls.find(call.callSid))?.conversationId;
    expect(node.sent).toEqual([
      { to: ADA_PHONE, text: `Your talk with the tutor: https://tutor.example.org/talk/${id}` },
    ]);
    const stranger = await node.twilio.call('+15550188');
    await stranger.next();
    await stranger.hangsUp();
    expect(node.sent).toHaveLength(1);
  });
});

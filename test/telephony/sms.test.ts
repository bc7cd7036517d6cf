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

  it('gets no more than a message holds, and the link to the rest', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const long = `${'word '.repeat(400)}end.`;
    node.tutor.next(passages, delta(long), sentence(0, long), end);
    const [answer] = await text(node, 'Tell me everything.');
    const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
    const whole = `Your talk with the tutor: https://tutor.example.org/talk/${talk?.id}`;
    expect(answer).toMatch(new RegExp(`^(word )+\\.{3} ${whole}$`, 'u'));
    expect(answer?.length).toBeGreaterThan(1590);
  });
});

const ONLY_WORDS = 'I can only read words here. Add pictures, sound and files in the app.';

describe('a text message of another kind', () => {
  it('with a picture is told that only words are read, and its words are answered', async () => {
    await using node = await startTelephone();
    await node.linked();
    expect(await text(node, '', { NumMedia: '1' })).toEqual([ONLY_WORDS]);
    expect(node.tutor.asked).toEqual([]);
    expect(await text(node, 'What is this?', { NumMedia: '2' })).toEqual([`${ONLY_WORDS} ${USUAL_TEXT}`]);
    expect(node.tutor.asked.map(({ text: asked }) => asked)).toEqual(['What is this?']);
  });

  it.each(['STOP', 'START', 'HELP'])(
    'that Twilio took for %s in whatever language is left to it',
    async (OptOutType) => {
      await using node = await startTelephone();
      await node.linked();
      expect(await text(node, 'ARRÊT', { OptOutType })).toEqual([]);
      expect(node.tutor.asked).toEqual([]);
    },
  );

  it('that says yes is an answer to the tutor', async () => {
    await using node = await startTelephone();
    await node.linked();
    expect(await text(node, 'Yes')).toEqual([USUAL_TEXT]);
  });

  it('in letters that are no GSM ones is asked as it was written, and its answer cut between two of them', async () => {
    await using node = await startTelephone();
    await node.linked();
    const long = '🌿'.repeat(1000);
    node.tutor.next(passages, delta(long), sentence(0, long), end);
    const [answer = ''] = await text(node, 'Чому листя зелене? 🌿');
    expect(node.tutor.asked[0]?.text).toBe('Чому листя зелене? 🌿');
    expect(answer.length).toBeGreaterThan(1590);
    expect(answer.length).toBeLessThanOrEqual(1600);
    expect(answer).toMatch(/^(🌿)+ … Your talk with the tutor: https:\S+$/u);
  });

  it('is answered while a call is going on in the same talk, which goes on', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(await text(node, 'And red ones?')).toEqual([USUAL_TEXT]);
    await call.says('And yellow ones?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.map(({ history }) => history.length)).toEqual([0, 2, 4]);
    expect((await node.stores.conversations.list(ada, { limit: 5 })).items).toHaveLength(1);
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

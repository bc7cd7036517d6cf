import { describe, expect, it, vi } from 'vitest';
import { FILLER_MS } from '../../src/telephony/pace.ts';
import { delta, end, Gate, passages, sentence, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

/** So much time passes, and no more, until Twilio is told to come back, which it does at once. */
async function isAnnounced(node: TelephoneNode, documents: string[], words: string): Promise<void> {
  // Long before the fifteen seconds that Twilio waits for a webhook.
  node.clock.advance(FILLER_MS);
  await vi.waitFor(() => expect(documents.join(' ')).toContain(words));
}

async function answersOf(node: TelephoneNode, learnerId: string) {
  const [talk] = (await node.stores.conversations.list(learnerId, { limit: 1 })).items;
  const { items } = await node.stores.messages.list(learnerId, talk?.id ?? '', { limit: 20 });
  return items.filter(({ role }) => role === 'tutor');
}

describe('an answer that comes late, turn by turn', () => {
  it('is announced after a moment, and fetched when it is there', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const slow = new Gate();
    node.tutor.next(slow, ...usualAnswer);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const answering = call.says('Why are leaves green?');
    await slow.reached;
    await isAnnounced(node, call.documents, 'Let me think.');
    expect(call.documents.at(-1)).toContain('part=1</Redirect>');
    // Who says something meanwhile is heard; who doesn't is not told of as silent.
    expect(call.documents.at(-1)).toMatch(/<Gather input="speech dtmf"[^>]*><Say/);
    expect(call.documents.at(-1)).not.toContain('actionOnEmptyResult');
    slow.open();
    await answering;
    expect([await call.next(), await call.next()]).toEqual(['Let me think.', USUAL_TEXT]);
    expect(call.documents.at(-1)).toContain('actionOnEmptyResult="true"');
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('is begun with what there is of it, and nobody says that they think', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const slow = new Gate();
    node.tutor.next(passages, delta('First. '), sentence(0, 'First.'), slow, delta('Last.'), sentence(1, 'Last.'), end);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const { conversationId = '' } = (await node.stores.calls.find(call.callSid)) ?? {};
    const told: string[] = [];
    await node.eventLog.subscribe(conversationId, ({ type }) => told.push(type));
    const answering = call.says('Tell me everything.');
    await slow.reached;
    await vi.waitFor(() => expect(told).toContain('sentence'));
    await isAnnounced(node, call.documents, 'First.');
    slow.open();
    await answering;
    expect([await call.next(), await call.next()]).toEqual(['First.', 'Last.']);
  });

  it('is fetched with the same words by a redirect that is delivered twice', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const slow = new Gate();
    node.tutor.next(slow, ...usualAnswer);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const answering = call.says('Why are leaves green?');
    await slow.reached;
    await isAnnounced(node, call.documents, 'part=1');
    const fields = { CallSid: call.callSid, From: ADA_PHONE };
    const rest = [1, 2].map(() => node.twilio.post('/twilio/gather?turn=2&part=1', fields));
    slow.open();
    await answering;
    const [one, other] = await Promise.all(rest.map(async (response) => (await response).text()));
    expect(one).toContain('Why do they need light?');
    expect(other).toBe(one);
    expect(call.documents.at(-1)).toBe(one);
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('is kept as unheard when the caller hangs up meanwhile, and the question stays', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const slow = new Gate();
    node.tutor.next(passages, delta('Leaves make sugar. '), slow, sentence(0, 'Leaves make sugar.'), end);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const fields = { CallSid: call.callSid, From: ADA_PHONE, SpeechResult: 'Why are leaves green?' };
    const answering = node.twilio.post('/twilio/gather?turn=1', fields);
    await slow.reached;
    let announced = '';
    void answering.then(async (response) => {
      announced = await response.text();
    });
    await vi.waitFor(() => {
      node.clock.advance(100);
      expect(announced).toContain('Let me think.');
    });
    await call.hangsUp();
    slow.open();
    await vi.waitFor(async () => {
      const [answer] = await answersOf(node, ada);
      expect(answer).toMatchObject({ status: 'interrupted', heardText: '' });
    });
  });
});

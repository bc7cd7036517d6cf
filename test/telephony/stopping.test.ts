import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from '../support/databases.ts';
import { delta, Gate, passages, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

/** Two servers with one database, the first of which is about to stop while a call goes on turn by turn. */
async function turnByTurn() {
  const database = await openTestDatabase('sqlite');
  const one = await startTelephone({ database, mode: 'gather' });
  const other = await startTelephone({ database, mode: 'gather' });
  onTestFinished(async () => {
    for (const node of [one, other]) await node[Symbol.asyncDispose]();
    await database.drop();
  });
  return { one, other };
}

describe('a turn that comes to a server that is about to stop', () => {
  it('is handed on, and answered by another one, once', async () => {
    const { one, other } = await turnByTurn();
    await one.linked();
    const call = await one.twilio.call(ADA_PHONE);
    await call.next();
    one.stops();
    const fields = { CallSid: call.callSid, From: ADA_PHONE };
    const asked = await one.twilio.post('/twilio/gather?turn=1', { ...fields, SpeechResult: 'Why are leaves green?' });
    const redirect = /<Redirect>.*?(\/twilio\/gather[^<]*)<\/Redirect>/u.exec(await asked.text());
    const path = (redirect?.[1] ?? '').replaceAll('&amp;', '&');
    expect(path).toContain('turn=1');
    // Still the same server: it is asked for again.
    expect(await (await one.twilio.post(path, fields)).text()).toContain('<Redirect>');
    const answers = [1, 2].map(async () => (await other.twilio.post(path, fields)).text());
    for (const answer of await Promise.all(answers)) expect(answer).toContain('Why do they need light?');
    expect([one.tutor.asked, other.tutor.asked.map(({ text }) => text)]).toEqual([[], ['Why are leaves green?']]);
    expect((await other.stores.calls.find(call.callSid))?.handedOn).toBeUndefined();
    // Told again after it was taken up, also by a server that knows nothing of it.
    other.clock.advance(10_000);
    await other.gather.forget(call.callSid);
    expect(await (await other.twilio.post(path, fields)).text()).toContain(USUAL_TEXT);
    expect(other.tutor.asked).toHaveLength(1);
  });

  it('is a key as well, which means the same there', async () => {
    const { one, other } = await turnByTurn();
    const ada = await one.linked();
    const call = await one.twilio.call(ADA_PHONE);
    await call.next();
    one.stops();
    const fields = { CallSid: call.callSid, From: ADA_PHONE };
    await one.twilio.post('/twilio/gather?turn=1', { ...fields, Digits: '2' });
    const taken = await other.twilio.post('/twilio/gather?turn=1&handed=1', fields);
    expect(await taken.text()).toContain('Good. I explain directly.');
    const { conversationId } = (await one.stores.calls.find(call.callSid)) ?? {};
    expect((await one.stores.conversations.find(ada, conversationId ?? ''))?.mode).toBe('explain');
  });

  it('is not kept when it may be a code: that is asked for once more', async () => {
    const { one, other } = await turnByTurn();
    const call = await one.twilio.call(ADA_PHONE);
    await call.next();
    one.stops();
    const fields = { CallSid: call.callSid, From: ADA_PHONE };
    await one.twilio.post('/twilio/gather?turn=1', { ...fields, Digits: '123456' });
    expect((await one.stores.calls.find(call.callSid))?.handedOn).toBeUndefined();
    const taken = await other.twilio.post('/twilio/gather?turn=1&handed=1', fields);
    expect(await taken.text()).toContain('Please type the six digits of your code now.');
  });
});

describe('a server that is about to stop', () => {
  it('lets go of its calls at once, keeps what was heard, and another node goes on in the same talk', async () => {
    const database = await openTestDatabase('sqlite');
    const one = await startTelephone({ database });
    const other = await startTelephone({ database });
    onTestFinished(async () => {
      for (const node of [one, other]) await node[Symbol.asyncDispose]();
      await database.drop();
    });
    const ada = await one.linked();
    const rest = new Gate();
    one.tutor.next(passages, delta('Leaves hold a pigment. '), sentence(0, 'Leaves hold a pigment.'), rest);
    const call = await one.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why are leaves green?');
    await call.begins('pigment');
    one.clock.advance(12 * 90);
    one.stops();
    await expect.poll(() => call.documents.at(-1)).toContain('/twilio/resume</Redirect>');
    call.abandon();
    const [talk] = (await one.stores.conversations.list(ada, { limit: 1 })).items;
    await expect
      .poll(async () => (await one.stores.messages.list(ada, talk?.id ?? '', { limit: 9 })).items.at(-1))
      .toMatchObject({ status: 'interrupted', heardText: 'Leaves hold' });
    const resumed = await other.twilio.post('/twilio/resume', { CallSid: call.callSid, From: ADA_PHONE });
    expect(await resumed.text()).toContain('<ConversationRelay');
    expect(await one.stores.calls.find(call.callSid)).toMatchObject({ reconnects: 1, conversationId: talk?.id });
    rest.open();
  });

  it('tells new callers kindly to call again, and writes nothing down', async () => {
    await using node = await startTelephone();
    await node.linked();
    node.stops();
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toContain('all lines are busy');
    expect([call.state, await node.stores.calls.recent(0, 1)]).toEqual(['ended', []]);
  });
});

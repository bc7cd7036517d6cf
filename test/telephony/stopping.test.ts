import { describe, expect, it, onTestFinished } from 'vitest';
import { openTestDatabase } from '../support/databases.ts';
import { delta, Gate, passages, sentence } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

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

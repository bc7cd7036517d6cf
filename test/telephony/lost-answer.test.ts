import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { delta, end, Gate, passages, sentence } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const ANSWER = 'Leaves hold a green pigment that takes in light.';

describe('an answer that a killed node was giving over ConversationRelay', () => {
  /** Two nodes with one database and one time; a call that the first has answered, as far as `steps` go. */
  async function calledOn(...steps: Parameters<Awaited<ReturnType<typeof startTelephone>>['tutor']['next']>) {
    const database = await openTestDatabase('sqlite');
    const clock = new FakeClock(Date.now());
    const [first, second] = await Promise.all([1, 2].map(() => startTelephone({ database, clock, turnClock: clock })));
    if (!first || !second) throw new Error('two nodes');
    const ada = await first.linked();
    first.tutor.next(...steps);
    const call = await first.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why are leaves green?');
    const answer = async () => {
      const { conversationId = '' } = (await first.stores.calls.find(call.callSid)) ?? {};
      return first.stores.messages.latestAnswer(ada, conversationId);
    };
    return {
      ...{ clock, call, answer },
      /** Twilio tells the second node how long the session with the first lasted. */
      lost: (SessionDuration: string) =>
        second.twilio.post('/twilio/relay-ended', {
          ...{ CallSid: call.callSid, From: ADA_PHONE, SessionId: 'VX1', SessionStatus: 'failed', SessionDuration },
        }),
      async [Symbol.asyncDispose]() {
        for (const node of [first, second]) await node[Symbol.asyncDispose]();
        await database.drop();
      },
    };
  }

  it('is kept as what can have been heard of it by then, at 90 ms a letter', async () => {
    await using lost = await calledOn(passages, delta(ANSWER), sentence(0, ANSWER), end);
    expect(await lost.call.next()).toBe(ANSWER);
    await expect.poll(lost.answer).toMatchObject({ status: 'complete' });
    expect((await lost.lost('2')).status).toBe(200);
    expect(await lost.answer()).toMatchObject({
      status: 'interrupted',
      heardText: 'Leaves hold a green',
      text: ANSWER,
    });
    // The same again, and later.
    lost.clock.advance(30_000);
    await lost.lost('2');
    expect(await lost.answer()).toMatchObject({ heardText: 'Leaves hold a green' });
  });

  it('is kept whole where there was time enough to say it', async () => {
    await using lost = await calledOn(passages, delta(ANSWER), sentence(0, ANSWER), end);
    await lost.call.next();
    await expect.poll(lost.answer).toMatchObject({ status: 'complete' });
    await lost.lost('5');
    expect((await lost.answer())?.status).toBe('complete');
  });

  it('is cut while nobody knows yet that its turn will never end', async () => {
    const never = new Gate();
    await using lost = await calledOn(passages, delta(ANSWER), sentence(0, ANSWER), never, end);
    await never.reached;
    lost.clock.advance(300);
    await expect.poll(async () => (await lost.answer())?.text).toBe(ANSWER);
    // It may have been begun 1.5 s after the question.
    await lost.lost('3');
    expect(await lost.answer()).toMatchObject({ status: 'pending', heardText: 'Leaves hold a' });
    never.open();
  });

  it('is measured by the clock where Twilio tells no time that is a number', async () => {
    await using lost = await calledOn(passages, delta(ANSWER), sentence(0, ANSWER), end);
    await lost.call.next();
    await expect.poll(lost.answer).toMatchObject({ status: 'complete' });
    lost.clock.advance(1000);
    await lost.lost('long');
    expect(await lost.answer()).toMatchObject({ heardText: 'Leaves hold' });
  });
});

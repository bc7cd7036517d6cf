import { describe, expect, it, vi } from 'vitest';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

describe('the rest of an answer, turn by turn, that another node was giving', () => {
  /** Two nodes with one database, on whose first a caller has asked, and is told to come back for the rest. */
  async function asked(slow: Gate) {
    const database = await openTestDatabase('sqlite');
    const clock = new FakeClock(Date.now());
    const [first, second] = await Promise.all(
      [1, 2].map(() => startTelephone({ mode: 'gather', database, clock, turnClock: clock })),
    );
    if (!first || !second) throw new Error('two nodes');
    const learnerId = await first.linked();
    const call = await first.twilio.call(ADA_PHONE);
    first.tutor.next(slow, ...usualAnswer);
    const fields = { CallSid: call.callSid, From: ADA_PHONE };
    const question = { ...fields, SpeechResult: 'Why are leaves green?' };
    const waiting = first.twilio.post('/twilio/gather?turn=1', question);
    await slow.reached;
    return {
      ...{ first, second, clock, learnerId },
      waiting,
      /** Twilio comes back for the rest, which is answered by the second node. */
      rest: async (part: number) => (await second.twilio.post(`/twilio/gather?turn=2&part=${part}`, fields)).text(),
      async [Symbol.asyncDispose]() {
        for (const node of [first, second]) await node[Symbol.asyncDispose]();
        await database.drop();
      },
    };
  }

  it('is said as soon as it is stored', async () => {
    const slow = new Gate();
    await using call = await asked(slow);
    slow.open();
    let said = '';
    // Where storing takes longer, the caller is told to wait, and Twilio comes back for the next part.
    for (let part = 1; !said.includes('actionOnEmptyResult'); part += 1) {
      const rest = call.rest(part);
      let answered = false;
      void rest.then(() => {
        answered = true;
      });
      await vi.waitFor(() => {
        call.clock.advance(500);
        expect(answered).toBe(true);
      });
      said += await rest;
    }
    expect(said).toContain(USUAL_TEXT);
    expect(call.second.tutor.asked).toEqual([]);
    await call.waiting;
  });

  it('is apologised for when that node was killed', async () => {
    const slow = new Gate();
    await using call = await asked(slow);
    await call.first.stores.messages.failAbandoned(call.clock.now(), 'nobody');
    expect(await call.rest(1)).toContain('something went wrong');
    slow.open();
    call.clock.advance(10_000);
    await call.waiting;
  });

  it('is nothing where no question was asked: the caller is asked to go on', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await node.gather.forget(call.callSid);
    const fields = { CallSid: call.callSid, From: ADA_PHONE };
    const answer = await (await node.twilio.post('/twilio/gather?turn=1&part=3', fields)).text();
    expect(answer).toContain('I am back. Please go on.');
    expect(answer).toContain('<Gather');
  });
});

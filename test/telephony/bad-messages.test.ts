import { describe, expect, it } from 'vitest';
import { CallersEar } from '../support/callers-ear.ts';
import { FakeRelay } from '../support/fake-twilio-relay.ts';
import { Utterances } from '../support/fake-twilio-utterances.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

/** What the real Twilio would drop, one way or another. */
const BAD = ['not JSON', '{}', '{"type":"ping"}', '{"type":"text","token":null,"last":true}', '{"type":"text"}'];

describe('what the server says to Twilio', () => {
  it('is never anything that Twilio drops, in a call with everything in it', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    await call.says('Hablemos en español');
    await call.next();
    for (let i = 0; i < 10; i += 1) call.send('{"type":"unheard-of"}');
    await call.says('¿Por qué?');
    await call.next();
    expect(call.relay?.bad).toBe(0);
  });

  it('would close the socket after ten bad messages in a row, and not after nine', () => {
    let closed = 0;
    const relay = new FakeRelay({
      ...{ callSid: 'CA0', from: ADA_PHONE, language: 'en-US', customParameters: {} },
      ...{ ear: new CallersEar(), utterances: new Utterances(), send: () => undefined, onEnd: () => undefined },
      onBad: () => {
        closed += 1;
      },
    });
    for (let i = 0; i < 9; i += 1) relay.take(BAD[i % BAD.length] ?? '');
    relay.take('{"type":"text","token":"Good.","last":true}');
    for (let i = 0; i < 9; i += 1) relay.take(BAD[i % BAD.length] ?? '');
    expect([relay.bad, closed]).toEqual([18, 0]);
    relay.take('{}');
    expect(closed).toBe(1);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { CallersEar } from '../support/callers-ear.ts';
import { FakeRelay } from '../support/fake-twilio-relay.ts';
import { Utterances } from '../support/fake-twilio-utterances.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { answeredCall } from './answered-call.ts';
import { hears, hearsToTheEnd, inCall, lastAnswer, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

/** What the real Twilio would drop, one way or another. */
const BAD = ['not JSON', '{}', '{"type":"ping"}', '{"type":"text","token":null,"last":true}', '{"type":"text"}'];

describe('what Twilio says over Media Streams', () => {
  /** Undocumented, unreadable, or not as documented. */
  const STRANGE = [
    'not JSON',
    '{}',
    '[]',
    '{"event":"unheard-of"}',
    '{"event":"media"}',
    '{"event":"media","media":{"payload":7}}',
    '{"event":"dtmf","dtmf":{"digit":"hello"}}',
    '{"event":"mark","mark":{}}',
    '{"event":"start"}',
    '{"event":null}',
  ];

  it('may be ten messages in a row that mean nothing, and everything else twice', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { ada, call, sound } = await inCall(node);
    sound.twice = true;
    for (const message of STRANGE) call.send(message);
    const start = { callSid: call.callSid, mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000 } };
    call.send({ event: 'start', streamSid: 'MZother', start });
    await says(node, call, 'Why are leaves green?');
    await hears(node, call, 'Why do they need light?');
    await hearsToTheEnd(node, call, ada);
    expect((await lastAnswer(node, ada))?.text).toBe(USUAL_TEXT);
    await call.presses('2');
    await hears(node, call, 'Good. I explain directly.');
    expect(node.tutor.asked.map(({ text }) => text)).toEqual(['Why are leaves green?']);
    expect(call.state).toBe('stream');
  });

  it('may hold numbers where strings are documented', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { call, sound } = await inCall(node);
    sound.asNumbers = true;
    await says(node, call, 'Why are leaves green?');
    await hears(node, call, 'Why do they need light?');
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('ends the line after a hundred messages that nobody can read, and the call goes on over another', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { call } = await inCall(node);
    for (let i = 0; i <= 100; i += 1) call.send('not JSON');
    await vi.waitFor(() => expect(call.documents).toHaveLength(2), WAIT);
    await hears(node, call, 'I am back. Please go on.');
  });
});

describe('what the server says to Twilio', () => {
  it('is never anything that Twilio drops, in a call with everything in it', async () => {
    await using node = await startTelephone();
    const { call } = await answeredCall(node);
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
      ...{ callSid: 'CA0', from: ADA_PHONE, attributes: { language: 'en-US' }, customParameters: {} },
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

import { describe, expect, it, vi } from 'vitest';
import { ENTRY_MS } from '../../src/telephony/call-entry.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const STILL_THERE = 'Are you still there?';

/** A relayed call of somebody whose number is linked, after the greeting. */
async function inCall(node: TelephoneNode) {
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  return call;
}

describe('a caller who falls silent over ConversationRelay is asked whether they are there', () => {
  it('after speaking over an answer whose words never came', async () => {
    await using node = await startTelephone();
    const call = await inCall(node);
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    call.relay?.speaksOver('Leaves make');
    await node.twilio.exchanged();
    node.clock.advance(40_000);
    expect(await call.next()).toBe(STILL_THERE);
  });

  it('after speaking over the goodbye, which then is said again, and ends the call', async () => {
    await using node = await startTelephone();
    const call = await inCall(node);
    await call.says('Goodbye.');
    expect(await call.next()).toContain('Goodbye');
    call.relay?.speaksOver('Good');
    await node.twilio.exchanged();
    for (const words of [STILL_THERE, 'I am still here when you are ready.', 'Goodbye, and until next time.']) {
      node.clock.advance(40_000);
      expect(await call.next()).toBe(words);
    }
    node.clock.advance(20_000);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
  });

  it('after a key that means nothing', async () => {
    await using node = await startTelephone();
    const call = await inCall(node);
    await call.presses('7');
    await node.twilio.exchanged();
    node.clock.advance(40_000);
    expect(await call.next()).toBe(STILL_THERE);
  });

  it('after one digit of a code', async () => {
    await using node = await startTelephone();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses('1');
    await node.twilio.exchanged();
    node.clock.advance(40_000);
    // It is asked for again before.
    expect([await call.next(), await call.next()]).toContain(STILL_THERE);
  });
});

it('a caller over Media Streams who types one digit of a code is asked whether they are there', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const call = await node.twilio.call(ADA_PHONE);
  await vi.waitFor(() => expect(node.tts.said).toHaveLength(2));
  await call.presses('1');
  await node.twilio.exchanged();
  node.clock.advance(40_000);
  await vi.waitFor(() => expect(node.tts.said).toContain(STILL_THERE));
});

describe('a caller who opens no account has the line for five minutes', () => {
  it('over ConversationRelay, whatever they press, also when the line was lost meanwhile', async () => {
    await using node = await startTelephone();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const half = ENTRY_MS / 2;
    for (let ms = 0; ms < half; ms += 10_000) {
      node.clock.advance(10_000);
      await call.presses('*');
      await node.twilio.exchanged();
    }
    await call.losesSocket();
    expect(await call.next()).toContain('six digits');
    for (let ms = 0; ms < half; ms += 10_000) {
      await call.presses('*');
      await node.twilio.exchanged();
      node.clock.advance(10_000);
    }
    expect(await call.next()).toContain('Goodbye');
    node.clock.advance(10_000);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
  });

  it('turn by turn', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    node.clock.advance(ENTRY_MS);
    await call.says('Who is there?');
    expect(await call.next()).toContain('Goodbye');
    expect(call.state).toBe('ended');
  });

  it('and a learner who does has it for as long as they like', async () => {
    await using node = await startTelephone();
    const ada = await node.linked('+15550144');
    const { code } = await node.phoneLinks.createCode(ada);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses(code);
    expect(await call.next()).toContain('linked now');
    await call.says('Hold on.');
    await call.next();
    node.clock.advance(170_000);
    await call.says('Hold on.');
    await call.next();
    node.clock.advance(170_000);
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
  });
});

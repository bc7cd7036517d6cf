import { describe, expect, it } from 'vitest';
import { TYPING_MS } from '../../src/telephony/call-entry.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { storedLearner } from '../support/records.ts';
import { hears } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const { askCode, askPin, wrongCode, wrongPin } = phrasesFor('en');
const HELLO = 'Hello Ada. What would you like to talk about?';

async function codeFor(node: TelephoneNode): Promise<string> {
  const ada = await storedLearner(node.stores, { name: 'Ada' });
  return (await node.phoneLinks.createCode(ada)).code;
}

/** Ada's phone, which is shared. */
async function withPin(node: TelephoneNode): Promise<void> {
  const ada = await node.linked();
  const [link] = await node.phoneLinks.list(ada);
  await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
}

/** Nothing more is typed. */
async function pauses(node: TelephoneNode): Promise<void> {
  for (let round = 0; round < 3; round += 1) await node.twilio.exchanged();
  node.clock.advance(TYPING_MS);
}

describe('a code that is typed over ConversationRelay', () => {
  it('is asked for once more when it is broken off, at the cost of no try, and is good when it is typed anew', async () => {
    await using node = await startTelephone();
    const code = await codeFor(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    for (let time = 0; time < 7; time += 1) {
      await call.presses(code.slice(0, 3));
      await pauses(node);
      expect(await call.next()).toBe(`${wrongCode} ${askCode}`);
    }
    await call.presses(code);
    expect(await call.next()).toContain(HELLO);
  });

  it('begins anew with the star', async () => {
    await using node = await startTelephone();
    const code = await codeFor(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses(`99*${code}`);
    expect(await call.next()).toContain(HELLO);
  });
});

describe('a PIN that is typed over ConversationRelay', () => {
  it('is whole after a pause, also without the hash key', async () => {
    await using node = await startTelephone();
    await withPin(node);
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe(askPin);
    await call.presses('1111');
    await pauses(node);
    expect(await call.next()).toContain(wrongPin);
    await call.presses('2468');
    await pauses(node);
    expect(await call.next()).toBe(HELLO);
  });
});

describe('turn by turn', () => {
  it('six keys are asked for as a code, and a PIN up to the hash key', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const call = await node.twilio.call(ADA_PHONE);
    expect(call.documents.at(-1)).toMatch(/<Gather input="dtmf speech"[^>]*numDigits="6"/);
    await withPin(node);
    const shared = await node.twilio.call(ADA_PHONE);
    expect(shared.documents.at(-1)).toMatch(/<Gather input="dtmf speech"[^>]*finishOnKey="#"/);
    expect(shared.documents.at(-1)).not.toContain('numDigits');
    expect(call.documents.at(-1)).toContain(askCode);
  });

  it.each(['12', '12345', '1234567'])('%s is no code, and costs no try', async (digits) => {
    await using node = await startTelephone({ mode: 'gather' });
    const code = await codeFor(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    for (let time = 0; time < 7; time += 1) {
      await call.presses(digits);
      expect(await call.next()).toBe(`${wrongCode} ${askCode}`);
    }
    await call.presses(code);
    expect(await call.next()).toContain(HELLO);
  });

  it('whoever types nothing is asked whether they are there, and what they type then counts', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const code = await codeFor(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.isSilent();
    expect(await call.next()).toBe('Are you still there?');
    await call.presses(code);
    expect(await call.next()).toContain(HELLO);
  });

  it('too many wrong PINs end the call', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await withPin(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    for (let time = 0; time < 5; time += 1) {
      await call.presses('1111#');
      expect(await call.next()).toContain(wrongPin);
    }
    await call.presses('2468#');
    expect(await call.next()).toContain('try again in ten minutes');
    expect(call.state).toBe('ended');
  });
});

describe('over Media Streams', () => {
  it('a code that is broken off is asked for again, and a whole one opens the account', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const code = await codeFor(node);
    const call = await node.twilio.call(ADA_PHONE);
    await hears(node, call, askCode);
    await call.presses(code.slice(0, 4));
    await pauses(node);
    await hears(node, call, `${wrongCode} ${askCode}`);
    await call.presses(code);
    await hears(node, call, HELLO);
  });
});

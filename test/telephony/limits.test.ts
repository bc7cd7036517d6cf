import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { LINK_CODE_MS, PHONE_TRIES } from '../../src/accounts/phone-links.ts';
import { CALLS_OF_A_NUMBER } from '../../src/telephony/admission.ts';
import { ENTRY_MS } from '../../src/telephony/call-entry.ts';
import { LINES_OF_A_NUMBER } from '../../src/telephony/lines.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { UNSIGNED_REQUESTS, WEBHOOKS_OF_A_NUMBER } from '../../src/telephony/webhook-request.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { newSid } from '../support/fake-twilio-sid.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { MODES, said } from './call-states.ts';
import { signedSocket, upgrade } from './signed-requests.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const WAIT = { interval: 10 };
const BUSY = 'all lines are busy';
const { wrongCode, wrongPin, tooManyTries, linked } = phrasesFor('en');
const STRANGER = '+15550101';
const MAX_BODY_BYTES = 32 * 1024;
const MAX_MESSAGE_BYTES = 64 * 1024;

/** What somebody who calls now hears first. */
async function callsAndHears(node: TelephoneNode, phone = STRANGER): Promise<{ call: FakeCall; words: string }> {
  const call = await node.twilio.call(phone);
  const words = () => [...call.utterances.map(({ text }) => text), call.ear.text].join(' ').trim();
  await vi.waitFor(() => {
    call.sound?.plays(60_000);
    expect(words()).not.toBe('');
  }, WAIT);
  return { call, words: words() };
}

/** Digits that are whole, and what the caller is told then. */
async function types(node: TelephoneNode, call: FakeCall, digits: string, answer: string): Promise<void> {
  const times = said(node, call).split(answer).length;
  await call.presses(digits);
  await vi.waitFor(() => {
    call.sound?.plays(60_000);
    expect(said(node, call).split(answer).length).toBe(times + 1);
  }, WAIT);
}

async function ends(node: TelephoneNode, call: FakeCall): Promise<void> {
  await vi.waitFor(() => {
    call.sound?.plays(1000);
    node.clock.advance(1000);
    expect(call.state).toBe('ended');
  }, WAIT);
}

describe.each(MODES)('over %s', (mode) => {
  it(`a node takes as many calls as it may, refuses the next one, and takes one again when a line is free`, async () => {
    await using node = await startTelephone({ mode, maxCalls: 2 });
    const { call } = await callsAndHears(node, '+15550101');
    expect((await callsAndHears(node, '+15550102')).words).toContain('not linked');
    expect((await callsAndHears(node, '+15550103')).words).toContain(BUSY);
    await call.hangsUp();
    expect((await callsAndHears(node, '+15550103')).words).toContain('not linked');
  });

  it('one number has five lines, no sixth, and one more when one is free', async () => {
    await using node = await startTelephone({ mode, maxCalls: LINES_OF_A_NUMBER + 1 });
    const { call } = await callsAndHears(node);
    for (let line = 2; line <= LINES_OF_A_NUMBER; line += 1) {
      expect((await callsAndHears(node)).words).toContain('not linked');
    }
    expect((await callsAndHears(node)).words).toContain(BUSY);
    await call.hangsUp();
    expect((await callsAndHears(node)).words).toContain('not linked');
  });

  it('one number begins ten calls in a minute, no eleventh, and the next after that minute', async () => {
    await using node = await startTelephone({ mode });
    for (let begun = 1; begun <= CALLS_OF_A_NUMBER.limit; begun += 1) {
      const { call, words } = await callsAndHears(node);
      expect(words).toContain('not linked');
      await call.hangsUp();
    }
    expect((await callsAndHears(node)).words).toContain(BUSY);
    node.clock.advance(CALLS_OF_A_NUMBER.windowMs - 1);
    expect((await callsAndHears(node)).words).toContain(BUSY);
    node.clock.advance(1);
    expect((await callsAndHears(node)).words).toContain('not linked');
  });

  it('a code may be the fifth that a number tries, and not the sixth; ten minutes later it may be tried again', async () => {
    await using node = await startTelephone({ mode });
    const ada = await node.linked('+15550144');
    const wrongOnes = async (call: FakeCall, tries: number, code: string) => {
      const wrong = code === '000000' ? '111111' : '000000';
      for (let time = 0; time < tries; time += 1) await types(node, call, wrong, wrongCode);
    };
    const refused = (await callsAndHears(node)).call;
    const { code } = await node.phoneLinks.createCode(ada);
    await wrongOnes(refused, PHONE_TRIES.limit, code);
    await types(node, refused, code, tooManyTries);
    await ends(node, refused);
    node.clock.advance(LINK_CODE_MS);
    const next = await node.phoneLinks.createCode(ada);
    const { call } = await callsAndHears(node);
    await wrongOnes(call, PHONE_TRIES.limit - 1, next.code);
    await types(node, call, next.code, linked);
  });

  it('a PIN may be the fifth that a number tries, and not the sixth; ten minutes later it may be tried again', async () => {
    await using node = await startTelephone({ mode });
    const ada = await node.linked();
    const [link] = await node.phoneLinks.list(ada);
    await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
    const refused = (await callsAndHears(node, ADA_PHONE)).call;
    for (let time = 0; time < PHONE_TRIES.limit; time += 1) await types(node, refused, '1111#', wrongPin);
    await types(node, refused, '2468#', tooManyTries);
    await ends(node, refused);
    node.clock.advance(PHONE_TRIES.windowMs);
    const { call } = await callsAndHears(node, ADA_PHONE);
    for (let time = 1; time < PHONE_TRIES.limit; time += 1) await types(node, call, '1111#', wrongPin);
    await types(node, call, '2468#', 'Hello Ada.');
  });

  it('whoever opens no account has five minutes to the last moment, and no more', async () => {
    await using node = await startTelephone({ mode });
    const { call } = await callsAndHears(node);
    const { startedAt = 0 } = (await node.stores.calls.find(call.callSid)) ?? {};
    node.clock.advance(startedAt + ENTRY_MS - 1 - node.clock.now());
    await node.twilio.exchanged();
    expect(said(node, call)).not.toContain('oodbye');
    node.clock.advance(1);
    if (mode === 'gather') await call.isSilent();
    else await ends(node, call);
    expect(said(node, call)).toContain('oodbye');
    await vi.waitFor(async () => expect((await node.stores.calls.find(call.callSid))?.status).toBe('completed'), WAIT);
  });
});

describe('a webhook', () => {
  const fields = () => ({ CallSid: newSid('CA'), From: STRANGER });

  it('may have 32 KB, and not one byte more', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const known = fields();
    const bare = new URLSearchParams({ ...known, Filler: '' }).toString().length;
    const status = async (bytes: number) =>
      (await node.twilio.post('/twilio/status', { ...known, Filler: 'x'.repeat(bytes - bare) })).status;
    expect([await status(MAX_BODY_BYTES), await status(MAX_BODY_BYTES + 1)]).toEqual([204, 413]);
  });

  it('is taken as the hundred-and-twentieth of a number in a minute, not as the next, and again after that minute', async () => {
    await using node = await startTelephone();
    const known = fields();
    const status = async () => (await node.twilio.post('/twilio/status', known)).status;
    for (let time = 1; time <= WEBHOOKS_OF_A_NUMBER.limit; time += 1) expect(await status()).toBe(204);
    expect(await status()).toBe(429);
    node.clock.advance(WEBHOOKS_OF_A_NUMBER.windowMs - 1);
    expect(await status()).toBe(429);
    node.clock.advance(1);
    expect(await status()).toBe(204);
  });

  it('that nobody signed is looked at as the thirtieth of an address, not as the next, and again after the minute', async () => {
    await using node = await startTelephone();
    const status = async () => (await node.twilio.post('/twilio/voice', fields(), { signature: 'wrong' })).status;
    for (let time = 1; time < UNSIGNED_REQUESTS.limit; time += 1) expect(await status()).toBe(403);
    expect(await upgrade(node, '/twilio/stream', 'wrong')).toBe(403);
    expect([await status(), await upgrade(node, '/twilio/relay', 'wrong')]).toEqual([429, 429]);
    node.clock.advance(UNSIGNED_REQUESTS.windowMs);
    expect([await status(), await upgrade(node, '/twilio/relay', 'wrong')]).toEqual([403, 403]);
  });

  it.each([
    ['words', { SpeechResult: 'x '.repeat(2001) }],
    ['keys', { Digits: '1'.repeat(33) }],
    ['an error code', { ErrorCode: '1'.repeat(33) }],
  ])('with more %s than anybody says or presses does not end the call', async (_what, more) => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    const told = { CallSid: call.callSid, From: ADA_PHONE, ...more };
    const answered = await node.twilio.post('/twilio/gather?turn=1', told);
    expect([answered.status, await answered.text()]).toEqual([200, expect.stringContaining('<Gather')]);
  });

  it('with a text message that is longer than any is answered all the same', async () => {
    await using node = await startTelephone();
    await node.linked();
    const sms = { MessageSid: newSid('SM'), From: ADA_PHONE, Body: 'leaf '.repeat(1000) };
    expect(await (await node.twilio.post('/twilio/sms', sms)).text()).toContain(USUAL_TEXT);
    expect(node.tutor.asked[0]?.text.length).toBe(4000);
  });
});

it('a caller over ConversationRelay who says more than can be asked is answered all the same', async () => {
  await using node = await startTelephone();
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('leaf '.repeat(1000));
  expect(await call.next()).toBe(USUAL_TEXT);
  expect(node.tutor.asked[0]?.text.length).toBe(4000);
});

describe.each(['relay', 'stream'])('a message of Twilio’s over /twilio/%s', (path) => {
  it('may have 64 KB, and not one byte more', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const socket = await signedSocket(node, `/twilio/${path}`);
    const closed = once(socket, 'close');
    socket.send('x'.repeat(MAX_MESSAGE_BYTES));
    const answered = once(socket, 'pong');
    socket.ping();
    await answered;
    expect(socket.readyState).toBe(socket.OPEN);
    socket.send('x'.repeat(MAX_MESSAGE_BYTES + 1));
    expect((await closed)[0]).toBe(1009);
  });
});

import { describe, expect, it, vi } from 'vitest';
import { PHONE_TRIES } from '../../src/accounts/phone-links.ts';
import { TYPING_MS } from '../../src/telephony/call-entry.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const modes = ['relay', 'stream', 'gather'] as const;
const { askPin, tooManyTries, wrongPin } = phrasesFor('en');
const AGAIN = `${wrongPin} ${askPin}`;
const HELLO = 'Hello Ada. What would you like to talk about?';
const PIN = '2468';
const TEN_MINUTES = 10 * 60_000;

/** Ada's phone, which is shared, and what its callers are told. */
async function sharedPhone(node: TelephoneNode) {
  const ada = await node.linked();
  const [link] = await node.phoneLinks.list(ada);
  await node.phoneLinks.setPin(ada, link?.id ?? '', PIN);
  const given = (call: FakeCall): string[] =>
    call.state === 'stream' ? node.tts.said : call.utterances.map(({ text }) => text.trim());
  /** Waits until this was said so often, and plays it; over Media Streams to all callers together. */
  const told = async (call: FakeCall, words: string, times = 1) => {
    await vi.waitFor(() => expect(given(call).filter((text) => text === words)).toHaveLength(times), WAIT);
    call.sound?.plays(60_000);
    await node.twilio.exchanged();
  };
  const calls = async () => {
    const before = askedOver(node);
    const call = await node.twilio.call(ADA_PHONE);
    await told(call, askPin, call.state === 'stream' ? before + 1 : 1);
    return call;
  };
  return { ada, calls, told };
}

/** How often a PIN was asked for over Media Streams. */
function askedOver(node: TelephoneNode): number {
  return node.tts.said.filter((text) => text === askPin).length;
}

/** Nothing more is typed. */
async function pauses(node: TelephoneNode): Promise<void> {
  for (let round = 0; round < 3; round += 1) await node.twilio.exchanged();
  node.clock.advance(TYPING_MS);
}

describe.each(modes)('a PIN that is typed in a call over %s', (mode) => {
  it('opens the account when it is right, also after a wrong one, and stands in no log', async () => {
    await using node = await startTelephone({ mode });
    const { calls, told } = await sharedPhone(node);
    const call = await calls();
    await call.presses('1111#');
    await told(call, AGAIN);
    await call.presses(`${PIN}#`);
    await told(call, HELLO);
    expect(node.lines.join('')).not.toContain(PIN);
  });

  it('ends the call after five wrong ones, though the next is right, and for ten minutes every other call', async () => {
    await using node = await startTelephone({ mode });
    const { calls, told } = await sharedPhone(node);
    const call = await calls();
    for (let time = 1; time <= PHONE_TRIES.limit; time += 1) {
      await call.presses('1111#');
      await told(call, AGAIN, time);
    }
    await call.presses(`${PIN}#`);
    await told(call, tooManyTries);
    await vi.waitFor(() => {
      call.sound?.plays(1000);
      node.clock.advance(1000);
      expect(call.state).toBe('ended');
    }, WAIT);
    const next = await calls();
    await next.presses(`${PIN}#`);
    await told(next, tooManyTries, mode === 'stream' ? 2 : 1);
    node.clock.advance(TEN_MINUTES);
    const last = await calls();
    await last.presses(`${PIN}#`);
    await told(last, HELLO);
  });

  it('begins anew with the star', async () => {
    await using node = await startTelephone({ mode });
    const { calls, told } = await sharedPhone(node);
    const call = await calls();
    await call.presses(`99*${PIN}#`);
    await told(call, HELLO);
  });

  it('costs no try when the caller hangs up in the middle of it, and opens nothing', async () => {
    await using node = await startTelephone({ mode });
    const { ada, calls, told } = await sharedPhone(node);
    const tried = vi.spyOn(node.phoneLinks, 'checkPin');
    for (let time = 0; time <= PHONE_TRIES.limit; time += 1) {
      const call = await calls();
      // Turn by turn Twilio keeps to itself what is typed before a caller hangs up.
      if (mode !== 'gather') await call.presses(PIN.slice(0, 3));
      await node.twilio.exchanged();
      await call.hangsUp();
      await pauses(node);
    }
    expect(tried).not.toHaveBeenCalled();
    expect((await node.stores.conversations.list(ada, { limit: 1 })).items).toEqual([]);
    const call = await calls();
    await call.presses(`${PIN}#`);
    await told(call, HELLO);
  });

  it('opens nothing for who hangs up while it is looked at', async () => {
    await using node = await startTelephone({ mode });
    const { calls } = await sharedPhone(node);
    const looked = Promise.withResolvers<boolean>();
    const tried = vi.spyOn(node.phoneLinks, 'checkPin').mockReturnValue(looked.promise);
    const lines = vi.spyOn(node.voices, 'open');
    const followed = vi.spyOn(node.access, 'follow');
    const known = vi.spyOn(node.calls, 'identify');
    const call = await calls();
    const typed = call.presses(`${PIN}#`);
    await vi.waitFor(() => expect(tried).toHaveBeenCalled(), WAIT);
    await call.hangsUp();
    await vi.waitFor(() => expect(node.gateway.open).toBe(0), WAIT);
    looked.resolve(true);
    for (let round = 0; round < 5; round += 1) await node.twilio.exchanged();
    expect(known).not.toHaveBeenCalled();
    expect(followed).not.toHaveBeenCalled();
    expect(lines).not.toHaveBeenCalled();
    node.clock.advance(60_000);
    await typed;
  });
});

describe('a PIN of which a part is typed', () => {
  it('is typed anew when the caller has said something and was asked again, at the cost of no try', async () => {
    await using node = await startTelephone();
    const { calls, told } = await sharedPhone(node);
    const tried = vi.spyOn(node.phoneLinks, 'checkPin');
    const call = await calls();
    for (let time = 2; time < 9; time += 1) {
      await call.presses('24');
      await call.says('Hello? Is anybody there?');
      await told(call, askPin, time);
      await pauses(node);
    }
    expect(tried).not.toHaveBeenCalled();
    await call.presses(`${PIN}#`);
    await told(call, HELLO);
  });

  it('may be said instead', async () => {
    await using node = await startTelephone();
    const { calls, told } = await sharedPhone(node);
    const call = await calls();
    await call.presses('24');
    await call.says('Two four six eight.');
    await told(call, HELLO);
  });

  it('goes on over Media Streams, where nobody is listened to before it is known who calls', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { calls, told } = await sharedPhone(node);
    const call = await calls();
    await call.presses(PIN.slice(0, 2));
    call.sound?.hears('voice', 800);
    call.sound?.hears('silence', 600);
    await node.twilio.exchanged();
    await call.presses(`${PIN.slice(2)}#`);
    await told(call, HELLO);
    expect(node.stt.stretches).toEqual([]);
  });

  it('counts turn by turn as far as it was typed when nothing more comes, and the caller is asked again', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const { calls, told } = await sharedPhone(node);
    const call = await calls();
    await call.presses('24');
    await told(call, AGAIN);
    await call.says('Hello?');
    await told(call, askPin, 2);
    await call.presses(`${PIN}#`);
    await told(call, HELLO);
  });
});

it('a code that is half typed is typed anew when its caller has said something', async () => {
  await using node = await startTelephone();
  const eve = await node.linked('+15550144', { name: 'Eve' });
  const { code } = await node.phoneLinks.createCode(eve);
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.presses(code.slice(0, 3));
  await call.says('Is this right?');
  expect(await call.next()).toBe(phrasesFor('en').askCode);
  await call.presses(code);
  await call.begins('Thank you. This number is linked now.');
});

it('a code that is begun anew with the star turn by turn is asked for again, at the cost of no try', async () => {
  await using node = await startTelephone({ mode: 'gather' });
  const redeemed = vi.spyOn(node.phoneLinks, 'redeem');
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.presses('12*456');
  expect(await call.next()).toBe(`${phrasesFor('en').wrongCode} ${phrasesFor('en').askCode}`);
  expect(redeemed).not.toHaveBeenCalled();
});

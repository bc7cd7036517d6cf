import { describe, expect, it } from 'vitest';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { TypedCode } from '../../src/telephony/typed-code.ts';
import { hears, inCall } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const LINKED = phrasesFor('en').alreadyLinked;

/** A learner beside whose number it is, with a code that is good. */
async function codeOf(node: TelephoneNode): Promise<string> {
  const eve = await node.linked('+15550144', { name: 'Eve' });
  const { code } = await node.phoneLinks.createCode(eve);
  return code;
}

describe('a good code on a number that is linked already', () => {
  it('moves nothing when it is typed over ConversationRelay, and the caller is told whose turn it is', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const code = await codeOf(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses(code);
    await call.begins(LINKED);
    expect((await node.stores.phones.findByPhone(ADA_PHONE))?.learner.id).toBe(ada);
    // The code was not looked at: it still links another number.
    expect((await node.phoneLinks.redeem('+15550177', code)).learner.name).toBe('Eve');
  });

  it('moves nothing when it is typed over Media Streams', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const code = await codeOf(node);
    const { call } = await inCall(node);
    await call.presses(code);
    await hears(node, call, LINKED);
  });

  it.each(['relay', 'gather'] as const)('moves nothing when it is said over %s', async (mode) => {
    await using node = await startTelephone({ mode });
    const ada = await node.linked();
    const code = await codeOf(node);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says(`${[...code].join(' ')}.`);
    expect(await call.next()).toBe(LINKED);
    expect((await node.stores.phones.findByPhone(ADA_PHONE))?.learner.id).toBe(ada);
    expect(node.tutor.asked).toEqual([]);
    expect(node.lines.join('')).not.toContain(code);
  });

  it.each(['relay', 'gather'] as const)('is a wrong PIN where one is asked for, over %s', async (mode) => {
    await using node = await startTelephone({ mode });
    const ada = await node.linked();
    const code = await codeOf(node);
    const [link] = await node.phoneLinks.list(ada);
    await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses(`${code}#`);
    expect(await call.next()).toBe(`That PIN is wrong. ${LINKED} Please type your PIN, then the hash key.`);
    expect((await node.stores.phones.findByPhone(ADA_PHONE))?.learner.id).toBe(ada);
  });
});

it('six digits that answer the tutor are an answer', async () => {
  await using node = await startTelephone();
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Ask me how far the sun is.');
  await call.next();
  await call.says('149600');
  await call.next();
  expect(node.tutor.asked.map(({ text }) => text)).toEqual(['Ask me how far the sun is.', '149600']);
});

describe('keys in a row', () => {
  /** At these times, ms, which of the keys ended a code. */
  const ends = (keys: [string, number][]) => {
    const typed = new TypedCode();
    return keys.map(([key, at]) => typed.press(key, at));
  };
  const atOnce = (keys: string): [string, number][] => [...keys].map((key, at) => [key, at * 500]);

  it('are a code with the sixth digit, and not before', () => {
    expect(ends(atOnce('12345'))).not.toContain(true);
    expect(ends(atOnce('123456'))).toEqual([false, false, false, false, false, true]);
    expect(ends(atOnce('1234567'))).toEqual([false, false, false, false, false, true, false]);
  });

  it('are none with a star between, or a pause of more than four seconds', () => {
    expect(ends(atOnce('123*456'))).not.toContain(true);
    expect(ends([...atOnce('12345'), ['6', 2000 + 4001]])).not.toContain(true);
    expect(ends([...atOnce('12345'), ['6', 2000 + 4000]]).at(-1)).toBe(true);
  });
});

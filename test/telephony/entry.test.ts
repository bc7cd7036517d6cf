import { describe, expect, it } from 'vitest';
import { PHONE_TRIES } from '../../src/accounts/phone-links.ts';
import { phrasesFor } from '../../src/telephony/phrases.ts';
import { storedLearner } from '../support/records.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const modes = ['relay', 'gather'] as const;

describe.each(modes)('a caller whose number is not linked, over %s', (mode) => {
  it('learns how to link it, and links it by typing the code', async () => {
    await using node = await startTelephone({ mode });
    const ada = await storedLearner(node.stores, { name: 'Ada' });
    const { code } = await node.phoneLinks.createCode(ada);
    const call = await node.twilio.call(ADA_PHONE);
    const hint = await call.next();
    expect(hint).toContain('not linked');
    expect(hint).toContain('six digits');
    await call.presses(code);
    expect(await call.next()).toBe(
      'Thank you. This number is linked now. Hello Ada. What would you like to talk about?',
    );
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.lines.join('')).not.toContain(code);
  });

  it('may say the code', async () => {
    await using node = await startTelephone({ mode });
    const ada = await storedLearner(node.stores, { name: 'Ada' });
    const { code } = await node.phoneLinks.createCode(ada);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says(`${[...code].join(' ')}.`);
    expect(await call.next()).toContain('Hello Ada.');
  });

  it('hears nothing of anybody, whatever they say, and is sent away after five wrong codes', async () => {
    await using node = await startTelephone({ mode });
    const ada = await storedLearner(node.stores, { name: 'Ada' });
    const { code } = await node.phoneLinks.createCode(ada);
    const wrong = code === '000000' ? '111111' : '000000';
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Who is Ada?');
    expect(await call.next()).toBe('Please type the six digits of your code now.');
    for (let i = 0; i < PHONE_TRIES.limit; i++) {
      await call.presses(wrong);
      expect(await call.next()).toContain('That code is wrong');
    }
    await call.presses(code);
    expect(await call.next()).toContain('try again in ten minutes');
    expect(call.utterances.map(({ text }) => text).join(' ')).not.toContain('Ada');
    expect(node.tutor.asked).toEqual([]);
    expect(await node.stores.phones.findByPhone(ADA_PHONE)).toBeUndefined();
    const [stored] = await node.stores.calls.recent(0, 1);
    expect(stored?.learnerId).toBeUndefined();
  });
});

describe.each(modes)('a phone that is shared, over %s', (mode) => {
  it('is asked for its PIN in the language of whose number it is', async () => {
    await using node = await startTelephone({ mode });
    const ada = await node.linked(ADA_PHONE, { language: 'de' });
    const [link] = await node.phoneLinks.list(ada);
    await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe(phrasesFor('de').askPin);
    expect(call.language).toBe('de-DE');
    await call.presses('1111#');
    expect(await call.next()).toContain(phrasesFor('de').wrongPin);
  });

  it('opens the account after its PIN, also when the line is lost before', async () => {
    await using node = await startTelephone({ mode });
    const ada = await node.linked();
    const [link] = await node.phoneLinks.list(ada);
    await node.phoneLinks.setPin(ada, link?.id ?? '', '2468');
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe('Please type your PIN, then the hash key.');
    await call.presses('1111#');
    expect(await call.next()).toContain('That PIN is wrong.');
    if (mode === 'relay') {
      await call.losesSocket();
      expect(await call.next()).toBe('Please type your PIN, then the hash key.');
    }
    await call.presses('2468#');
    expect(await call.next()).toBe('Hello Ada. What would you like to talk about?');
    expect(node.lines.join('')).not.toContain('2468');
  });
});

import { describe, expect, it, vi } from 'vitest';
import { isBack } from '../../src/telephony/hold-on.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { hears, inCall, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const BACK = 'Good. I am listening.';

describe.each(['relay', 'gather'] as const)('a caller who asked for time, over %s', (mode) => {
  it.each(['I’m back.', 'Okay, go on.', 'Ahem.'])('says %j, which nobody answers, and talks on', async (words) => {
    await using node = await startTelephone({ mode });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Hold on.');
    expect(await call.next()).toBe('Take your time.');
    await call.says(words);
    expect(await call.next()).toBe(BACK);
    expect(node.tutor.asked).toEqual([]);
    // The wait is over: the same words are for the tutor now.
    await call.says('I’m back.');
    expect(await call.next()).toBe(USUAL_TEXT);
  });

  it('asks something at once, and is answered', async () => {
    await using node = await startTelephone({ mode });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Hold on.');
    await call.next();
    await call.says('Okay, why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
  });
});

it('a caller who asked for time is known for it on another node, turn by turn', async () => {
  await using node = await startTelephone({ mode: 'gather' });
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Hold on.');
  await call.next();
  await node.gather.forget(call.callSid);
  await call.says('I’m back.');
  expect(await call.next()).toBe(BACK);
});

it('after the wait has ended a caller is asked after half a minute again whether they are there', async () => {
  await using node = await startTelephone();
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('Hold on.');
  await call.next();
  await call.says('I’m back.');
  expect(await call.next()).toBe(BACK);
  node.clock.advance(40_000);
  expect(await call.next()).toBe('Are you still there?');
});

describe('over Media Streams a caller who asked for time', () => {
  it.each([
    ['comes back', 'I’m back.'],
    ['coughs', ''],
  ])('%s, and nobody answers that', async (_what, words) => {
    await using node = await startTelephone({ mode: 'stream' });
    const { call } = await inCall(node);
    await says(node, call, 'Hold on.');
    await hears(node, call, 'Take your time.');
    await says(node, call, words);
    await vi.waitFor(() => expect(node.tts.said).toContain(BACK), WAIT);
    expect(node.tutor.asked).toEqual([]);
  });
});

describe('what says no more than that somebody is there again', () => {
  it.each([
    ...['I am back', 'OK, I’m ready', 'Here I am.', 'Hm.', 'Uh, go on', '', '(coughs)'],
    ...['Ya estoy aquí.', 'Vale, sigamos.', 'Ich bin wieder da.', 'So, weiter.', 'Me revoilà !', 'C’est bon'],
    ...['Eccomi.', 'Sono tornata.', 'Voltei.', 'Pode continuar.', 'Ik ben er weer.', 'Klaar.'],
  ])('%j', (said) => expect(isBack(said)).toBe(true));

  it.each([
    'I’m back, what is a leaf?',
    'Back to photosynthesis',
    'Ready for what?',
    'Ich bin wieder da, was ist ein Blatt?',
    'Why?',
  ])('but not %j', (said) => expect(isBack(said)).toBe(false));
});

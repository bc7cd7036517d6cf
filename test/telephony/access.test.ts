import { describe, expect, it, vi } from 'vitest';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { askedInVain } from './answered-call.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

const GONE = 'I no longer have access to your account, so this call ends here. Goodbye.';

async function unlink(node: TelephoneNode, ada: string): Promise<void> {
  const [link] = await node.phoneLinks.list(ada);
  expect(await node.phoneLinks.unlink(ada, link?.id ?? '')).toBe(true);
}

/** As the account's deletion tells it. */
async function deleteAccount(node: TelephoneNode, learnerId: string): Promise<void> {
  await node.stores.accounts.deleteLearner(learnerId);
  await node.signals.publish({ type: 'signed_out', learnerId });
  await node.signals.publish({ type: 'deleted', learnerId });
}

describe.each([
  ['unlinked', unlink],
  ['deleted with its account', deleteAccount],
])('a running call whose number is %s', (_what, end) => {
  it('over ConversationRelay ends with kind words, whatever the caller says to them', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    await end(node, ada);
    expect(await call.next()).toBe(GONE);
    await call.speaksOver('I no longer', 'Why are leaves green?');
    await call.presses('2');
    node.clock.advance(10_000);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('over ConversationRelay is cut in the middle of an answer', async () => {
    await using node = await startTelephone();
    const { ada, call } = await askedInVain(node);
    await end(node, ada);
    expect(await call.next()).toBe(GONE);
    node.clock.advance(10_000);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
  });

  it('turn by turn ends with the next turn', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await end(node, ada);
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(GONE);
    expect(call.state).toBe('ended');
    expect(node.tutor.asked).toEqual([]);
  });

  it('over Media Streams ends with kind words, and nothing is heard any more', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await vi.waitFor(() => expect(node.tts.said).toHaveLength(1));
    await end(node, ada);
    await vi.waitFor(() => expect(node.tts.said).toContain(GONE));
    call.sound?.hears('voice', 800);
    await vi.waitFor(() => {
      call.sound?.plays(1000);
      expect(call.state).toBe('ended');
    });
    expect(node.stt.stretches).toEqual([]);
    expect(node.tutor.asked).toEqual([]);
  });
});

describe('a running call goes on', () => {
  it('when another number of the learner is unlinked, or another device signed out', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    await node.stores.phones.link({ id: crypto.randomUUID(), learnerId: ada, phone: '+15550177', createdAt: 1 });
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const other = (await node.phoneLinks.list(ada)).find(({ phone }) => phone !== ADA_PHONE);
    await node.phoneLinks.unlink(ada, other?.id ?? '');
    await node.signals.publish({ type: 'signed_out', learnerId: ada, credentialId: crypto.randomUUID() });
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
  });

  it('turn by turn sees by itself what it was not told: another node unlinked the number', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const [link] = await node.phoneLinks.list(ada);
    await node.stores.phones.remove(ada, link?.id ?? '');
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(GONE);
  });
});

it('a call whose record is gone, and that no node remembers, is ended with the same words', async () => {
  await using node = await startTelephone({ mode: 'gather' });
  const ada = await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await deleteAccount(node, ada);
  await node.gather.forget(call.callSid);
  await call.says('Why are leaves green?');
  expect([await call.next(), call.state]).toEqual([GONE, 'ended']);
});

it('a number that somebody else links is no longer the one’s who had it, also in the middle of a call', async () => {
  await using node = await startTelephone();
  await node.linked();
  const eve = await node.linked('+15550144', { name: 'Eve' });
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  const { code } = await node.phoneLinks.createCode(eve);
  await node.phoneLinks.redeem(ADA_PHONE, code);
  expect(await call.next()).toBe(GONE);
});

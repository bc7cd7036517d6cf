import { once } from 'node:events';
import { expect, it, vi } from 'vitest';
import { FakeClock } from '../support/fake-clock.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { bareRelay } from './signed-requests.ts';
import { hears, says } from './stream-caller.ts';
import { ADA_PHONE, type TelephoneNode } from './telephone-node.ts';
import { twoNodes } from './two-nodes.ts';

const GONE = 'I no longer have access to your account, so this call ends here. Goodbye.';
const WAIT = { interval: 10 };

async function unlinkOn(node: TelephoneNode, learnerId: string): Promise<void> {
  const [link] = await node.phoneLinks.list(learnerId);
  expect(await node.phoneLinks.unlink(learnerId, link?.id ?? '')).toBe(true);
}

it('a socket that another replaced, and that nobody told so, asks nothing, ends no call, and closes by itself', async () => {
  const [here, there] = await twoNodes({ clock: new FakeClock(Date.now()) });
  await here.linked();
  const { callSid, socket, received } = await bareRelay(here, ADA_PHONE);
  await vi.waitFor(() => expect(received.join()).toContain('Hello Ada'), WAIT);
  const closed = once(socket, 'close');
  const lost = { CallSid: callSid, From: ADA_PHONE, SessionId: 'VX1', SessionStatus: 'failed' };
  const again = await there.twilio.post('/twilio/relay-ended', lost);
  const elsewhere = await there.twilio.adopt(callSid, ADA_PHONE, await again.text());
  expect(await elsewhere.next()).toBe('I am back. Please go on.');
  expect([here.gateway.open, there.gateway.open]).toEqual([1, 1]);
  await vi.waitFor(async () => {
    here.clock.advance(5000);
    await elsewhere.presses('#');
    expect(here.gateway.open).toBe(0);
  }, WAIT);
  expect((await closed)[0]).toBe(1000);
  expect(await here.stores.calls.find(callSid)).toMatchObject({ status: 'in-progress', reconnects: 1 });
  expect((await here.stores.calls.find(callSid))?.ending).toBeUndefined();
  await elsewhere.says('Why are leaves green?');
  await vi.waitFor(() => expect(elsewhere.utterances.at(-1)?.text).toContain(USUAL_TEXT), WAIT);
  expect([here.tutor.asked.length, there.tutor.asked.length]).toEqual([0, 1]);
});

it('a call over ConversationRelay whose number another node unlinked ends with the next thing that is said or pressed', async () => {
  const [here, there] = await twoNodes({ clock: new FakeClock(Date.now()) });
  const ada = await here.linked();
  const call = await here.twilio.call(ADA_PHONE);
  await call.next();
  await unlinkOn(there, ada);
  await call.says('Why are leaves green?');
  expect(await call.next()).toBe(GONE);
  await vi.waitFor(() => {
    here.clock.advance(1000);
    expect(call.state).toBe('ended');
  }, WAIT);
  expect(here.tutor.asked).toEqual([]);
});

it.each(['says something', 'presses a key'])(
  'a caller over Media Streams whose number another node unlinked, and who %s, hears so',
  async (what) => {
    const [here, there] = await twoNodes({ mode: 'stream', clock: new FakeClock(Date.now()) });
    const ada = await here.linked();
    const call = await here.twilio.call(ADA_PHONE);
    await hears(here, call, 'Hello Ada. What would you like to talk about?');
    await unlinkOn(there, ada);
    if (what === 'presses a key') await call.presses('2');
    else await says(here, call, 'Why are leaves green?');
    await hears(here, call, GONE);
    await vi.waitFor(() => {
      call.sound?.plays(1000);
      expect(call.state).toBe('ended');
    }, WAIT);
    expect(here.tutor.asked).toEqual([]);
  },
);

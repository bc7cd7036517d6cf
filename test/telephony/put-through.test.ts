import { describe, expect, it, vi } from 'vitest';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { hears, inCall, says } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode, TRANSFER } from './telephone-node.ts';

const BACK = 'I am back. Please go on.';

/** A caller who asks for a human, and is put through. */
async function askedForHuman(node: TelephoneNode) {
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.says('I want to talk to a human');
  expect(await call.next()).toBe('I put you through.');
  await vi.waitFor(() => {
    node.clock.advance(1000);
    expect(call.transferredTo).toBe(TRANSFER);
  });
  return call;
}

describe.each(['relay', 'gather'] as const)('a caller who was put through over %s', (mode) => {
  it.each(['busy', 'no-answer', 'failed'] as const)(
    'and got nobody (%s) is not left alone: the talk goes on',
    async (dialled) => {
      await using node = await startTelephone({ mode });
      node.twilio.dialled = dialled;
      const call = await askedForHuman(node);
      expect(await call.next()).toBe(BACK);
      expect(call.state).toBe(mode);
      await call.says('Why are leaves green?');
      expect(await call.next()).toBe(USUAL_TEXT);
      await call.says('Goodbye.');
      expect(await call.next()).toContain('Goodbye');
      node.clock.advance(20_000);
      await vi.waitFor(() => expect(call.state).toBe('ended'));
    },
  );

  it('and spoke to somebody is done', async () => {
    await using node = await startTelephone({ mode });
    node.twilio.dialled = 'completed';
    const call = await askedForHuman(node);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
    await vi.waitFor(async () => expect((await node.stores.calls.find(call.callSid))?.status).toBe('completed'));
  });

  it('may try again, and the end of the first try told twice changes nothing', async () => {
    await using node = await startTelephone({ mode });
    node.twilio.dialled = 'busy';
    node.twilio.webhooks.twice = true;
    const call = await askedForHuman(node);
    expect(await call.next()).toBe(BACK);
    node.twilio.dialled = 'completed';
    await call.says('I want to talk to a human');
    expect(await call.next()).toBe('I put you through.');
    await vi.waitFor(() => {
      node.clock.advance(1000);
      expect(call.state).toBe('ended');
    });
  });
});

it('a caller over Media Streams who got nobody goes on, and can end the call as ever', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  node.twilio.dialled = 'no-answer';
  const { call } = await inCall(node);
  await says(node, call, 'I want to talk to a human');
  await hears(node, call, 'I put you through.');
  await vi.waitFor(() => expect(call.transferredTo).toBe(TRANSFER));
  await hears(node, call, BACK);
  expect(call.state).toBe('stream');
  await says(node, call, 'Goodbye.');
  await hears(node, call, 'Goodbye, and until next time.');
  await vi.waitFor(() => {
    call.sound?.plays(1000);
    node.clock.advance(100);
    expect(call.state).toBe('ended');
  });
});

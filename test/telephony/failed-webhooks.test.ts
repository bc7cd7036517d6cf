import { describe, expect, it, vi } from 'vitest';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { answeredCall } from './answered-call.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

/** The next request of Twilio's at this path fails, as with a database that was away for a moment. */
function failsOnce(node: TelephoneNode, path: string): void {
  const { webhooks } = node.twilio;
  const ask = webhooks.ask.bind(webhooks);
  vi.spyOn(webhooks, 'ask').mockImplementation((asked, fields, signal) => {
    if (!asked.includes(path)) return ask(asked, fields, signal);
    vi.mocked(webhooks.ask).mockImplementation(ask);
    const told = { ErrorCode: '11200', ErrorUrl: new URL(asked, 'https://tutor.example.org').href };
    return ask('/twilio/resume', { ...fields, ...told }, signal);
  });
}

/** Waits until the caller is told this. */
async function isTold(node: TelephoneNode, call: FakeCall, words: string): Promise<void> {
  if (call.state === 'stream') await vi.waitFor(() => expect(node.tts.said).toContain(words));
  else expect(await call.next()).toBe(words);
}

describe('a webhook that fails, where “Primary handler fails” is set', () => {
  it.each(['relay', 'gather'] as const)('at the beginning of a call begins it all the same: %s', async (mode) => {
    await using node = await startTelephone({ mode });
    await node.linked();
    failsOnce(node, '/twilio/voice');
    const call = await node.twilio.call(ADA_PHONE);
    expect([await call.next(), call.state]).toEqual(['Hello Ada. What would you like to talk about?', mode]);
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect((await node.stores.calls.recent(0, 5)).map(({ reconnects }) => reconnects)).toEqual([0]);
  });

  it('in a turn lets the caller say it again, and goes on', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const { call } = await answeredCall(node);
    node.clock.advance(20_000);
    failsOnce(node, 'turn=2');
    await call.says('And red ones?');
    expect(await call.next()).toBe('I am back. Please go on.');
    await call.says('Then blue ones?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.map(({ text }) => text)).toEqual(['Why are leaves green?', 'Then blue ones?']);
  });

  it.each(['relay', 'stream'] as const)('after a socket was lost opens another one: %s', async (mode) => {
    await using node = await startTelephone({ mode });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await isTold(node, call, 'Hello Ada. What would you like to talk about?');
    failsOnce(node, '/twilio/relay-ended');
    await call.losesSocket();
    expect(call.state).toBe(mode);
    await isTold(node, call, 'I am back. Please go on.');
    expect(await node.stores.calls.find(call.callSid)).toMatchObject({ reconnects: 1, mode });
  });

  it('tells nothing of a call that is over, and begins none that nobody knows', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.hangsUp();
    const failed = { From: ADA_PHONE, ErrorCode: '11200', ErrorUrl: 'https://tutor.example.org/twilio/gather?turn=1' };
    for (const CallSid of [call.callSid, 'CAunknown']) {
      expect(await (await node.twilio.post('/twilio/resume', { ...failed, CallSid })).text()).toContain('<Response/>');
    }
  });
});

describe('whatever is delivered twice', () => {
  it.each(['relay', 'stream', 'gather'] as const)(
    'has one effect and one answer in a whole call over %s',
    async (mode) => {
      await using node = await startTelephone({ mode });
      const ada = await node.linked();
      node.twilio.webhooks.twice = true;
      const call = await node.twilio.call(ADA_PHONE);
      await isTold(node, call, 'Hello Ada. What would you like to talk about?');
      if (mode !== 'gather') {
        await call.losesSocket();
        await isTold(node, call, 'I am back. Please go on.');
      }
      if (mode !== 'stream') {
        await call.says('Why are leaves green?');
        expect(await call.next()).toBe(USUAL_TEXT);
        expect(node.tutor.asked).toHaveLength(1);
      }
      expect(call.state).toBe(mode);
      await call.hangsUp();
      const calls = await node.stores.calls.recent(0, 5);
      expect(calls.map(({ status, reconnects }) => [status, reconnects])).toEqual([
        ['completed', mode === 'gather' ? 0 : 1],
      ]);
      // A talk in which nothing was said is not listed.
      expect((await node.stores.conversations.list(ada, { limit: 5 })).items).toHaveLength(mode === 'stream' ? 0 : 1);
      expect(node.sent).toHaveLength(1);
    },
  );
});

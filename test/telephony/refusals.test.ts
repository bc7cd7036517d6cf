import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { UNSIGNED_REQUESTS, WEBHOOKS_OF_A_NUMBER } from '../../src/telephony/webhook-request.ts';
import { newSid } from '../support/fake-twilio-sid.ts';
import { signedSocket, upgrade } from './signed-requests.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';

async function rows(node: TelephoneNode): Promise<number> {
  return (await node.stores.calls.recent(0, 10)).length;
}

describe('a webhook', () => {
  const fields = { CallSid: newSid('CA'), From: ADA_PHONE };

  it('that comes twice gets the same answer, and begins one call', async () => {
    await using node = await startTelephone();
    await node.linked();
    const answers = await Promise.all(Array.from({ length: 5 }, () => node.twilio.post('/twilio/voice', fields)));
    const documents = await Promise.all(answers.map((answer) => answer.text()));
    expect(new Set(documents).size).toBe(1);
    expect(await rows(node)).toBe(1);
  });

  it('is bounded in size, and in number from one caller', async () => {
    await using node = await startTelephone();
    const large = { ...fields, SpeechResult: 'x'.repeat(40_000) };
    expect((await node.twilio.post('/twilio/gather?turn=1', large)).status).toBe(413);
    for (let i = 0; i < WEBHOOKS_OF_A_NUMBER.limit; i++) {
      expect((await node.twilio.post('/twilio/status', fields)).status).toBe(204);
    }
    expect((await node.twilio.post('/twilio/status', fields)).status).toBe(429);
    expect((await node.twilio.post('/twilio/status', { ...fields, From: '+15550177' })).status).toBe(204);
  });

  it('without a signature is not even looked at after thirty from one address', async () => {
    await using node = await startTelephone();
    for (let i = 0; i < UNSIGNED_REQUESTS.limit; i++)
      await node.twilio.post('/twilio/voice', fields, { signature: 'wrong' });
    expect((await node.twilio.post('/twilio/voice', fields, { signature: 'wrong' })).status).toBe(429);
    expect((await node.twilio.post('/twilio/voice', fields)).status).toBe(200);
  });
});

describe('the socket of a call', () => {
  it('is not even judged after thirty unsigned ones from one address', async () => {
    await using node = await startTelephone();
    for (let i = 0; i < UNSIGNED_REQUESTS.limit; i++) expect(await upgrade(node, '/twilio/relay', 'wrong')).toBe(403);
    const logged = node.lines.length;
    expect(await upgrade(node, '/twilio/relay', 'wrong')).toBe(429);
    expect(node.lines.slice(logged).join('')).not.toContain('refused');
    expect(await upgrade(node, '/twilio/relay', node.twilio.sign('wss://tutor.example.org/twilio/relay'))).toBe(101);
  });

  it.each([
    ['no token', {}],
    ['a made-up token', { token: 'made-up' }],
  ])('with %s is closed and tells nothing', async (_what, customParameters) => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const socket = await signedSocket(node, '/twilio/relay');
    socket.send(
      JSON.stringify({ type: 'setup', sessionId: 'VX1', callSid: call.callSid, from: ADA_PHONE, customParameters }),
    );
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
  });

  it('opens once: its token is used up, also when the first webhook is replayed', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const replayed = await node.twilio.post('/twilio/voice', { CallSid: call.callSid, From: ADA_PHONE });
    const token = /value="([^"]+)"/.exec(await replayed.text())?.[1];
    const socket = await signedSocket(node, '/twilio/relay');
    const setup = {
      type: 'setup',
      sessionId: 'VX1',
      callSid: call.callSid,
      from: ADA_PHONE,
      customParameters: { token },
    };
    socket.send(JSON.stringify(setup));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
  });

  it('is closed when nobody sets it up, sends a book, or says a hundred things that nobody can read', async () => {
    await using node = await startTelephone();
    const silent = await signedSocket(node, '/twilio/relay');
    await vi.waitFor(() => expect(node.gateway.open).toBe(1));
    const closed = once(silent, 'close');
    node.clock.advance(10_000);
    expect((await closed)[0]).toBe(1008);
    const huge = await signedSocket(node, '/twilio/relay');
    huge.send('x'.repeat(70_000));
    expect((await once(huge, 'close'))[0]).toBe(1009);
    const wild = await signedSocket(node, '/twilio/relay');
    for (let i = 0; i < 101; i++) wild.send('not JSON');
    expect((await once(wild, 'close'))[0]).toBe(1008);
  });
});

describe('a call too many', () => {
  it('is told so, and a line that gets free is given to the next', async () => {
    await using node = await startTelephone({ maxCalls: 1 });
    await node.linked();
    const first = await node.twilio.call(ADA_PHONE);
    await first.next();
    const second = await node.twilio.call('+15550122');
    expect(await second.next()).toContain('all lines are busy');
    expect(second.state).toBe('ended');
    await first.hangsUp();
    const third = await node.twilio.call('+15550123');
    expect(await third.next()).toContain('not linked');
  });
});

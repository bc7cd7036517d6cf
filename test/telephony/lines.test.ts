import { describe, expect, it, vi } from 'vitest';
import { CALLS_OF_A_NUMBER } from '../../src/telephony/admission.ts';
import { LINES_OF_A_NUMBER, WITHOUT_SIGN_MS } from '../../src/telephony/lines.ts';
import { newSid } from '../support/fake-twilio-sid.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode } from './telephone-node.ts';
import { twoNodes } from './two-nodes.ts';

const BUSY = 'all lines are busy';

/** What somebody who calls now hears first. */
async function hears(node: TelephoneNode, phone: string): Promise<string> {
  const call = await node.twilio.call(phone);
  return call.next();
}

async function running(node: TelephoneNode): Promise<number> {
  const metric = await node.registry.getSingleMetric('lva_calls_running')?.get();
  return metric?.values[0]?.value ?? Number.NaN;
}

describe('a line gets free', () => {
  it('when another node was told that its call ended', async () => {
    const [one, other] = await twoNodes({ maxCalls: 1 });
    const call = await one.twilio.call('+15550101');
    await call.next();
    await call.drops();
    await other.twilio.post('/twilio/status', { CallSid: call.callSid, From: call.from, CallStatus: 'completed' });
    // No number may call more than ten times a minute.
    let number = 15_550_200;
    await expect.poll(() => hears(one, `+${number++}`)).toContain('not linked');
  });

  it('when nothing was heard of its call for ten minutes, and not while its socket is open', async () => {
    await using node = await startTelephone({ maxCalls: 1 });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Hold on.');
    await call.next();
    node.clock.advance(WITHOUT_SIGN_MS);
    expect(await hears(node, '+15550101')).toContain(BUSY);
    await call.drops();
    await expect.poll(() => node.gateway.open).toBe(0);
    node.clock.advance(WITHOUT_SIGN_MS);
    expect(await hears(node, '+15550102')).toContain('not linked');
  });

  it('with the last words of a call turn by turn, whose memory goes without a sign, too', async () => {
    await using node = await startTelephone({ mode: 'gather', maxCalls: 1 });
    await node.linked();
    const { callSid } = await node.twilio.call(ADA_PHONE);
    const turn = { CallSid: callSid, From: ADA_PHONE, SpeechResult: 'Goodbye.' };
    expect(await running(node)).toBe(1);
    await node.twilio.post('/twilio/gather?turn=1', turn);
    expect(await running(node)).toBe(0);
    expect(node.gather.open).toBe(1);
    node.clock.advance(WITHOUT_SIGN_MS);
    await expect.poll(() => node.gather.open).toBe(0);
  });
});

describe('deliveries at the same time', () => {
  it('of one call’s end send one message and count once', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    const ended = { CallSid: call.callSid, From: ADA_PHONE, CallStatus: 'completed', CallDuration: '61' };
    await Promise.all(Array.from({ length: 5 }, () => node.twilio.post('/twilio/status', ended)));
    expect(node.sent).toHaveLength(1);
    const total = await node.registry.getSingleMetric('lva_call_cost_usd_total')?.get();
    expect(total?.values[0]?.value).toBe(0.2);
  });

  it('of one call take the last line together', async () => {
    await using node = await startTelephone({ maxCalls: 1 });
    const fields = { CallSid: newSid('CA'), From: '+15550101' };
    const deliveries = Array.from({ length: 5 }, () => node.twilio.post('/twilio/voice', fields));
    const answers = await Promise.all((await Promise.all(deliveries)).map((answer) => answer.text()));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('ConversationRelay');
    expect(await running(node)).toBe(1);
  });

  it('of a lost socket count once, and get the same answer', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.drops();
    const lost = { CallSid: call.callSid, From: ADA_PHONE, SessionId: 'VX1', SessionStatus: 'failed' };
    const deliveries = Array.from({ length: 5 }, () => node.twilio.post('/twilio/relay-ended', lost));
    const answers = await Promise.all((await Promise.all(deliveries)).map((answer) => answer.text()));
    expect(new Set(answers).size).toBe(1);
    expect(await node.stores.calls.find(call.callSid)).toMatchObject({ reconnects: 1 });
    const total = await node.registry.getSingleMetric('lva_call_sockets_lost_total')?.get();
    expect(total?.values[0]?.value).toBe(1);
  });
});

it('a lost socket that is told of again, after the next was lost too, counts no second time', async () => {
  await using node = await startTelephone();
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  const SessionId = call.relay?.sessionId ?? '';
  await call.losesSocket();
  await call.losesSocket();
  expect(await node.stores.calls.find(call.callSid)).toMatchObject({ reconnects: 2 });
  const late = { CallSid: call.callSid, From: ADA_PHONE, SessionId, SessionStatus: 'failed', SessionDuration: '1' };
  expect((await node.twilio.post('/twilio/relay-ended', late)).status).toBe(200);
  expect(await node.stores.calls.find(call.callSid)).toMatchObject({ reconnects: 2, mode: 'relay' });
  await call.says('Why are leaves green?');
  await vi.waitFor(() => expect(node.tutor.asked).toHaveLength(1));
});

it('a webhook of a call that has ended opens nothing and asks nobody', async () => {
  await using node = await startTelephone({ mode: 'gather' });
  await node.linked();
  const call = await node.twilio.call(ADA_PHONE);
  await call.next();
  await call.hangsUp();
  const late = { CallSid: call.callSid, From: ADA_PHONE, SpeechResult: 'Why are leaves green?' };
  for (const path of ['/twilio/gather?turn=1', '/twilio/gather?turn=1&part=1', '/twilio/voice']) {
    expect(await (await node.twilio.post(path, late)).text()).toContain('<Response/>');
  }
  expect([node.gather.open, node.tutor.asked]).toEqual([0, []]);
});

describe('one number', () => {
  it('has five lines at most, which leaves the others theirs', async () => {
    await using node = await startTelephone({ maxCalls: LINES_OF_A_NUMBER + 1 });
    for (let i = 0; i < LINES_OF_A_NUMBER; i++) expect(await hears(node, '+15550101')).toContain('not linked');
    expect(await hears(node, '+15550101')).toContain(BUSY);
    expect(await hears(node, '+15550102')).toContain('not linked');
  });

  it('begins ten calls a minute at most', async () => {
    await using node = await startTelephone();
    for (let i = 0; i < CALLS_OF_A_NUMBER.limit; i++) {
      const call = await node.twilio.call('+15550101');
      expect(await call.next()).toContain('not linked');
      await call.hangsUp();
    }
    expect(await hears(node, '+15550101')).toContain(BUSY);
    node.clock.advance(CALLS_OF_A_NUMBER.windowMs);
    expect(await hears(node, '+15550101')).toContain('not linked');
  });
});

import { once } from 'node:events';
import { Socket } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import type { Call } from '../../src/ports/call-store.ts';
import { ENTRY_MS } from '../../src/telephony/call-entry.ts';
import { createCallRecords } from '../../src/telephony/call-records.ts';
import { AFTER_GOODBYE_MS, createCallWatch, PUT_THROUGH_MS } from '../../src/telephony/call-watch.ts';
import { BETWEEN_SIGNS_MS } from '../../src/telephony/calls.ts';
import { WITHOUT_SIGN_MS } from '../../src/telephony/lines.ts';
import { SLOW_MS_A_CHARACTER } from '../../src/telephony/pace.ts';
import { END_UNANSWERED_MS } from '../../src/telephony/relay-voice.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { delta, end, passages, sentence } from '../support/scripted-tutor.ts';
import { readTwiml } from '../support/twiml.ts';
import { answeredCall, askedInVain } from './answered-call.ts';
import { bareRelay } from './signed-requests.ts';
import { hears, inCall, says } from './stream-caller.ts';
import { ADA_PHONE, startTelephone, type TelephoneNode, TRANSFER } from './telephone-node.ts';
import { twoNodes } from './two-nodes.ts';

const HOUR = 60 * 60_000;
const SILENT_MS = WITHOUT_SIGN_MS + BETWEEN_SIGNS_MS;
const MODES = ['relay', 'stream', 'gather'] as const;

/** So much time passes, with the looks that nodes take in it. */
async function passes(nodes: TelephoneNode[], ms: number): Promise<void> {
  const [{ clock } = nodes.at(0) as TelephoneNode] = nodes;
  for (let left = ms; left > 0; left -= BETWEEN_SIGNS_MS) {
    clock.advance(Math.min(left, BETWEEN_SIGNS_MS));
    for (const node of nodes) await node.watch.look();
  }
}

async function recordOf({ stores }: TelephoneNode, { callSid }: FakeCall): Promise<Call | undefined> {
  return stores.calls.find(callSid);
}

/** A call in which a question was asked and answered. */
async function answered(node: TelephoneNode, mode: Call['mode']) {
  if (mode === 'stream') {
    const { ada, call } = await inCall(node);
    await says(node, call, 'Why are leaves green?');
    await hears(node, call, 'Why do they need light?');
    return { ada, call };
  }
  return answeredCall(node);
}

/** Twilio is gone, with whatever it had to tell. */
async function vanishes(node: TelephoneNode, call: FakeCall): Promise<void> {
  await call.drops();
  await vi.waitFor(() => expect(node.gateway.open).toBe(0));
}

describe.each(MODES)('a call over %s whose end nobody tells', (mode) => {
  it('is closed a quarter of an hour after its last sign, with its summary, length and message', async () => {
    await using node = await startTelephone({ mode });
    const { ada, call } = await answered(node, mode);
    await vanishes(node, call);
    const { startedAt = 0, signAt = 0 } = (await recordOf(node, call)) ?? {};
    await passes([node], SILENT_MS);
    expect((await recordOf(node, call))?.endedAt).toBeUndefined();
    await passes([node], 3 * BETWEEN_SIGNS_MS);
    expect(await recordOf(node, call)).toMatchObject({
      ...{ status: 'completed', endedAt: signAt + BETWEEN_SIGNS_MS, signAt },
      durationS: Math.ceil((signAt - startedAt) / 1000),
    });
    const [listed] = (await createCallRecords(node.stores).list(ada, { limit: 9 })).items;
    expect(listed?.summary).toContain('We talked about Biology');
    expect(node.sent).toHaveLength(1);
    expect(node.sent[0]).toMatchObject({ to: ADA_PHONE, text: expect.stringContaining('/talk/') });
    expect(node.gather.open).toBe(0);
    // The callback comes after all: what it tells is kept, and nothing happens twice.
    const late = { CallSid: call.callSid, From: ADA_PHONE, CallStatus: 'completed', CallDuration: '61' };
    expect((await node.twilio.post('/twilio/status', late)).status).toBe(204);
    expect(await recordOf(node, call)).toMatchObject({ durationS: 61, endedAt: signAt + BETWEEN_SIGNS_MS });
    expect(node.sent).toHaveLength(1);
  });
});

async function goesOn(node: TelephoneNode, call: FakeCall): Promise<void> {
  const { status, endedAt } = (await recordOf(node, call)) ?? {};
  expect([status, endedAt]).toEqual(['in-progress', undefined]);
}

describe('a call that goes on is not closed', () => {
  it('for as long as its socket is open, by whatever node; when it is gone, by one of them', async () => {
    const nodes = await twoNodes({ clock: new FakeClock(Date.now()) });
    const [here, there] = nodes;
    const { call, never } = await askedInVain(here);
    await passes([...nodes], 2 * HOUR);
    await goesOn(here, call);
    never.open();
    await vanishes(here, call);
    await passes([...nodes], SILENT_MS + 3 * BETWEEN_SIGNS_MS);
    expect((await recordOf(here, call))?.status).toBe('completed');
    expect([...here.sent, ...there.sent]).toHaveLength(1);
  });

  it('by a node that is the first to look after nobody could reach the database', async () => {
    const [here, there] = await twoNodes({ clock: new FakeClock(Date.now()) });
    const { call } = await askedInVain(here);
    here.clock.advance(30 * 60_000);
    await there.watch.look();
    await here.watch.look();
    await there.watch.look();
    await goesOn(here, call);
  });

  it('turn by turn, while the caller has asked for time or hears the longest document that there is', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    await node.linked();
    const long = 'Leaves hold a green pigment that takes in light. '.repeat(200);
    node.tutor.next(passages, delta(long), sentence(0, long), end);
    const call = await node.twilio.call(ADA_PHONE);
    await call.says('Hold on.');
    await passes([node], 4 * BETWEEN_SIGNS_MS);
    await call.says('Why are leaves green?');
    const said = readTwiml(call.documents.at(-1) ?? '').flatMap(({ text, children }) => [
      text,
      ...children.map((c) => c.text),
    ]);
    expect(said.join('').length).toBeGreaterThan(4000);
    expect(said.join('').length * SLOW_MS_A_CHARACTER).toBeLessThan(WITHOUT_SIGN_MS - 2 * BETWEEN_SIGNS_MS);
    await goesOn(node, call);
  });

  it.each(MODES)('after it was put through over %s, for as long as Twilio lets people talk', async (mode) => {
    await using node = await startTelephone({ mode });
    const { call } = await answered(node, mode);
    if (mode === 'stream') await says(node, call, 'I want to talk to a human');
    else await call.says('I want to talk to a human');
    await vi.waitFor(() => {
      call.sound?.plays(10_000);
      node.clock.advance(1000);
      expect(call.transferredTo).toBe(TRANSFER);
    });
    await passes([node], 4 * HOUR);
    await goesOn(node, call);
    await passes([node], PUT_THROUGH_MS - 4 * HOUR + 3 * BETWEEN_SIGNS_MS);
    expect((await recordOf(node, call))?.status).toBe('completed');
  });

  it('when it comes back from somebody who did not answer', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    node.twilio.dialled = 'busy';
    const { call } = await answered(node, 'gather');
    await call.says('I want to talk to a human');
    expect((await recordOf(node, call))?.ending).toBeUndefined();
  });
});

it('a call whose socket is open with a node of an older version, which gives no signs, is not closed for a day', async () => {
  await using node = await startTelephone();
  const { call } = await answered(node, 'relay');
  const { startedAt = 0, socketAt = 0 } = (await recordOf(node, call)) ?? {};
  await vanishes(node, call);
  const older = { sign_at: startedAt, socket_at: Math.max(socketAt, startedAt + 1) };
  await node.database.knex('calls').where({ call_sid: call.callSid }).update(older);
  await passes([node], 2 * HOUR);
  await goesOn(node, call);
  node.clock.advance(22 * HOUR);
  await passes([node], 3 * BETWEEN_SIGNS_MS);
  expect(await recordOf(node, call)).toMatchObject({ status: 'completed', durationS: undefined });
});

describe('a call that was said goodbye to', () => {
  it.each(['relay', 'gather'] as const)('over %s is closed soon when nobody tells its end', async (mode) => {
    await using node = await startTelephone({ mode });
    const { call } = await answered(node, mode);
    const told = { CallSid: call.callSid, From: ADA_PHONE };
    if (mode === 'gather') await node.twilio.post('/twilio/gather?turn=9', { ...told, SpeechResult: 'Goodbye.' });
    else await node.twilio.post('/twilio/relay-ended', { ...told, SessionId: 'VX1', SessionStatus: 'completed' });
    await vanishes(node, call);
    await passes([node], AFTER_GOODBYE_MS + 3 * BETWEEN_SIGNS_MS);
    expect((await recordOf(node, call))?.status).toBe('completed');
  });

  it('and goes on all the same, because Twilio could not hear it, is one that goes on', async () => {
    await using node = await startTelephone({ mode: 'gather' });
    const { call } = await answered(node, 'gather');
    const told = { CallSid: call.callSid, From: ADA_PHONE };
    await node.twilio.post('/twilio/gather?turn=9', { ...told, SpeechResult: 'Goodbye.' });
    const ErrorUrl = 'https://tutor.example.org/twilio/gather?turn=9';
    await node.twilio.post('/twilio/resume', { ...told, ErrorCode: '11200', ErrorUrl });
    await passes([node], AFTER_GOODBYE_MS + 3 * BETWEEN_SIGNS_MS);
    await goesOn(node, call);
  });
});

it('a relay that does not end when it is told to is closed', async () => {
  await using node = await startTelephone();
  const alive = vi.spyOn(Socket.prototype, 'setKeepAlive');
  const { socket, received } = await bareRelay(node, ADA_PHONE);
  await vi.waitFor(() => expect(received.join()).toContain('not linked'));
  expect(alive).toHaveBeenCalledWith(true, 60_000);
  alive.mockRestore();
  const closed = once(socket, 'close');
  // Whoever opens no account hears goodbye.
  node.clock.advance(ENTRY_MS);
  await vi.waitFor(() => {
    node.clock.advance(1000);
    expect(received.at(-1)).toContain('"end"');
  });
  expect(socket.readyState).toBe(socket.OPEN);
  node.clock.advance(END_UNANSWERED_MS);
  expect((await closed)[0]).toBe(1000);
});

it('a stream whose caller hung up is over, and not lost', async () => {
  await using node = await startTelephone({ mode: 'stream' });
  const { call } = await inCall(node);
  const told = {
    CallSid: call.callSid,
    From: ADA_PHONE,
    StreamSid: call.sound?.streamSid ?? '',
    CallStatus: 'completed',
  };
  expect(await (await node.twilio.post('/twilio/relay-ended', told)).text()).toContain('<Hangup/>');
  expect(await recordOf(node, call)).toMatchObject({ reconnects: 0, ending: 'hang_up' });
});

it('looks every minute, also after it could not, until it is stopped', async () => {
  const clock = new FakeClock();
  const [logger, sign] = [
    pino({ level: 'silent' }),
    vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue([]),
  ];
  const store = { sign, silent: async () => [] };
  const calls = { connected: [], endUntold: async () => undefined };
  const rest = { gather: { forget: async () => undefined }, phoneLinks: { list: async () => [] } };
  const watch = createCallWatch({ store, calls, ...rest, afterCall: async () => undefined, clock, logger });
  watch.start();
  for (const times of [1, 2, 3]) {
    await vi.waitFor(() => expect(clock.waiting).toBe(1));
    clock.advance(BETWEEN_SIGNS_MS);
    expect(sign).toHaveBeenCalledTimes(times);
  }
  watch.stop();
  await new Promise(setImmediate);
  clock.advance(HOUR);
  expect(sign).toHaveBeenCalledTimes(3);
});

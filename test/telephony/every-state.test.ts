import { describe, expect, it, vi } from 'vitest';
import type { FakeCall } from '../support/fake-twilio-call.ts';
import { Gate } from '../support/scripted-tutor.ts';
import { MODES, STATES, said } from './call-states.ts';
import { startTelephone, type TelephoneNode } from './telephone-node.ts';

const KEYS = [...'0123456789*#'];
const WAIT = { interval: 10 };

const cases = MODES.flatMap((mode) =>
  STATES.filter(({ modes = MODES }) => modes.includes(mode)).map((state) => [mode, state.name, state] as const),
);
const sockets = cases.filter(([mode]) => mode !== 'gather');

/** Time passes, and what was given is heard. */
function passes(node: TelephoneNode, call: FakeCall, ms: number): void {
  node.clock.advance(ms);
  if (call.state === 'stream') call.sound?.plays(ms);
}

/** Nothing of the call is left: no line, no memory, no turn, and a record that has ended. */
async function isOver(node: TelephoneNode, call: FakeCall): Promise<void> {
  await vi.waitFor(async () => {
    // An answer that was being spoken waits a while for another line.
    node.clock.advance(1000);
    const record = await node.stores.calls.find(call.callSid);
    expect([record?.status, node.gateway.open, node.gather.open, node.talks.active]).toEqual(['completed', 0, 0, 0]);
  }, WAIT);
  const metric = await node.registry.getSingleMetric('lva_calls_running')?.get();
  expect(metric?.values[0]?.value).toBe(0);
  expect(node.lines.filter((line) => /"level":(50|60)/u.test(line))).toEqual([]);
}

/** Presses a key, and lets what comes of it happen. */
async function presses(node: TelephoneNode, call: FakeCall, key: string): Promise<void> {
  let done = false;
  const pressed = call.presses(key).finally(() => {
    done = true;
  });
  while (!done) {
    await node.twilio.exchanged();
    node.clock.advance(250);
  }
  await pressed;
}

describe.each(cases)('a call over %s, %s', (mode, name, state) => {
  it('that is hung up leaves nothing open and says nothing more', async () => {
    await using node = await startTelephone({ mode });
    const gate = new Gate();
    const call = await state.reach(node, gate);
    await call.hangsUp();
    await vi.waitFor(() => expect(node.gateway.open).toBe(0), WAIT);
    const before = said(node, call);
    gate.open();
    await isOver(node, call);
    node.clock.advance(20 * 60_000);
    await node.twilio.exchanged();
    expect(said(node, call)).toBe(before);
  });

  it('is in order after every key, and ends when it is hung up', async () => {
    await using node = await startTelephone({ mode });
    const gate = new Gate();
    const call = await state.reach(node, gate);
    gate.open();
    for (const key of KEYS) {
      await presses(node, call, key);
      // Turn by turn every key is a whole PIN here, and there are five tries.
      if (name === 'asked for a PIN' && mode === 'gather') continue;
      expect(['ended', 'transferred']).not.toContain(call.state);
    }
    await vi.waitFor(() => {
      passes(node, call, 1000);
      expect(node.talks.active).toBe(0);
    }, WAIT);
    await call.hangsUp();
    await isOver(node, call);
  });

  it('ends by itself when the caller does and says nothing more', async () => {
    await using node = await startTelephone({ mode });
    const gate = new Gate();
    const call = await state.reach(node, gate);
    gate.open();
    if (mode === 'gather') for (let time = 0; time < 8 && call.state !== 'ended'; time += 1) await call.isSilent();
    else {
      await vi.waitFor(async () => {
        passes(node, call, 2000);
        await node.twilio.exchanged();
        expect(['ended', 'transferred']).toContain(call.state);
      }, WAIT);
    }
    const putThrough = name === 'hearing that they are put through';
    expect(call.state).toBe(putThrough ? 'transferred' : 'ended');
    if (putThrough) await call.hangsUp();
    else expect(said(node, call)).toContain('oodbye');
    await isOver(node, call);
  });
});

describe.each(sockets)('a call over %s, %s', (mode, _name, state) => {
  it('that loses its line goes on over another, and is answered there', async () => {
    await using node = await startTelephone({ mode });
    const gate = new Gate();
    const call = await state.reach(node, gate);
    await call.losesSocket();
    expect(call.state).toBe(mode);
    gate.open();
    await presses(node, call, '0');
    await vi.waitFor(() => {
      passes(node, call, 500);
      expect(node.talks.active).toBe(0);
    }, WAIT);
    await call.hangsUp();
    await isOver(node, call);
  });
});

describe.each(cases.filter(([mode]) => mode === 'stream'))('a call over %s, %s', (mode, _name, state) => {
  it('takes keys whose tones are heard on the line as keys, and not as words', async () => {
    await using node = await startTelephone({ mode });
    const gate = new Gate();
    const call = await state.reach(node, gate);
    gate.open();
    node.stt.onStretch = (stretch) => stretch.end('');
    const asked = node.tutor.asked.length;
    if (call.sound) call.sound.tones = true;
    for (const key of KEYS) await presses(node, call, key);
    await vi.waitFor(() => {
      passes(node, call, 1000);
      expect(node.talks.active).toBe(0);
    }, WAIT);
    expect([node.tutor.asked.length, call.state]).toEqual([asked, mode]);
    await call.hangsUp();
    await isOver(node, call);
  });
});

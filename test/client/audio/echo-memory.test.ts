import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { forgetEchoLevels, openEchoMemory } from '../../../src/client/audio/echo-memory.ts';

const device = (kind: MediaDeviceKind, deviceId: string, groupId: string) => ({ kind, deviceId, groupId, label: '' });

let devices: ReturnType<typeof device>[] = [];
let broken = false;
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  broken = false;
  use('speakers');
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('navigator', {
    mediaDevices: {
      enumerateDevices: async () => {
        if (broken) throw new Error('not told');
        return devices;
      },
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

/** The sound comes out of this; the browser calls whatever is the usual one "default". */
function use(output: string): void {
  devices = [
    device('audioinput', 'default', 'desk'),
    device('audioinput', 'microphone', 'desk'),
    device('audiooutput', 'default', output),
    device('audiooutput', 'other', 'elsewhere'),
    device('audiooutput', output, output),
  ];
}

test('is kept for the loudspeaker in use, and for no other', async () => {
  const memory = openEchoMemory();
  expect(await memory.recall()).toBeUndefined();
  memory.keep(-34.4);
  use('headphones');
  expect(await memory.recall()).toBeUndefined();
  memory.keep(-62);
  use('speakers');
  expect(await openEchoMemory().recall()).toBe(-34);
  use('headphones');
  expect(await openEchoMemory().recall()).toBe(-62);
});

test('is not kept where the browser tells of no devices, or before it was asked', async () => {
  const memory = openEchoMemory();
  memory.keep(-40);
  broken = true;
  expect(await memory.recall()).toBeUndefined();
  memory.keep(-40);
  broken = false;
  devices = [];
  expect(await memory.recall()).toBeUndefined();
  memory.keep(-40);
  expect(kept.size).toBe(0);
});

test('remembers eight pairs of devices, the latest ones', async () => {
  const memory = openEchoMemory();
  for (let at = 0; at < 9; at += 1) {
    use(`speakers ${at}`);
    await memory.recall();
    memory.keep(-40 - at);
  }
  use('speakers 0');
  expect(await memory.recall()).toBeUndefined();
  use('speakers 1');
  expect(await memory.recall()).toBe(-41);
});

test.each(['not JSON', '[]', '{"a":"loud"}', '{"a":7}'])(
  'what somebody else has put there (%s) is nothing',
  async (text) => {
    kept.set('echo-levels', text);
    const memory = openEchoMemory();
    expect(await memory.recall()).toBeUndefined();
    memory.keep(-40);
    expect(await memory.recall()).toBe(-40);
  },
);

test('is gone when its learner signs out', async () => {
  const memory = openEchoMemory();
  await memory.recall();
  memory.keep(-40);
  forgetEchoLevels();
  expect(await memory.recall()).toBeUndefined();
});

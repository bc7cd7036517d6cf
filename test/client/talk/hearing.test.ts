import { expect, test } from 'vitest';
import type { Ear, EarEvents } from '../../../src/client/speech/ear.ts';
import type { EarKind } from '../../../src/client/talk/ears.ts';
import { Hearing } from '../../../src/client/talk/hearing.ts';

/** Hearing whose ears write down what they are told; the test says which is wanted and when it is loaded. */
function hearing() {
  const told: string[] = [];
  const wanted: { kind: EarKind | undefined; loaded: Promise<void> } = { kind: 'server', loaded: Promise.resolve() };
  let tell: EarEvents | undefined;
  const nothing = () => undefined;
  const hear = new Hearing({
    choose: async () => wanted.kind,
    make: async (kind, events): Promise<Ear> => {
      await wanted.loaded;
      tell = events;
      told.push(`made ${kind}`);
      const note = (what: string) => () => told.push(what);
      return {
        start: note('start'),
        press: note('press'),
        release: note('release'),
        mute: (muted) => told.push(muted ? 'mute' : 'unmute'),
        guard: (guard) => told.push(guard),
        mistaken: nothing,
        devicesChanged: nothing,
        seen: nothing,
        line: nothing,
        close: note('close'),
      };
    },
    events: { onset: nothing, ended: nothing, nothing, words: nothing, said: nothing },
    changed: nothing,
  });
  const settled = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { hear, told, wanted, settled, events: () => tell };
}

test('what is said to an ear while it is loaded reaches it in order', async () => {
  const { hear, told, wanted, settled } = hearing();
  const gate = Promise.withResolvers<void>();
  wanted.loaded = gate.promise;
  hear.press();
  hear.release();
  await settled();
  expect(told).toEqual([]);
  gate.resolve();
  await settled();
  expect(told).toEqual(['made server', 'quiet', 'press', 'release']);
});

test('an ear is told what else is heard, also when it comes later', async () => {
  const { hear, told, settled } = hearing();
  hear.guard('loudspeaker');
  hear.start();
  await settled();
  expect(told).toEqual(['made server', 'loudspeaker', 'start']);
});

test('where nobody can hear it says so, and the button is not held', async () => {
  const { hear, wanted, settled } = hearing();
  wanted.kind = undefined;
  hear.press();
  await settled();
  expect(hear.problem.value).toContain('can’t listen here');
  expect(hear.held.value).toBe(false);
});

test('an ear that can’t be loaded is tried again with the next press', async () => {
  const { hear, told, wanted, settled } = hearing();
  wanted.loaded = Promise.reject(new Error('offline'));
  hear.start();
  await settled();
  expect(hear.problem.value).toBeDefined();
  wanted.loaded = Promise.resolve();
  hear.start();
  await settled();
  expect(hear.problem.value).toBeUndefined();
  expect(told).toEqual(['made server', 'quiet', 'start']);
});

test('left while an ear is loaded, it is never used', async () => {
  const { hear, told, wanted, settled } = hearing();
  const gate = Promise.withResolvers<void>();
  wanted.loaded = gate.promise;
  hear.start();
  await settled();
  hear.close();
  gate.resolve();
  await settled();
  expect(told).not.toContain('start');
});

test('another ear takes over only while none listens', async () => {
  const { hear, told, wanted, settled, events } = hearing();
  hear.start();
  await settled();
  events()?.state('open');
  wanted.kind = 'browser';
  hear.press();
  await settled();
  expect(told).not.toContain('made browser');
  events()?.state('closed');
  hear.release();
  hear.start();
  await settled();
  expect(told).toContain('made browser');
});

test('one tap opens, the next one closes; between two holds it opens', async () => {
  const { hear, told, settled, events } = hearing();
  hear.toggle();
  await settled();
  events()?.state('open');
  hear.toggle();
  await settled();
  events()?.state('warm');
  hear.toggle();
  await settled();
  expect(told.filter((one) => one === 'start' || one === 'close')).toEqual(['start', 'close', 'start']);
});

import { expect, test } from 'vitest';
import { ear, handsFree } from '../support/server-ear.ts';

test('an unplugged microphone is replaced by another one', async () => {
  const { told, microphone, settled, opened } = await handsFree();
  microphone().events.lost();
  await settled();
  expect(opened.map(({ open }) => open)).toEqual([false, true]);
  expect(told).toEqual(['opening', 'open', 'hint: The microphone was unplugged']);
});

test('without another microphone the talk rests, and goes on when there is one: what was said before counts', async () => {
  const { server, told, microphone, settled, facts, detect, microphoneReturns, returns } = await handsFree();
  detect()?.voice();
  facts.refused = true;
  microphone().events.lost();
  await settled();
  expect(told).toEqual([
    'onset',
    '> speech_start',
    '> speech_end',
    'ended',
    'opening',
    'hint: refused Listening goes on by itself when it is back',
    'interrupted',
  ]);
  told.length = 0;
  // A device is told of before it can be opened.
  await microphoneReturns();
  expect(told.at(-1)).toBe('interrupted');
  facts.refused = false;
  await microphoneReturns();
  expect(told.at(-1)).toBe('open');
  detect()?.voice();
  expect(told.at(-1)).toBe('> speech_start');
  server.close();
  expect(returns.size).toBe(0);
});

test('a device that is told of while the missing one is sought is not missed', async () => {
  const { told, microphone, settled, facts, opened, microphoneReturns } = await handsFree();
  const gate = Promise.withResolvers<void>();
  facts.slow = gate.promise;
  microphone().events.lost();
  facts.slow = undefined;
  await microphoneReturns();
  expect(told.at(-1)).toBe('open');
  gate.resolve();
  await settled();
  expect(told).not.toContain('interrupted');
  expect(opened.filter(({ open }) => open)).toHaveLength(1);
});

test('a microphone that comes back while the page is out of sight is opened when it is seen', async () => {
  const { server, told, microphone, settled, facts, opened, microphoneReturns } = await handsFree();
  facts.refused = true;
  microphone().events.lost();
  await settled();
  server.seen(false);
  facts.refused = false;
  await microphoneReturns();
  expect(opened.filter(({ open }) => open)).toHaveLength(0);
  server.seen(true);
  await settled();
  expect(told.at(-1)).toBe('open');
});

test('who is muted stays muted with another microphone', async () => {
  const { server, told, microphone, settled, detect } = await handsFree();
  server.mute(true);
  microphone().events.lost();
  await settled();
  expect(microphone()).toMatchObject({ open: true, muted: true });
  detect()?.voice();
  expect(told.at(-1)).toBe('muted');
  server.close();
  server.start();
  await settled();
  expect(microphone().muted).toBe(false);
});

test('a device that appears opens no microphone that nobody asked for', async () => {
  const { server, settled, facts, opened, microphoneReturns } = ear();
  facts.refused = true;
  server.start();
  await settled();
  facts.refused = false;
  await microphoneReturns();
  expect(opened).toEqual([]);
});

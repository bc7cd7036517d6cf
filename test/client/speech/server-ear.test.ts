import { expect, test } from 'vitest';
import { ear, handsFree } from '../support/server-ear.ts';

test('listens hands-free when microphone and detector are ready', async () => {
  const { server, told, settled } = ear();
  server.start();
  expect(told).toEqual(['opening']);
  await settled();
  expect(told).toEqual(['opening', 'open']);
});

test('speech is sent between its onset and its end', async () => {
  const { told, detect } = await handsFree();
  detect()?.voice();
  detect()?.silence(320);
  detect()?.voice();
  detect()?.misfire();
  expect(told).toEqual([
    'onset',
    '> speech_start',
    '> speech_end',
    'ended',
    'onset',
    '> speech_start',
    '> speech_cancel',
    'nothing',
  ]);
});

test('muting ends what is being said, and nothing is heard until it is over', async () => {
  const { server, told, detect, microphone } = await handsFree();
  detect()?.voice();
  server.mute(true);
  expect(microphone().muted).toBe(true);
  detect()?.voice();
  server.mute(false);
  detect()?.voice();
  expect(told).toEqual([
    'onset',
    '> speech_start',
    '> speech_end',
    'ended',
    'muted',
    'open',
    'onset',
    '> speech_start',
  ]);
});

test('a hold needs no detector, and the microphone stays open for ten seconds after it', async () => {
  const { server, told, settled, microphone, world, facts } = ear();
  facts.noDetector = true;
  server.press();
  await settled();
  server.release();
  expect(told).toEqual(['opening', 'open', 'onset', '> speech_start', '> speech_end', 'ended', 'warm']);
  world.pass(9_999);
  expect(microphone().open).toBe(true);
  server.press();
  world.pass(60_000);
  expect(microphone().open).toBe(true);
  server.release();
  world.pass(10_000);
  expect(microphone().open).toBe(false);
  expect(told.at(-1)).toBe('closed');
});

test('a button let go before the microphone is open sends nothing, and the microphone is let go', async () => {
  const { server, told, settled, opened } = ear();
  server.press();
  server.release();
  await settled();
  expect(told).toEqual(['opening', 'closed']);
  expect(opened.map(({ open }) => open)).toEqual([false]);
});

test('a microphone that is refused is told, and can be tried again', async () => {
  const { server, told, settled, facts } = ear();
  facts.refused = true;
  server.start();
  await settled();
  expect(told).toEqual(['opening', 'closed', 'problem: refused']);
  facts.refused = false;
  server.start();
  await settled();
  expect(told.at(-1)).toBe('open');
});

test('without a detector hands-free is refused, and the microphone let go', async () => {
  const { server, told, settled, facts, microphone } = ear();
  facts.noDetector = true;
  server.start();
  await settled();
  expect(told).toEqual([
    'opening',
    'closed',
    'problem: Hands-free listening could not be loaded. Hold the button to talk, or type.',
  ]);
  expect(microphone().open).toBe(false);
});

test('a detector that breaks ends hands-free', async () => {
  const { told, detect, microphone } = await handsFree();
  detect()?.failed(new Error('broken'));
  expect(told[0]).toBe('closed');
  expect(microphone().open).toBe(false);
});

test('leaving while the microphone is being opened lets it go as soon as it is there', async () => {
  const { server, settled, facts, opened } = ear();
  const gate = Promise.withResolvers<void>();
  facts.slow = gate.promise;
  server.start();
  server.close();
  gate.resolve();
  await settled();
  expect(opened.map(({ open }) => open)).toEqual([false]);
});

test('out of sight nobody is listened to; what was said counts, and listening goes on when the page is seen', async () => {
  const { server, told, detect, microphone, settled, opened } = await handsFree();
  detect()?.voice();
  server.seen(false);
  expect(microphone().open).toBe(false);
  expect(told.slice(2)).toEqual([
    '> speech_end',
    'ended',
    'hint: Listening rested while the page was in the background',
    'interrupted',
  ]);
  server.seen(true);
  await settled();
  expect(opened).toHaveLength(2);
  expect(told.at(-1)).toBe('open');
});

test('a closed microphone is not opened by coming back', async () => {
  const { server, told, settled } = ear();
  server.seen(false);
  server.seen(true);
  await settled();
  expect(told).toEqual([]);
});

test('a call interrupts, and gives back', async () => {
  const { told, microphone, detect } = await handsFree();
  microphone().events.interrupted(true);
  detect()?.voice();
  microphone().events.interrupted(false);
  expect(told).toEqual(['hint: The microphone is taken', 'interrupted', 'open']);
});

test('a call that began while it was muted still goes on when it is not muted any more', async () => {
  const { server, told, microphone } = await handsFree();
  server.mute(true);
  microphone().events.interrupted(true);
  server.mute(false);
  expect(told).toEqual(['muted', 'hint: The microphone is taken', 'interrupted']);
  microphone().events.interrupted(false);
  expect(told.at(-1)).toBe('open');
});

test('the learner is told that the line is down, and that it is back', async () => {
  const { server, told } = await handsFree();
  server.line(false);
  expect(told).toEqual(['hint: The connection is gone']);
});

test('frames of a microphone that was let go are not heard', async () => {
  const { server, told, microphone } = await handsFree();
  const { events } = microphone();
  server.close();
  told.length = 0;
  events.frame(new Float32Array(512));
  events.interrupted(true);
  events.lost();
  expect(told).toEqual([]);
});

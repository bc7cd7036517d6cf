import { expect, test } from 'vitest';
import { AudioKind, encodeAudioFrame } from '../../../src/protocol/audio-frame.ts';
import { conversationId, delta, ready } from '../support/events.ts';
import { connected } from './connection-kit.ts';

const piece = (sequence: number) =>
  encodeAudioFrame({ kind: AudioKind.tutor, turn: 1, sentence: 0, sequence, pcm: new Uint8Array(4) });

test('hands the tutor’s sound on, and drops what is no sound', () => {
  const { world, heard } = connected();
  world.socket.sounds(piece(1));
  world.socket.sounds(piece(2).subarray(0, 10));
  world.socket.sounds(new Uint8Array(0));
  expect(heard).toEqual([1]);
});

test('sound proves that a line is alive, as words do', () => {
  const { world, expected } = connected();
  expected.now = true;
  world.pass(14_000);
  world.socket.sounds(piece(1));
  world.pass(14_000);
  expect(world.sockets).toHaveLength(1);
});

test('the learner’s sound goes out while connected, and is refused otherwise', () => {
  const { world, connection } = connected();
  expect(connection.sendAudio(Uint8Array.of(1))).toBe(true);
  expect(world.socket.sent.at(-1)).toEqual(Uint8Array.of(1));
  world.socket.breaks();
  expect(connection.sendAudio(Uint8Array.of(2))).toBe(false);
});

test('says hello anew when what it says has changed, and goes on where it was', () => {
  const { world, connection, sound, offsets } = connected();
  world.socket.says(delta(6));
  sound.out = 'pcm16/24000';
  connection.renew();
  world.socket.opens();
  expect(world.socket.sent).toEqual([
    {
      type: 'hello',
      conversationId,
      resume: { epoch: 'first', offset: 6 },
      audioIn: 'none',
      audioOut: 'pcm16/24000',
    },
  ]);
  world.socket.says(ready(6, true));
  world.socket.says(delta(7));
  expect(offsets).toEqual([6, 7]);
});

test('nothing is said anew over a line that is waiting or has ended: the next hello says it', () => {
  const { world, connection } = connected();
  world.socket.breaks();
  connection.renew();
  expect(world.sockets).toHaveLength(1);
  connection.stop();
  connection.renew();
  expect(connection.state).toEqual({ kind: 'stopped', reason: 'left' });
});

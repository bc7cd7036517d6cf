import { expect, test } from 'vitest';
import type { Player } from '../../../src/client/audio/player.ts';
import type { FromPlayback } from '../../../src/client/audio/worklet-messages.ts';
import { ServerVoice } from '../../../src/client/speech/server-voice.ts';
import { AudioKind } from '../../../src/protocol/audio-frame.ts';
import { voiceEvents } from '../support/voice-events.ts';

const first = { index: 0, start: 0, end: 24 };
const second = { index: 1, start: 25, end: 46 };

/** A voice whose player does what the test says. */
async function speaking(broken = false) {
  const { told, events } = voiceEvents();
  const clock = { now: 0 };
  const orders: string[] = [];
  let tell: (message: FromPlayback) => void = () => undefined;
  const player: Player = {
    play: (turn, sentence, pcm) => orders.push(`play ${turn} ${sentence} ${pcm.length}`),
    pause: () => orders.push('pause'),
    resume: () => orders.push('resume'),
    drop: () => orders.push('drop'),
    close: () => orders.push('close'),
  };
  const voice = new ServerVoice(
    events,
    async (heard) => {
      if (broken) throw new Error('no audio thread');
      tell = heard;
      return player;
    },
    () => clock.now,
  );
  voice.say({ turnId: 'a', turn: 7, place: first, text: 'Leaves hold a green dye.' });
  voice.say({ turnId: 'a', turn: 7, place: second, text: 'It catches the light.' });
  const sound = (turn: number, sentence: number, sequence: number, ms = 100) =>
    voice.sound({ kind: AudioKind.tutor, turn, sentence, sequence, pcm: new Uint8Array(48 * ms) });
  const plays = (type: FromPlayback['type'], sentence: number, playedMs: number, done = false, turn = 7) =>
    tell({ type, position: { turn, sentence, playedMs, done }, level: 0.1 });
  /** Lets what is promised come true: the player is opened in the background. */
  const settled = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { voice, told, orders, clock, sound, plays, settled };
}

test('what comes before the player is open is played when it is', async () => {
  const { orders, sound, settled } = await speaking();
  sound(7, 0, 0);
  sound(7, 0, 1);
  expect(orders).toEqual([]);
  await settled();
  expect(orders).toEqual(['play 7 0 4800', 'play 7 0 4800']);
});

test('the words follow the sound, and the server is told what was played', async () => {
  const { told, clock, sound, plays, settled, voice } = await speaking();
  sound(7, 0, 0, 2_400);
  sound(7, 1, 0);
  await settled();
  plays('playing', 0, 1_300);
  expect(told).toEqual(['played a 0 1300', '0: Leaves hold |']);
  expect(voice.heardChars('a')).toBe('Leaves hold '.length);
  clock.now = 100;
  plays('playing', 0, 1_400);
  expect(told.filter((line) => line.startsWith('played'))).toHaveLength(1);
  plays('ended', 0, 2_400, true);
  expect(told.slice(-2)).toEqual(['played a 0 2400 done', '0: Leaves hold a green dye.|']);
  expect(voice.heardChars('a')).toBe(24);
});

test('the last sentence is done when all of its sound was played and no more comes', async () => {
  const { told, sound, plays, settled, voice } = await speaking();
  sound(7, 1, 0, 500);
  await settled();
  plays('drained', 1, 500);
  expect(told).toContain('played a 1 500');
  voice.finish('a');
  expect(told.at(-1)).toBe('silent');
  expect(voice.speaking).toBeUndefined();
});

test('an answer that has ended is still played to its end', async () => {
  const { told, sound, plays, settled, voice } = await speaking();
  sound(7, 1, 0, 500);
  await settled();
  plays('playing', 1, 100);
  voice.finish('a');
  expect(told.at(-1)).not.toBe('silent');
  plays('drained', 1, 500);
  expect(told.slice(-3)).toEqual(['played a 1 500 done', '1: It catches the light.|', 'silent']);
});

test('a hole in the sound is no end of the sentence', async () => {
  const { told, sound, plays, settled, voice } = await speaking();
  sound(7, 0, 0, 500);
  await settled();
  plays('drained', 0, 500);
  expect(told).toContain('played a 0 500');
  expect(voice.speaking?.said).toBeLessThan(24);
});

test('paused, it tells where it stands', async () => {
  const { told, orders, sound, plays, settled, voice } = await speaking();
  sound(7, 0, 0, 2_400);
  await settled();
  plays('playing', 0, 100);
  voice.pause();
  await settled();
  plays('paused', 0, 140);
  voice.resume();
  await settled();
  expect(orders.slice(-2)).toEqual(['pause', 'resume']);
  expect(told).toContain('played a 0 140');
});

test('dropped, it is silent, and nothing late of that turn is played or counted', async () => {
  const { told, orders, sound, plays, settled, voice } = await speaking();
  sound(7, 0, 0, 2_400);
  await settled();
  plays('playing', 0, 1_300);
  voice.drop();
  expect(told.at(-1)).toBe('silent');
  sound(7, 0, 1);
  plays('playing', 0, 2_000);
  await settled();
  expect(orders.at(-1)).toBe('drop');
  expect(told.at(-1)).toBe('silent');
  expect(voice.heardChars('a')).toBe('Leaves hold '.length);
});

test('another turn takes the place of the one before, and each has its own count', async () => {
  const { orders, sound, plays, settled, voice } = await speaking();
  sound(7, 0, 0, 2_400);
  await settled();
  plays('playing', 0, 1_300);
  voice.say({ turnId: 'b', turn: 8, place: first, text: 'Leaves hold a green dye.' });
  sound(8, 0, 0);
  await settled();
  plays('ended', 0, 2_400, true, 7);
  expect(orders.slice(-2)).toEqual(['drop', 'play 8 0 4800']);
  expect(voice.heardChars('a')).toBe('Leaves hold '.length);
  expect(voice.heardChars('b')).toBe(0);
});

test('sound for which nothing was announced is not played', async () => {
  const { orders, sound, settled } = await speaking();
  sound(9, 0, 0);
  await settled();
  expect(orders).toEqual([]);
});

test('a browser that can’t play says so once, and the talk goes on', async () => {
  const { told, sound, settled, voice } = await speaking(true);
  sound(7, 0, 0);
  sound(7, 0, 1);
  await settled();
  voice.pause();
  voice.close();
  await settled();
  expect(told.filter((line) => line.startsWith('problem'))).toHaveLength(1);
});

test('a turn that is cut before its first sound is not played; another one goes on', async () => {
  const { orders, sound, settled, voice } = await speaking();
  sound(7, 0, 0);
  voice.cut('other');
  await settled();
  expect(orders).not.toContain('drop');
  voice.cut('a');
  sound(7, 0, 1);
  await settled();
  expect(orders).toEqual(['play 7 0 4800', 'drop']);
});

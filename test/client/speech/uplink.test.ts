import { expect, test } from 'vitest';
import { Uplink } from '../../../src/client/speech/uplink.ts';
import { parseAudioFrame } from '../../../src/protocol/audio-frame.ts';
import type { ClientMessage } from '../../../src/protocol/client-messages.ts';
import { ScriptedWorld } from '../support/scripted-world.ts';

/** A line that the test opens and closes, and what went over it: messages as words, frames as their number and length. */
function uplink() {
  const sent: string[] = [];
  const line = { open: true, acknowledges: true, dead: 0 };
  const world = new ScriptedWorld();
  let lost = 0;
  const up = new Uplink(
    {
      send(message: ClientMessage) {
        if (!line.open) return false;
        const { type, ...fields } = message;
        sent.push([type, ...Object.values(fields)].join(' '));
        return true;
      },
      sendAudio(bytes) {
        if (!line.open) return false;
        const frame = parseAudioFrame(bytes);
        sent.push(`#${frame?.sequence} ${(frame?.pcm.length ?? 0) / 2}`);
        return true;
      },
      get acknowledgesSpeech() {
        return line.acknowledges;
      },
      isDead() {
        line.dead += 1;
      },
      listen: () => undefined,
    },
    {
      now: () => world.now(),
      after: (ms, action) => world.after(ms, action),
      lost: () => {
        lost += 1;
      },
    },
  );
  const speak = (frames: number) => {
    for (let frame = 0; frame < frames; frame += 1) up.audio(new Float32Array(512));
  };
  /** The server has so many frames of a stretch. */
  const has = (id: string, frames: number, settled = false) =>
    up.acknowledged({ id, receivedMs: frames * 32, settled });
  /** Another line comes in the place of the one that is there. */
  const renew = () => {
    up.lineClosed();
    sent.length = 0;
    line.open = true;
    up.lineOpened();
  };
  return { sent, line, up, speak, has, renew, world, lost: () => lost };
}

test('a stretch goes out as it is spoken, its frames numbered from 0', () => {
  const { sent, up, speak } = uplink();
  up.start('a');
  speak(2);
  up.end('a', false, 320);
  up.start('b');
  speak(1);
  up.end('b', true);
  expect(sent).toEqual([
    'speech_start a',
    '#0 512',
    '#1 512',
    'speech_end a 320',
    'speech_start b',
    '#0 512',
    'speech_end b true',
  ]);
});

test('a cancelled stretch is taken back', () => {
  const { sent, up, speak, renew } = uplink();
  up.start('a');
  speak(1);
  up.cancel('a');
  speak(1);
  expect(sent).toEqual(['speech_start a', '#0 512', 'speech_cancel a']);
  renew();
  expect(sent).toEqual([]);
});

test('what is said while the line is down goes out when it is back, in order, in longer frames', () => {
  const { sent, up, speak, line } = uplink();
  line.open = false;
  up.lineClosed();
  up.start('a');
  speak(4);
  up.end('a', true);
  up.start('b');
  speak(1);
  line.open = true;
  up.lineOpened();
  speak(1);
  up.end('b', false);
  expect(sent).toEqual([
    'speech_start a',
    '#0 1536',
    '#1 512',
    'speech_end a true',
    'speech_start b',
    '#0 512',
    '#1 512',
    'speech_end b',
  ]);
});

test('where the line breaks in the middle, all of the stretch goes out again over the next one, under its id', () => {
  const { sent, up, speak, renew } = uplink();
  up.start('a');
  speak(1);
  up.lineClosed();
  speak(2);
  renew();
  speak(1);
  up.end('a', false);
  expect(sent).toEqual(['speech_start a true', '#0 1536', '#1 512', 'speech_end a']);
});

test('what the server has settled never goes out again, and what it only has does', () => {
  const { sent, up, speak, renew, has } = uplink();
  for (const id of ['a', 'b']) {
    up.start(id);
    speak(1);
    up.end(id, false);
  }
  has('a', 1, true);
  has('b', 1);
  expect(up.unsettled).toBe(true);
  renew();
  expect(sent).toEqual(['speech_start b true', '#0 512', 'speech_end b']);
  has('b', 1, true);
  renew();
  expect([sent, up.unsettled]).toEqual([[], false]);
});

test('a line that takes speech and says nothing for five seconds is given up', () => {
  const { up, speak, world, line } = uplink();
  up.start('a');
  speak(1);
  world.pass(4_999);
  expect(line.dead).toBe(0);
  world.pass(1);
  expect(line.dead).toBe(1);
});

test('a line over which the server says that it hears is kept, however long it lasts', () => {
  const { up, speak, world, line, has } = uplink();
  up.start('a');
  for (let second = 1; second <= 20; second += 1) {
    speak(32);
    world.pass(1_000);
    has('a', second * 31);
  }
  expect(line.dead).toBe(0);
  up.end('a', false);
  has('a', 20 * 32);
  world.pass(60_000);
  expect(line.dead).toBe(0);
});

test('while the server has not all of it, and for twenty seconds more, something is to be expected of the line', () => {
  const { up, speak, world, has } = uplink();
  expect(up.expecting()).toBe(false);
  up.start('a');
  speak(1);
  up.end('a', true);
  world.time = 60_000;
  expect(up.expecting()).toBe(true);
  has('a', 1);
  world.time += 19_999;
  expect(up.expecting()).toBe(true);
  world.time += 1;
  expect(up.expecting()).toBe(false);
});

test('a server that says nothing of what it has is believed to have what was sent', () => {
  const { sent, up, speak, line, renew, world } = uplink();
  line.acknowledges = false;
  up.start('a');
  speak(1);
  up.end('a', false);
  world.pass(60_000);
  expect([line.dead, up.expecting()]).toEqual([0, false]);
  renew();
  expect(sent).toEqual([]);
});

test('a line that breaks again while it takes what waited loses nothing', () => {
  const { sent, up, speak, line } = uplink();
  line.open = false;
  up.start('a');
  speak(1);
  up.end('a', false);
  up.lineOpened();
  expect(sent).toEqual([]);
  line.open = true;
  up.lineOpened();
  expect(sent).toEqual(['speech_start a', '#0 512', 'speech_end a']);
});

/** So many frames are a minute, of which no stretch has more. */
const MINUTE = 1_875;

test('two minutes are kept; beyond that the oldest stretch is lost, and the learner told', () => {
  const { sent, up, speak, line, lost } = uplink();
  line.open = false;
  for (const id of ['a', 'b']) {
    up.start(id);
    speak(MINUTE);
    up.end(id, false);
  }
  expect(lost()).toBe(0);
  up.start('c');
  speak(1);
  expect(lost()).toBe(1);
  up.end('c', false);
  line.open = true;
  up.lineOpened();
  expect(sent.filter((one) => one.startsWith('speech_start'))).toEqual(['speech_start b', 'speech_start c']);
});

test('of what the server has nothing is lost by that', () => {
  const { up, speak, lost, has } = uplink();
  for (const id of ['a', 'b', 'c']) {
    up.start(id);
    speak(MINUTE);
    up.end(id, false);
    has(id, MINUTE);
  }
  expect(lost()).toBe(0);
});

test('after ten minutes without a line nobody is asked what was said then, and the learner told', () => {
  const { sent, up, speak, line, lost, world } = uplink();
  line.open = false;
  up.start('a');
  speak(1);
  up.end('a', false);
  world.time += 10 * 60_000;
  line.open = true;
  up.lineOpened();
  expect(sent).toHaveLength(3);
  world.time += 1;
  up.lineClosed();
  up.lineOpened();
  expect([lost(), sent.length]).toEqual([1, 3]);
});

import { expect, test } from 'vitest';
import { Uplink } from '../../../src/client/speech/uplink.ts';
import { parseAudioFrame } from '../../../src/protocol/audio-frame.ts';
import type { ClientMessage } from '../../../src/protocol/client-messages.ts';

/** A line that the test opens and closes, and what went over it: messages as words, frames as their number and length. */
function uplink() {
  const sent: string[] = [];
  const line = { open: true };
  let made = 0;
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
    },
    {
      newId: () => {
        made += 1;
        return `new${made}`;
      },
      lost: () => {
        lost += 1;
      },
    },
  );
  const speak = (frames: number) => {
    for (let frame = 0; frame < frames; frame += 1) up.audio(new Float32Array(512));
  };
  return { sent, line, up, speak, lost: () => lost };
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
  const { sent, up, speak } = uplink();
  up.start('a');
  speak(1);
  up.cancel('a');
  speak(1);
  expect(sent).toEqual(['speech_start a', '#0 512', 'speech_cancel a']);
});

test('what is said while the line is down goes out when it is back, in order, in longer frames', () => {
  const { sent, up, speak, line } = uplink();
  line.open = false;
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

test('where the line breaks in the middle, the rest is a stretch of its own and nothing goes out twice', () => {
  const { sent, up, speak, line } = uplink();
  up.start('a');
  speak(1);
  line.open = false;
  speak(2);
  line.open = true;
  up.lineOpened();
  speak(1);
  up.end('a', false);
  expect(sent).toEqual(['speech_start a', '#0 512', 'speech_start new1', '#0 1024', '#1 512', 'speech_end new1']);
});

test('a new line knows nothing of a stretch that began on the one before, also when nothing was said in between', () => {
  const { sent, up, speak } = uplink();
  up.start('a');
  speak(1);
  up.lineOpened();
  speak(1);
  up.end('a', false);
  expect(sent).toEqual(['speech_start a', '#0 512', 'speech_start new1', '#0 512', 'speech_end new1']);
});

test('what was cancelled while the line was down is never sent', () => {
  const { sent, up, speak, line } = uplink();
  line.open = false;
  up.start('a');
  speak(3);
  up.cancel('a');
  line.open = true;
  up.lineOpened();
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
  up.lineOpened();
  expect(sent).toEqual(['speech_start a', '#0 512', 'speech_end a']);
});

test('30 s are kept; beyond that the oldest is lost, and the learner told', () => {
  const { sent, up, speak, line, lost } = uplink();
  line.open = false;
  up.start('a');
  speak(938);
  expect(lost()).toBe(0);
  speak(2);
  expect(lost()).toBeGreaterThan(0);
  up.end('a', false);
  line.open = true;
  up.lineOpened();
  const samples = sent.filter((one) => one.startsWith('#')).map((one) => Number(one.split(' ')[1]));
  expect(samples.reduce((sum, count) => sum + count, 0)).toBe(938 * 512);
});

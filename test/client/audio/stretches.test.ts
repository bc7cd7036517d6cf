import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Stretches } from '../../../src/client/audio/stretches.ts';

/** A microphone whose frames are numbers; what is sent is written down as it would be read aloud. */
function listening() {
  const sent: string[] = [];
  let ids = 0;
  let count = 0;
  const stretches = new Stretches(
    {
      start: (id) => sent.push(`start ${id}`),
      audio: (frame) => sent.push(String(frame[0])),
      end: (id, done, silentMs) =>
        sent.push(`end ${id}${done ? ' done' : ''}${silentMs > 0 ? ` after ${silentMs} ms` : ''}`),
      cancel: (id) => sent.push(`cancel ${id}`),
    },
    () => {
      ids += 1;
      return `s${ids}`;
    },
  );
  const hear = (frames: number) => {
    for (let made = 0; made < frames; made += 1) {
      count += 1;
      stretches.frame(Float32Array.of(count));
    }
  };
  return { sent, stretches, hear };
}

test('silence is not sent', () => {
  const { sent, hear } = listening();
  hear(1_000);
  expect(sent).toEqual([]);
});

test('a stretch begins half a second before the voice was noticed', () => {
  const { sent, stretches, hear } = listening();
  hear(100);
  stretches.voice();
  expect(sent).toEqual(['start s1', ...Array.from({ length: 16 }, (_, at) => String(85 + at))]);
  hear(1);
  stretches.silence(320);
  hear(5);
  expect(sent.slice(17)).toEqual(['101', 'end s1 after 320 ms']);
});

test('what was sent with one stretch is not sent with the next', () => {
  const { sent, stretches, hear } = listening();
  hear(2);
  stretches.voice();
  hear(1);
  stretches.silence(320);
  hear(1);
  stretches.voice();
  expect(sent).toEqual(['start s1', '1', '2', '3', 'end s1 after 320 ms', 'start s2', '4']);
});

test('a misfire is taken back', () => {
  const { sent, stretches, hear } = listening();
  stretches.voice();
  hear(1);
  stretches.misfire();
  stretches.silence(320);
  expect(sent).toEqual(['start s1', '1', 'cancel s1']);
});

test('while the button is held, pauses and misfires don’t end it; releasing it says that the learner has finished', () => {
  const { sent, stretches, hear } = listening();
  stretches.press();
  hear(1);
  stretches.voice();
  stretches.silence(320);
  stretches.misfire();
  hear(1);
  stretches.release();
  expect(sent).toEqual(['start s1', '1', '2', 'end s1 done']);
});

test('pressing the button in the middle of speech makes one stretch of both', () => {
  const { sent, stretches, hear } = listening();
  stretches.voice();
  hear(1);
  stretches.press();
  stretches.silence(320);
  hear(1);
  stretches.release();
  expect(sent).toEqual(['start s1', '1', '2', 'end s1 done']);
});

test('releasing what was not pressed ends nothing', () => {
  const { sent, stretches } = listening();
  stretches.release();
  stretches.voice();
  stretches.release();
  expect(sent).toEqual(['start s1']);
});

test('muting ends what was being said, and what came before it is not sent afterwards', () => {
  const { sent, stretches, hear } = listening();
  hear(3);
  stretches.cut();
  stretches.voice();
  hear(1);
  stretches.cut();
  expect(sent).toEqual(['start s1', '4', 'end s1']);
});

test('a stretch of a minute is ended and goes on as another one, without a hole', () => {
  const { sent, stretches, hear } = listening();
  stretches.voice();
  hear(1_874);
  expect(sent.filter((line) => line.startsWith('end'))).toEqual([]);
  hear(2);
  expect(sent.slice(-4)).toEqual(['1875', 'end s1', 'start s2', '1876']);
});

test('whatever happens, each stretch is ended or cancelled once, and no frame is sent twice or outside of one', () => {
  const step = fc.constantFrom('frame', 'voice', 'silence', 'misfire', 'press', 'release', 'cut');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const { sent, stretches, hear } = listening();
      for (const one of steps) {
        if (one === 'frame') hear(1);
        else if (one === 'silence') stretches.silence(320);
        else stretches[one as 'voice']();
      }
      stretches.cut();
      let open: string | undefined;
      let last = 0;
      for (const line of sent) {
        const [what, id] = line.split(' ');
        if (what === 'start') {
          expect(open).toBeUndefined();
          open = id;
        } else if (what === 'end' || what === 'cancel') {
          expect(id).toBe(open);
          open = undefined;
        } else {
          expect(open).toBeDefined();
          expect(Number(what)).toBeGreaterThan(last);
          last = Number(what);
        }
      }
      expect(open).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

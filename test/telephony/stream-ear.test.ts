import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { VoiceActivityDetector } from '../../src/ports/voice-activity.ts';
import { fromMulaw, toMulaw } from '../../src/sound/mulaw.ts';
import { Resampler } from '../../src/sound/resampler.ts';
import { StreamEar } from '../../src/telephony/stream-ear.ts';
import { createVoiceActivityGate } from '../../src/voice/listen/voice-activity-gate.ts';

const FRAME = 160;
const logger = pino({ level: 'silent' });

/** Takes what is loud for a voice. */
const detector: VoiceActivityDetector = {
  probability: async (samples) => (samples.some((sample) => Math.abs(sample) > 1000) ? 1 : 0),
  reset: () => undefined,
};

/** What is told of a line: where a voice begins and ends, and every byte between. */
function told() {
  const events: string[] = [];
  const sound: Uint8Array[] = [];
  const sink = {
    speechStart: () => events.push('start'),
    audio: (pcm: Uint8Array) => void sound.push(pcm.slice()),
    speechEnd: (_: string, { silentMs }: { silentMs: number }) => events.push(`end ${silentMs}`),
  };
  return { sink, events, sound: () => Buffer.concat(sound) };
}

/** Every frame the same way: decoded, resampled, judged. */
async function heardPlainly(frames: readonly Uint8Array[]) {
  const { sink, events, sound } = told();
  const gate = createVoiceActivityGate(detector, sink, logger);
  const resampler = new Resampler(8000, 16_000);
  for (const frame of frames) {
    gate.push(resampler.push(fromMulaw(frame)));
    await nextTurn();
  }
  await gate.close();
  return { events, sound: sound() };
}

async function heardByEar(frames: readonly Uint8Array[]) {
  const { sink, events, sound } = told();
  const ear = new StreamEar({ open: () => detector }, sink, logger);
  for (const [at, frame] of frames.entries()) {
    ear.take(Buffer.from(frame).toString('base64'), at * 20);
    await nextTurn();
  }
  await ear.close();
  return { events, sound: sound() };
}

/** A frame whose samples are this loud at most; each its own. */
function frame(loudest: number, seed: number): Uint8Array {
  return toMulaw(Int16Array.from({ length: FRAME }, (_, at) => loudest * Math.sin((seed * FRAME + at) * 0.7)));
}

it('hears of a line that is quiet for long the same voices, to the last sample, as one that hears every frame', async () => {
  const stretch = fc.record({ loudest: fc.constantFrom(0, 30, 60, 8000), frames: fc.integer({ min: 1, max: 140 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(stretch, { minLength: 1, maxLength: 8 }), async (stretches) => {
      const loudness = stretches.flatMap(({ loudest, frames }) => Array<number>(frames).fill(loudest));
      const frames = loudness.map(frame);
      expect(await heardByEar(frames)).toEqual(await heardPlainly(frames));
    }),
    { numRuns: 25 },
  );
}, 60_000);

it('takes a gap for silence, also in the middle of a long one', async () => {
  const { sink, events } = told();
  const ear = new StreamEar({ open: () => detector }, sink, logger);
  const take = async (payload: Uint8Array, timestamp: number) => {
    ear.take(Buffer.from(payload).toString('base64'), timestamp);
    await nextTurn();
  };
  for (let at = 0; at < 20; at += 1) await take(frame(8000, at), at * 20);
  await take(frame(30, 0), 5000);
  await take(frame(30, 0), 60_000);
  expect(events).toEqual(['start', 'end 256']);
  for (let at = 0; at < 20; at += 1) await take(frame(8000, at), 90_000 + at * 20);
  await ear.close();
  expect(events.slice(2)).toEqual(['start', 'end 0']);
});

it('hears nothing in what is no base64, nor in nothing at all, and hears the next frame', async () => {
  const { sink, events } = told();
  const ear = new StreamEar({ open: () => detector }, sink, logger);
  for (const payload of ['', '!!!!', '====', '\u0000', 'A']) ear.take(payload, 0);
  ear.take(Buffer.from(new Uint8Array(48 * 1024).fill(0xff)).toString('base64'), 0);
  await nextTurn();
  for (let at = 0; at < 20; at += 1) {
    ear.take(Buffer.from(frame(8000, at)).toString('base64'), 10_000 + at * 20);
    await nextTurn();
  }
  await ear.close();
  expect(events).toEqual(['start', 'end 0']);
});

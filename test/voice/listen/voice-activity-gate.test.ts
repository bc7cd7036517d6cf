import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { unavailable } from '../../../src/errors.ts';
import { createLogger, type Logger } from '../../../src/logger.ts';
import type { VoiceActivityDetector } from '../../../src/ports/voice-activity.ts';
import { createVoiceActivityGate, WINDOW_SAMPLES } from '../../../src/voice/listen/voice-activity-gate.ts';

const VOICE = 8_000;

/** Takes what is loud for a voice; fails, or waits, when the test says so. */
class LoudDetector implements VoiceActivityDetector {
  failing: boolean | Error = false;
  resets = 0;
  gate: Promise<void> | undefined;

  async probability(samples: Int16Array): Promise<number> {
    await this.gate;
    if (this.failing) throw this.failing === true ? new Error('no detector') : this.failing;
    return (samples[0] ?? 0) / 10_000;
  }

  reset(): void {
    this.resets += 1;
  }
}

function open(detector = new LoudDetector(), logger: Logger = pino({ level: 'silent' })) {
  const told: string[] = [];
  const heard: number[] = [];
  let samples = 0;
  const gate = createVoiceActivityGate(
    detector,
    {
      speechStart: () => told.push('start'),
      audio: (pcm) => {
        samples += pcm.length / 2;
        heard.push(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)[0] ?? 0);
      },
      speechEnd: (_, { silentMs }) => told.push(`end ${silentMs}`),
    },
    logger,
  );
  const windows = (count: number, value: number) => gate.push(new Int16Array(count * WINDOW_SAMPLES).fill(value));
  return { gate, told, heard, detector, windows, samples: () => samples };
}

it('tells where a voice begins, with what was before it, and where it ends', async () => {
  const { gate, told, heard, windows } = open();
  windows(20, 1);
  windows(10, VOICE);
  windows(20, 2);
  await gate.close();
  expect(told).toEqual(['start', 'end 256']);
  expect(heard).toEqual([...Array(8).fill(1), ...Array(10).fill(VOICE), ...Array(8).fill(2)]);
});

it('lets no click through, and cuts no word at its stops', async () => {
  const { gate, told, windows } = open();
  windows(2, VOICE);
  windows(10, 0);
  expect(told).toEqual([]);
  windows(5, VOICE);
  windows(7, 0);
  windows(5, VOICE);
  windows(8, 0);
  await gate.close();
  expect(told).toEqual(['start', 'end 256']);
});

it('keeps a voice that grows softer, and ends it with the line', async () => {
  const { gate, told, windows, detector } = open();
  windows(3, VOICE);
  windows(30, 4_000);
  await gate.close();
  expect(told).toEqual(['start', 'end 0']);
  expect(detector.resets).toBe(1);
});

it('goes by loudness where the detector breaks down', async () => {
  const { gate, told, windows, detector } = open();
  detector.failing = true;
  windows(5, 30);
  windows(5, VOICE);
  windows(8, 30);
  await gate.close();
  expect(told).toEqual(['start', 'end 256']);
});

it('complains once of a detector that breaks down, and not of one that is closed because the server stops', async () => {
  for (const [failing, complaints] of [
    [true, 1],
    [unavailable('voice_activity_closed', 'The server is stopping.'), 0],
  ] as const) {
    const lines: string[] = [];
    const { gate, told, detector, windows } = open(
      new LoudDetector(),
      createLogger({ level: 'error', pretty: false, destination: { write: (line) => lines.push(line) } }),
    );
    detector.failing = failing;
    windows(10, VOICE);
    windows(20, 0);
    await gate.close();
    expect([told, lines.length]).toEqual([['start', 'end 256'], complaints]);
  }
});

it('holds no more than two seconds for a detector that is too slow, and drops none of a voice', async () => {
  const { gate, windows, detector, samples, told } = open();
  windows(3, VOICE);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toEqual(['start']);
  let judge: () => void = () => undefined;
  detector.gate = new Promise((resolve) => {
    judge = resolve;
  });
  windows(200, VOICE);
  expect(samples()).toBe((3 + 200 - 63 - 1) * WINDOW_SAMPLES);
  judge();
  await gate.close();
  expect(samples()).toBe(203 * WINDOW_SAMPLES);
});

it('hears the same however the sound is cut into pieces', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 1_500 }), { maxLength: 20 }), async (lengths) => {
      const { gate, samples, told } = open();
      for (const length of lengths) gate.push(new Int16Array(length).fill(VOICE));
      await gate.close();
      const windows = Math.ceil(lengths.reduce((sum, length) => sum + length, 0) / WINDOW_SAMPLES);
      expect(samples()).toBe(windows >= 3 ? windows * WINDOW_SAMPLES : 0);
      expect(told).toEqual(windows >= 3 ? ['start', 'end 0'] : []);
    }),
    { numRuns: 50 },
  );
});

it('asks of what waits at once, and passes it on in its order, in whatever order it is answered', async () => {
  const asked: { samples: Int16Array; answer: (probability: number) => void }[] = [];
  const detector: VoiceActivityDetector = {
    probability: (samples) => new Promise((answer) => asked.push({ samples, answer })),
    reset: () => undefined,
  };
  const heard: number[] = [];
  const gate = createVoiceActivityGate(
    detector,
    {
      speechStart: () => undefined,
      audio: (pcm) => heard.push(new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)[0] ?? 0),
      speechEnd: () => undefined,
    },
    pino({ level: 'silent' }),
  );
  for (let n = 1; n <= 20; n += 1) gate.push(new Int16Array(WINDOW_SAMPLES).fill(n));
  expect(asked).toHaveLength(16);
  while (asked.length > 0) {
    for (const { answer } of asked.splice(0).reverse()) answer(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await gate.close();
  expect(heard).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
});

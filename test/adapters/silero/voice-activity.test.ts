import { Worker } from 'node:worker_threads';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { createSileroVoiceActivity } from '../../../src/adapters/silero/voice-activity.ts';
import type { VoiceActivityDetector } from '../../../src/ports/voice-activity.ts';
import { silent } from '../../support/chroma.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { keyTone } from '../../support/key-tone.ts';
import { cough, noise, pieces, said, silence } from '../../support/sounds.ts';

const WINDOW = 512;
const UNAVAILABLE = { code: 'voice_activity_unavailable', retryable: true };
/** What the thread is asked: how many windows of each line. */
const Job = z.object({ job: z.object({ lengths: z.array(z.number()) }) });
const SENTENCE = 'The mitochondria make the energy that the cell lives on.';

function open() {
  const clock = new FakeClock();
  const activity = createSileroVoiceActivity({ clock, logger: silent });
  onTestFinished(() => activity.close());
  return { clock, activity };
}

async function listen(detector: VoiceActivityDetector, sound: Int16Array): Promise<number[]> {
  const heard: number[] = [];
  for (const window of pieces(sound, WINDOW)) heard.push(await detector.probability(window));
  return heard;
}

/** Share of these windows in which somebody seems to speak. */
function speech(heard: number[]): number {
  return heard.filter((probability) => probability > 0.5).length / heard.length;
}

describe('what the detector hears', () => {
  it('is speech while somebody speaks, and none before and after', async () => {
    const heard = await listen(open().activity.open(), said(SENTENCE));
    const second = Math.floor(16_000 / WINDOW);
    expect(speech(heard.slice(0, second - 1))).toBe(0);
    expect(speech(heard.slice(second + 2, -second - 8))).toBeGreaterThan(0.8);
    expect(speech(heard.slice(-second + 10))).toBe(0);
  });

  it('is speech in other languages too, and when it is said softly', async () => {
    const { activity } = open();
    for (const [voice, text] of Object.entries({
      de: 'Die Zelle teilt sich in zwei.',
      es: 'La célula se divide en dos.',
    })) {
      expect(speech(await listen(activity.open(), said(text, voice)))).toBeGreaterThan(0.3);
    }
    const soft = said(SENTENCE).map((sample) => sample / 10);
    expect(speech(await listen(activity.open(), soft))).toBeGreaterThan(0.4);
  });

  it.each([
    ['silence', () => silence(3)],
    ['a fan', () => noise('brownnoise', 3, 0.7)],
    ['rain', () => noise('pinknoise', 3, 0.4)],
    ['a bad line', () => noise('whitenoise', 3, 0.1)],
    ['a cough', cough],
    [
      'the keys of a telephone',
      () => Int16Array.from([...'0123456789*#'].flatMap((key) => [...keyTone(key, 16_000), ...silence(0.2)])),
    ],
    [
      'a microphone that is too loud',
      () => Int16Array.from({ length: 48_000 }, (_, i) => (i % 300 < 150 ? 32_767 : -32_768)),
    ],
  ])('is no speech in %s', async (_, sound) => {
    const heard = await listen(open().activity.open(), sound());
    expect(speech(heard)).toBe(0);
  });

  it('is the same after a reset as on a new line', async () => {
    const { activity } = open();
    const sentence = said(SENTENCE);
    const used = activity.open();
    await listen(used, sentence);
    used.reset();
    expect(await listen(used, sentence)).toEqual(await listen(activity.open(), sentence));
  });
});

describe('a line on which nobody speaks', () => {
  /** A line's own noise, -60 dB of full scale at its loudest. */
  const quiet = (seconds: number) => Int16Array.from({ length: seconds * 16_000 }, (_, at) => ((at * 7919) % 65) - 32);

  it('needs no model after half a second', async () => {
    const { activity } = open();
    const detector = activity.open();
    expect(Math.max(...(await listen(detector, quiet(1))))).toBeLessThan(0.5);
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    onTestFinished(() => posted.mockRestore());
    expect(new Set(await listen(detector, quiet(5)))).toEqual(new Set([0]));
    expect(posted).not.toHaveBeenCalled();
    await listen(detector, said(SENTENCE).subarray(16_000, 16_000 + WINDOW));
    expect(posted).toHaveBeenCalled();
  });

  it.each([1, 0.3, 0.1])(
    'hears a voice begin as it does where all was listened to, at %f of its loudness',
    async (gain) => {
      const { activity } = open();
      const voice = said(SENTENCE)
        .subarray(15_000)
        .map((sample) => sample * gain);
      const heardAfter = async (before: Int16Array) => {
        const detector = activity.open();
        await listen(detector, before);
        return listen(detector, voice);
      };
      const noisy = quiet(3).map((sample, at) => (at % WINDOW === 0 ? 70 : sample));
      const [skipped, listened] = [await heardAfter(quiet(3)), await heardAfter(noisy)];
      const begins = (heard: number[]) => heard.findIndex((probability) => probability >= 0.5);
      expect(begins(skipped)).toBeGreaterThanOrEqual(0);
      expect(Math.abs(begins(skipped) - begins(listened))).toBeLessThanOrEqual(1);
      const differing = skipped.filter((one, at) => Math.abs(one - (listened[at] ?? 0)) > 0.1);
      expect(differing.length).toBeLessThanOrEqual(2);
    },
  );
});

describe('many lines', () => {
  it('share one model, and none hears another', async () => {
    const { activity } = open();
    const sounds = [said(SENTENCE), silence(4), noise('pinknoise', 4, 0.4), said('I think it is nineteen.')];
    const alone: number[][] = [];
    for (const sound of sounds) alone.push(await listen(activity.open(), sound));
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    const lines = Array.from({ length: 100 }, (_, at) => sounds[at % sounds.length] ?? silence(1));
    const together = await Promise.all(lines.map((sound) => listen(activity.open(), sound)));
    const batches = posted.mock.calls.length;
    posted.mockRestore();
    for (const [at, heard] of together.entries()) {
      for (const [i, probability] of heard.entries()) {
        expect(Math.abs(probability - (alone[at % sounds.length]?.[i] ?? -1))).toBeLessThan(0.001);
      }
    }
    // A hundred lines of at most 150 windows each: 64 windows went together in most runs.
    expect(batches).toBeLessThan(400);
  });

  it('keep the order of windows that were sent without waiting, and take no more than two seconds of them', async () => {
    const { activity } = open();
    const windows = pieces(said(SENTENCE), WINDOW).slice(30, 93);
    const inTurn = await listen(activity.open(), said(SENTENCE).subarray(30 * WINDOW, 92 * WINDOW));
    const detector = activity.open();
    const results = await Promise.allSettled(windows.map((window) => detector.probability(window)));
    expect(results.slice(0, 62).map((result) => (result.status === 'fulfilled' ? result.value : -1))).toEqual(inTurn);
    expect(results[62]).toMatchObject({ status: 'rejected', reason: { code: 'voice_activity_late' } });
    expect(await detector.probability(new Int16Array(WINDOW))).toBeLessThan(1);
  });

  it('catch up in one go when they are behind', async () => {
    const { activity } = open();
    const detector = activity.open();
    const windows = pieces(said(SENTENCE), WINDOW).slice(30, 91);
    await detector.probability(windows[0] ?? new Int16Array(WINDOW));
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    onTestFinished(() => posted.mockRestore());
    await Promise.all(windows.slice(1).map((window) => detector.probability(window)));
    // The first goes by itself, and all that was asked meanwhile with the next.
    expect(posted.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('may fill their buffer again as soon as they have handed it over', async () => {
    const { activity } = open();
    const sound = said(SENTENCE).subarray(20_000);
    const buffer = new Int16Array(WINDOW);
    const detector = activity.open();
    const asked = pieces(sound, WINDOW)
      .slice(0, 40)
      .map((window) => {
        buffer.set(window);
        const result = detector.probability(buffer);
        buffer.fill(0);
        return result;
      });
    expect(await Promise.all(asked)).toEqual(await listen(activity.open(), sound.subarray(0, 40 * WINDOW)));
  });
});

describe('jobs', () => {
  const voice = () => pieces(said(SENTENCE), WINDOW)[40] ?? silence(1);

  /** A detector whose jobs are kept apart by a clock that the test moves, and how many lines each job was for. */
  function openPaced() {
    const pace = new FakeClock();
    const activity = createSileroVoiceActivity({ clock: new FakeClock(), logger: silent, pace });
    onTestFinished(() => activity.close());
    const posted = vi.spyOn(Worker.prototype, 'postMessage');
    onTestFinished(() => posted.mockRestore());
    const jobs = () => posted.mock.calls.map(([message]) => Job.parse(message).job.lengths.length);
    /** A job is about to begin, and waits until the last one is long enough ago. */
    const isHeldBack = () => vi.waitFor(() => expect(pace.waiting).toBe(1));
    return { pace, activity, jobs, isHeldBack };
  }

  it('never wait where one line is alone, however fast it sends', async () => {
    const { activity, jobs } = openPaced();
    const line = activity.open();
    for (let window = 0; window < 3; window += 1) await line.probability(voice());
    expect(jobs()).toEqual([1, 1, 1]);
  });

  it('are one for all lines that send within 8 ms of the last', async () => {
    const { pace, activity, jobs, isHeldBack } = openPaced();
    const lines = Array.from({ length: 4 }, () => activity.open());
    await lines[0]?.probability(voice());
    const asked = lines.slice(1).map(async (line) => {
      pace.advance(1);
      return line.probability(voice());
    });
    await isHeldBack();
    asked.push(lines[0]?.probability(voice()) ?? Promise.resolve(0));
    pace.advance(4);
    expect(pace.waiting).toBe(1);
    expect(jobs()).toEqual([1]);
    pace.advance(1);
    await Promise.all(asked);
    expect(jobs()).toEqual([1, 4]);
  });

  it('of another line wait for what is left of 8 ms, and no longer than that', async () => {
    const { pace, activity, jobs, isHeldBack } = openPaced();
    const [one, other] = [activity.open(), activity.open()];
    await one.probability(voice());
    pace.advance(7.5);
    const asked = other.probability(voice());
    await isHeldBack();
    pace.advance(0.5);
    await asked;
    pace.advance(8);
    await one.probability(voice());
    expect(jobs()).toEqual([1, 1, 1]);
  });

  it('of a line that was one of several wait once, and then it is alone', async () => {
    const { pace, activity, jobs, isHeldBack } = openPaced();
    const [one, other] = [activity.open(), activity.open()];
    await Promise.all([one.probability(voice()), other.probability(voice())]);
    const asked = one.probability(voice());
    await isHeldBack();
    pace.advance(8);
    await asked;
    await one.probability(voice());
    expect(jobs()).toEqual([2, 1, 1]);
  });

  it('that are held back are refused at once when the server stops', async () => {
    const { activity, isHeldBack } = openPaced();
    await activity.open().probability(voice());
    const asked = expect(activity.open().probability(voice())).rejects.toMatchObject({ code: 'voice_activity_closed' });
    await isHeldBack();
    await activity.close();
    await asked;
  });
});

describe('what can go wrong', () => {
  it('a window of another size is refused, and the line goes on', async () => {
    const detector = open().activity.open();
    for (const size of [0, 511, 513]) {
      await expect(detector.probability(new Int16Array(size))).rejects.toMatchObject({ code: 'voice_activity_window' });
    }
    expect(await detector.probability(new Int16Array(WINDOW))).toBeLessThan(0.5);
  });

  it('the thread dies: what was asked fails, and the line goes on where it was in a new one', async () => {
    const { activity, clock } = open();
    const detector = activity.open();
    const sound = said(SENTENCE);
    const heard = await listen(detector, sound.subarray(0, 40 * WINDOW));
    // This window never arrives: the thread dies before.
    const posted = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(() => undefined);
    const next = sound.subarray(40 * WINDOW, 41 * WINDOW);
    const asked = expect(detector.probability(next)).rejects.toMatchObject(UNAVAILABLE);
    await vi.waitFor(() => expect(posted.mock.contexts.length).toBe(1));
    const [thread] = posted.mock.contexts;
    posted.mockRestore();
    if (!(thread instanceof Worker)) throw new Error('nothing was asked of a thread');
    await thread.terminate();
    await asked;
    await expect(detector.probability(next)).rejects.toMatchObject(UNAVAILABLE);
    clock.advance(1000);
    const rest = await listen(detector, sound.subarray(40 * WINDOW, 60 * WINDOW));
    expect(speech([...heard.slice(-5), ...rest])).toBe(1);
  });

  it('nothing is heard after it was closed', async () => {
    const { activity } = open();
    const detector = activity.open();
    await detector.probability(new Int16Array(WINDOW));
    await activity.close();
    const closed = { code: 'voice_activity_closed', status: 503 };
    await expect(detector.probability(new Int16Array(WINDOW))).rejects.toMatchObject(closed);
  });
});

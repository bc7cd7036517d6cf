import { describe, expect, it } from 'vitest';
import { type AppError, invalid, unavailable } from '../../src/errors.ts';
import { createExtraction } from '../../src/knowledge/extract.ts';
import { createHearing, MAX_RECORDING_S } from '../../src/knowledge/hearing.ts';
import { quietCuts } from '../../src/knowledge/quiet-cuts.ts';
import type { SpeechToText } from '../../src/ports/speech-to-text.ts';
import { FakeClock } from '../support/fake-clock.ts';

const signal = new AbortController().signal;
const RATE = 16_000;

/** Sound that is loud but for short pauses at these seconds. */
function speech(seconds: number, pauses: readonly number[] = []): Int16Array {
  const samples = new Int16Array(seconds * RATE).map((_, at) => (at % 2 === 0 ? 8000 : -8000));
  for (const pause of pauses) samples.fill(0, pause * RATE, (pause + 0.4) * RATE);
  return samples;
}

/** A service that says how long each stretch was, after whatever it is told to do first. */
function service(first: (call: number) => void = () => undefined) {
  const heard: number[] = [];
  const speechToText: SpeechToText = {
    id: 'stub',
    streaming: false,
    async *transcribe(audio) {
      let samples = 0;
      for await (const frame of audio) {
        expect(frame.sampleRate).toBe(RATE);
        samples += frame.samples.length;
      }
      heard.push(samples / RATE);
      first(heard.length);
      yield { text: 'par', final: false };
      yield { text: `${Math.round(samples / RATE)} seconds.`, final: true };
    },
  };
  return { speechToText, heard };
}

function hearing(samples: Int16Array, speechToText: SpeechToText, length = samples.length / RATE) {
  const clock = new FakeClock();
  const sounds = {
    length: async () => length,
    decode: async (_: Uint8Array, { from, to }: { from: number; to: number }) =>
      samples.subarray(Math.round(from * RATE), Math.round(to * RATE)),
  };
  return { clock, hearing: createHearing({ speechToText, sounds, clock }) };
}

/** What comes of it, or why nothing does, as time goes by. */
async function settled(reading: Promise<unknown>, clock: FakeClock): Promise<unknown> {
  let outcome: unknown;
  const done = reading.then(
    (value) => {
      outcome = value;
    },
    (reason: unknown) => {
      outcome = reason;
    },
  );
  for (let turn = 0; turn < 1000 && outcome === undefined; turn += 1) {
    clock.advance(1000);
    await new Promise(setImmediate);
  }
  await done;
  return outcome;
}

describe('a recording', () => {
  it('is written down in sections that begin at pauses, each headed by its time', async () => {
    const { speechToText, heard } = service();
    const pauses = [50, 100, 140, 190, 240, 285];
    const { text } = await hearing(speech(340, pauses), speechToText).hearing.transcribe(new Uint8Array(), signal);
    expect(text).toBe(
      '# 0:00\n\n50 seconds.\n\n# 0:50\n\n50 seconds.\n\n# 1:40\n\n40 seconds.\n\n# 2:20\n\n50 seconds.\n\n' +
        '# 3:10\n\n50 seconds.\n\n# 4:00\n\n45 seconds.\n\n# 4:45\n\n55 seconds.\n\n',
    );
    expect(heard.reduce((sum, seconds) => sum + seconds, 0)).toBeCloseTo(340, 3);
  });

  it('loses and repeats nothing where it is cut, wherever it is quiet', () => {
    for (const pauses of [[], [31], [59], [30, 59.6]]) {
      const samples = speech(200, pauses);
      const stretches = quietCuts(samples);
      expect(stretches.reduce((sum, stretch) => sum + stretch.length, 0)).toBe(samples.length);
      for (const stretch of stretches) expect(stretch.length).toBeLessThanOrEqual(60 * RATE);
      for (const stretch of stretches.slice(0, -1)) expect(stretch.length).toBeGreaterThanOrEqual(30 * RATE);
    }
  });

  it('is heard again where the service stumbles, after a pause', async () => {
    const stumbling = service((call) => {
      if (call < 3) throw unavailable('stt_unreachable', 'Away.');
    });
    const { clock, hearing: ears } = hearing(speech(5), stumbling.speechToText);
    const outcome = await settled(ears.transcribe(new Uint8Array(), signal), clock);
    expect(outcome).toMatchObject({ text: '# 0:00\n\n5 seconds.\n\n' });
    expect(stumbling.heard).toEqual([5, 5, 5]);
  });

  it.each([
    ['the service stays away', unavailable('stt_unreachable', 'Away.'), 3],
    ['the sound is to blame', invalid('stt_bad_audio', 'No.'), 1],
  ])('fails as a whole, and says where, when %s', async (_, error: AppError, calls) => {
    const failing = service(() => {
      throw error;
    });
    const { clock, hearing: ears } = hearing(speech(5), failing.speechToText);
    const outcome = await settled(ears.transcribe(new Uint8Array(), signal), clock);
    expect(outcome).toMatchObject({
      code: 'transcription_failed',
      retryable: false,
      message: expect.stringContaining('0:00'),
    });
    expect(failing.heard.length).toBe(calls);
  });

  it('is let go when nobody waits for it any more', async () => {
    const stop = new AbortController();
    const away = service(() => {
      stop.abort(new Error('deleted'));
      throw unavailable('stt_unreachable', 'Away.');
    });
    const reading = hearing(speech(5), away.speechToText).hearing.transcribe(new Uint8Array(), stop.signal);
    await expect(reading).rejects.toThrow('deleted');
  });

  it('is refused when it is longer than four hours, to the second', async () => {
    const { speechToText } = service();
    const long = (length: number) =>
      hearing(speech(1), speechToText, length).hearing.transcribe(new Uint8Array(), signal);
    await expect(long(MAX_RECORDING_S + 1)).rejects.toMatchObject({ code: 'recording_too_long', status: 422 });
    await expect(long(MAX_RECORDING_S)).resolves.toMatchObject({ text: '# 0:00\n\n1 seconds.\n\n' });
  });

  it('is refused where there is no speech service', async () => {
    const deaf = createExtraction({ extractors: [] });
    expect(() => deaf.requireReader('audio/mpeg')).toThrow(
      expect.objectContaining({ code: 'no_speech_service', status: 422 }),
    );
    const reading = deaf.extract(new Uint8Array([1]), { kind: 'audio/mpeg', learnerId: 'ada' }, signal);
    await expect(reading).rejects.toMatchObject({ code: 'no_speech_service' });
  });
});

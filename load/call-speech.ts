import { readFile } from 'node:fs/promises';
import { createSileroVoiceActivity } from '../src/adapters/silero/voice-activity.ts';
import { systemClock } from '../src/adapters/system/clock.ts';
import { createLogger } from '../src/logger.ts';
import { fromMulaw, toMulaw } from '../src/sound/mulaw.ts';
import { Resampler } from '../src/sound/resampler.ts';
import { FRAME_MS } from './frame-wheel.ts';

const FRAME_SAMPLES = 160;
const WINDOW = 512;
const WINDOW_MS = 32;
/** The detector's threshold below which a voice is silent. */
const LASTS = 0.35;
/** After so many frames they meet the detector's windows as at first: questions that begin there are judged alike. */
export const ALIGNED_FRAMES = 8;
const WAV_HEADER = 44;
/** A line on which nobody speaks is not silent: its noise is this loud at most, some -65 dB of full scale. */
const NOISE = 32;
/** So many frames of it, again and again. */
const NOISE_FRAMES = 50;

/** A question as a telephone sends it. */
export interface SpokenQuestion {
  /** µ-law in base64, 20 ms each; silence at the end. */
  frames: string[];
  silence: string;
  /** A line on which nobody speaks, frame by frame. */
  quiet: string[];
  /** The frame with which the detector, had it no work but this, hears the voice end. */
  endsAtFrame: number;
}

/** One and a half seconds of speech. */
export async function spokenQuestion(): Promise<SpokenQuestion> {
  const file = await readFile(new URL('../test/fixtures/espeak-sea.wav', import.meta.url));
  const wav = new Int16Array(file.buffer.slice(file.byteOffset + WAV_HEADER, file.byteOffset + file.length));
  const spoken = toMulaw(new Resampler(16_000, 8000).push(wav));
  const silence = toMulaw(new Int16Array(FRAME_SAMPLES));
  const quiet = Array.from({ length: NOISE_FRAMES }, (_, seed) => toMulaw(noise(seed)));
  const frames = Array.from({ length: Math.floor(spoken.length / FRAME_SAMPLES) }, (_, at) =>
    spoken.subarray(at * FRAME_SAMPLES, (at + 1) * FRAME_SAMPLES),
  );
  const endsMs = await endOfVoice([...frames, ...quiet.slice(0, 25)]);
  const encoded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const endsAtFrame = Math.ceil(endsMs / FRAME_MS);
  return { frames: frames.map(encoded), silence: encoded(silence), quiet: quiet.map(encoded), endsAtFrame };
}

/** The same each time. */
function noise(seed: number): Int16Array {
  let state = seed + 1;
  return Int16Array.from({ length: FRAME_SAMPLES }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.round((state / 2_147_483_648 - 0.5) * 2 * NOISE);
  });
}

/** Where the voice in these frames ends for the server's own detector, ms. */
async function endOfVoice(frames: Uint8Array[]): Promise<number> {
  const activity = createSileroVoiceActivity({
    clock: systemClock,
    logger: createLogger({ level: 'warn', pretty: false }),
  });
  const line = activity.open();
  const resampler = new Resampler(8000, 16_000);
  const sound = Int16Array.from(frames.flatMap((frame) => [...resampler.push(fromMulaw(frame))]));
  let last = 0;
  for (let window = 0; (window + 1) * WINDOW <= sound.length; window += 1) {
    const probability = await line.probability(sound.slice(window * WINDOW, (window + 1) * WINDOW));
    if (probability >= LASTS) last = window + 1;
  }
  await activity.close();
  if (last === 0) throw new Error('the detector hears no voice');
  return last * WINDOW_MS;
}

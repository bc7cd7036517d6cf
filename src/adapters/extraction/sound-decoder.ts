import type { SoundDecoder } from '../../ports/sound-decoder.ts';
import { resultInThread, type ThreadLimits } from './extraction-thread.ts';

const LIMITS: ThreadLimits = { timeLimitMs: 120_000, memoryLimitMb: 512 };
const RECORDING = { code: 'recording', name: 'recording' };

/** Decodes in threads of their own. Codes: `recording_damaged`, `recording_too_slow`, `recording_too_heavy`. */
export function createSoundDecoder(options: Partial<ThreadLimits> = {}): SoundDecoder {
  const limits = { ...LIMITS, ...options };
  return {
    length: (file, signal) => resultInThread({ work: 'measure', file }, limits, RECORDING, signal),
    decode: (file, { from, to }, signal) =>
      resultInThread({ work: 'decode', file, from, to }, limits, RECORDING, signal),
  };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toWav } from '../../src/sound/wav.ts';
import { SOUND_RATE, silence } from './sounds.ts';

/**
 * Arguments for a Chromium whose learner says this, is silent for a while, and says it again, for as long as the microphone
 * is open. A page needs the permission `microphone` for it.
 * @param dir where the sound may be written to
 */
export function learnerWhoSays(dir: string, speech: Int16Array, pauseSeconds: number): string[] {
  const file = join(dir, 'microphone.wav');
  writeFileSync(file, toWav([speech, silence(pauseSeconds)], SOUND_RATE));
  return ['--use-fake-device-for-media-stream', `--use-file-for-fake-audio-capture=${file}`];
}

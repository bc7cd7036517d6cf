import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import type { LocalSpeechOptions } from '../../src/adapters/transformers/local-model.ts';
import { createLocalSpeechToText } from '../../src/adapters/transformers/speech-to-text.ts';
import { createLocalTextToSpeech } from '../../src/adapters/transformers/text-to-speech.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { silent } from './chroma.ts';
import { testDir } from './temp-dir.ts';
import { writeTinyMoonshine } from './tiny-moonshine.ts';
import { writeTinyVits } from './tiny-vits.ts';
import { writeTinyWhisper } from './tiny-whisper.ts';

export const LOADED = { interval: 20 };
/** A clock on which nothing takes longer than 20 ms. */
const hurried: Clock = { now: () => Date.now(), after: (ms, run) => systemClock.after(Math.min(ms, 20), run) };

type WriteModel = (dir: string) => Promise<void>;

/** Options for a tiny model in a folder of its own, what it tells of its state, and a wait until it is loaded. */
async function tinyModel(options: Partial<LocalSpeechOptions>, write: WriteModel) {
  const dir = await testDir();
  const model = join(dir, 'tiny');
  await write(model);
  const states: (string | undefined)[] = [];
  const onState = (reason: string | undefined) => states.push(reason);
  const cacheDir = join(dir, 'cache');
  const loaded = () =>
    vi.waitFor(() => {
      if (states.length === 0 || states.at(-1) !== undefined) throw new Error(`not loaded: ${states.at(-1)}`);
    }, LOADED);
  return { model, states, loaded, all: { model, cacheDir, logger: silent, clock: hurried, onState, ...options } };
}

/** A recogniser with a tiny model that begins to load. */
export async function openHearing(options: Partial<LocalSpeechOptions> = {}, write: WriteModel = writeTinyWhisper) {
  const { all, ...tiny } = await tinyModel(options, write);
  const ear = createLocalSpeechToText(all);
  onTestFinished(() => ear.close());
  return { ...tiny, ear };
}

/** A voice with a tiny model that begins to load. */
export async function openVoice(options: Partial<LocalSpeechOptions> = {}, write: WriteModel = writeTinyVits) {
  const { all, ...tiny } = await tinyModel(options, write);
  const voice = createLocalTextToSpeech(all);
  onTestFinished(() => voice.close());
  return { ...tiny, voice };
}

/** A small recogniser that is ready. */
export async function loadedHearing() {
  const tiny = await openHearing({}, writeTinyMoonshine);
  await tiny.loaded();
  return tiny;
}

/** A small voice that is ready. */
export async function loadedVoice() {
  const tiny = await openVoice();
  await tiny.loaded();
  return tiny;
}

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import type { AudioFrame } from '../../../src/ports/audio.ts';
import type { SpeechToText } from '../../../src/ports/speech-to-text.ts';
import { LOADED, openHearing } from '../../support/local-speech.ts';
import { startModelHub } from '../../support/model-hub.ts';
import { testDir } from '../../support/temp-dir.ts';
import { writeTinyMoonshine } from '../../support/tiny-moonshine.ts';
import { writeTinyWhisper } from '../../support/tiny-whisper.ts';

const WAIT = LOADED;
const RATE = 16_000;
const never = new AbortController().signal;

function tone(hz: number, seconds: number, volume = 0.5): Int16Array {
  const at = (i: number) => 32_767 * volume * Math.sin((2 * Math.PI * hz * i) / RATE);
  return Int16Array.from({ length: Math.round(seconds * RATE) }, (_, i) => at(i));
}
const low = (seconds = 1) => tone(300, seconds);
const high = (seconds = 1) => tone(4000, seconds);
const pause = (seconds: number) => new Int16Array(seconds * RATE);

async function* frames(...sounds: Int16Array[]): AsyncGenerator<AudioFrame> {
  for (const samples of sounds) yield { samples, sampleRate: RATE };
}

async function heard(ear: SpeechToText, audio: AsyncIterable<AudioFrame>, language?: string, signal = never) {
  const texts: string[] = [];
  for await (const { text, final } of ear.transcribe(audio, { language }, signal)) {
    expect(final).toBe(true);
    texts.push(text);
  }
  return texts;
}

const open = openHearing;

describe('a speech recognition model in a thread of its own', () => {
  it('understands speech in the language that it is told', async () => {
    const { ear, loaded } = await open();
    await loaded();
    expect([ear.id, ear.streaming]).toEqual(['local/tiny', false]);
    expect(await heard(ear, frames(low()), 'en')).toEqual(['low']);
    expect(await heard(ear, frames(high()), 'en-GB')).toEqual(['high']);
    expect(await heard(ear, frames(low()), 'de')).toEqual(['tief']);
    expect(await heard(ear, frames(high()), 'DE-at')).toEqual(['hoch']);
  });

  it('asks the model for the language when nobody told, or the model does not know it', async () => {
    const { ear, loaded } = await open();
    await loaded();
    expect(await heard(ear, frames(low()))).toEqual(['low']);
    expect(await heard(ear, frames(high()))).toEqual(['hoch']);
    expect(await heard(ear, frames(high()), 'tlh')).toEqual(['hoch']);
  });

  it('tells no language to a model that knows only English', async () => {
    const { ear, loaded } = await open({}, (dir) => writeTinyWhisper(dir, { englishOnly: true }));
    await loaded();
    expect(await heard(ear, frames(high()), 'de')).toEqual(['high']);
  });

  it('takes frames of any size, and hears nothing in silence or in no sound at all', async () => {
    const { ear, loaded } = await open();
    await loaded();
    const sound = low();
    const crumbs = Array.from({ length: 1600 }, (_, at) => sound.subarray(at * 10, at * 10 + 10));
    expect(await heard(ear, frames(...crumbs), 'en')).toEqual(['low']);
    expect(await heard(ear, frames(pause(3)), 'en')).toEqual([]);
    expect(await heard(ear, frames(), 'en')).toEqual([]);
  });

  it('hears a long stretch in pieces, cut where it is quiet', async () => {
    const { ear, loaded } = await open();
    await loaded();
    const long = frames(low(24), pause(1), high(27), pause(1), low(10));
    expect(await heard(ear, long, 'en')).toEqual(['low', 'high', 'low']);
  });

  it('refuses more than five minutes, and sound of another rate', async () => {
    const { ear, loaded } = await open();
    await loaded();
    const most = frames(pause(299), low(1));
    expect(await heard(ear, most, 'en')).toEqual(['low']);
    const bad = { code: 'stt_bad_audio', retryable: false };
    await expect(heard(ear, frames(pause(300), pause(1)))).rejects.toMatchObject(bad);
    async function* telephone(): AsyncGenerator<AudioFrame> {
      yield { samples: low(), sampleRate: 8000 };
    }
    await expect(heard(ear, telephone())).rejects.toMatchObject(bad);
  });
});

describe('several who speak at once', () => {
  it('wait for each other', async () => {
    const { ear, loaded } = await open();
    await loaded();
    const sounds = [low(), high(), low(), high()];
    const all = await Promise.all(sounds.map((sound) => heard(ear, frames(sound), 'en')));
    expect(all.flat()).toEqual(['low', 'high', 'low', 'high']);
  });

  it('are refused when sixteen wait already, and heard again when those are done', async () => {
    const { ear, loaded } = await open({}, writeTinyMoonshine);
    await loaded();
    const loud = tone(300, 1, 0.9);
    const all = Array.from({ length: 17 }, () => heard(ear, frames(loud), 'en'));
    const results = await Promise.allSettled(all);
    expect(results.filter((result) => result.status === 'fulfilled').length).toBe(16);
    expect(results.filter((result) => result.status === 'rejected').map((result) => result.reason)).toMatchObject([
      { code: 'stt_rate_limited', retryable: true, retryAfter: 5 },
    ]);
    expect(await heard(ear, frames(loud), 'en')).toEqual(['loud']);
  });

  it('may give up: the one who waits is dropped, the one who is heard is not waited for', async () => {
    const { ear, loaded } = await open();
    await loaded();
    const first = new AbortController();
    const second = new AbortController();
    const running = heard(ear, frames(low(28)), 'en', first.signal);
    const queued = heard(ear, frames(low(28)), 'en', second.signal);
    const third = heard(ear, frames(high()), 'en');
    first.abort(new Error('gone'));
    second.abort(new Error('gone too'));
    await expect(running).rejects.toThrow('gone');
    await expect(queued).rejects.toThrow('gone too');
    expect(await third).toEqual(['high']);
  });

  it('may give up while their sound still comes, even when no frame comes any more', async () => {
    const { ear, loaded } = await open();
    await loaded();
    const controller = new AbortController();
    async function* endless(): AsyncGenerator<AudioFrame> {
      yield { samples: low(), sampleRate: RATE };
      await new Promise(() => undefined);
    }
    const result = heard(ear, endless(), 'en', controller.signal);
    controller.abort(new Error('gone'));
    await expect(result).rejects.toThrow('gone');
  });
});

describe('a model that is not there', () => {
  it('is said while it is loaded, and refuses at once', async () => {
    const { ear, states, loaded } = await open();
    expect(states).toEqual(['The speech recognition model is being loaded.']);
    expect(ear.notReady).toBe('The speech recognition model is being loaded.');
    await expect(heard(ear, frames(low()))).rejects.toMatchObject({ code: 'stt_unreachable', retryable: true });
    await loaded();
    expect(ear.notReady).toBeUndefined();
  });

  it('is fetched from the hub as soon as that can be reached, and found in the cache later', async () => {
    const { model } = await open();
    const cacheDir = join(await testDir(), 'cache');
    const hub = await startModelHub(model);
    hub.become('has nothing');
    const { states, ear, loaded } = await open({ model: 'some/tiny-whisper', remoteHost: hub.url, cacheDir });
    await vi.waitFor(() => expect(states.at(-1)).toMatch(/could not be loaded/), WAIT);
    hub.become('serves');
    await loaded();
    expect(ear.id).toBe('local/some/tiny-whisper');
    expect(hub.requested).toContain('onnx/decoder_model_merged_quantized.onnx');
    hub.stop();
    const later = await open({ model: 'some/tiny-whisper', remoteHost: hub.url, cacheDir });
    await later.loaded();
    expect(await heard(later.ear, frames(low()), 'en')).toEqual(['low']);
  });

  it('has died in the middle: what was asked fails, and it comes back', async () => {
    const { ear, states, loaded } = await open();
    await loaded();
    const posted = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(() => undefined);
    const asked = expect(heard(ear, frames(low()), 'en')).rejects.toMatchObject({ code: 'stt_unreachable' });
    await vi.waitFor(() => expect(posted.mock.contexts.length).toBe(1));
    const [thread] = posted.mock.contexts;
    posted.mockRestore();
    if (!(thread instanceof Worker)) throw new Error('nothing was asked of a thread');
    await thread.terminate();
    await asked;
    await vi.waitFor(() => expect(states.at(-1)).toBeUndefined(), WAIT);
    expect(await heard(ear, frames(low()), 'en')).toEqual(['low']);
  });

  it('is of another kind: it is said, and nothing breaks', async () => {
    const { states } = await open({}, async (dir) => {
      const { writeTinyBert } = await import('../../support/tiny-bert.ts');
      await writeTinyBert(dir);
    });
    await vi.waitFor(() => expect(states.at(-1)).toMatch(/could not be loaded/), WAIT);
  });

  it('answers no more after it was closed', async () => {
    const { ear, loaded } = await open();
    await loaded();
    await ear.close();
    await expect(heard(ear, frames(low()))).rejects.toMatchObject({ code: 'stt_unreachable' });
  });
});

describe('a Moonshine model', () => {
  it('understands too, also what takes less than a second', async () => {
    const { ear, loaded } = await open({}, writeTinyMoonshine);
    await loaded();
    expect(await heard(ear, frames(tone(300, 2, 0.9)), 'en')).toEqual(['loud']);
    expect(await heard(ear, frames(tone(300, 0.5, 0.05)), 'en')).toEqual(['soft']);
  });
});

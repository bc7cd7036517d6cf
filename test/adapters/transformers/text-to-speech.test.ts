import { Worker } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import type { TextToSpeech } from '../../../src/ports/text-to-speech.ts';
import { LOADED, openVoice } from '../../support/local-speech.ts';
import { startModelHub } from '../../support/model-hub.ts';
import { TINY_LETTER, writeTinyVits } from '../../support/tiny-vits.ts';
import { writeTinyWhisper } from '../../support/tiny-whisper.ts';

const WAIT = LOADED;
const never = new AbortController().signal;

async function spoken(voice: TextToSpeech, text: string, sampleRate = 16_000, signal = never): Promise<Int16Array[]> {
  const frames: Int16Array[] = [];
  for await (const frame of voice.synthesize(text, { format: { encoding: 'pcm16', sampleRate } }, signal)) {
    expect(frame.sampleRate).toBe(sampleRate);
    frames.push(frame.samples);
  }
  return frames;
}

/** How often the sound goes through zero upwards each second: its pitch. */
function pitch(samples: Int16Array, sampleRate: number): number {
  const ups = samples.filter((sample, at) => sample >= 0 && (samples[at - 1] ?? 0) < 0).length;
  return (ups * sampleRate) / samples.length;
}

const open = openVoice;

describe('a voice in a thread of its own', () => {
  it('speaks a sentence', async () => {
    const { voice, loaded } = await open();
    await loaded();
    expect(voice.id).toBe('local/tiny');
    const [sound, ...more] = await spoken(voice, 'aaaaaaaaaa');
    expect(more).toEqual([]);
    expect(sound?.length).toBe(10 * TINY_LETTER);
    expect(pitch(sound ?? new Int16Array(), 16_000)).toBeGreaterThan(180);
    expect(pitch(sound ?? new Int16Array(), 16_000)).toBeLessThan(220);
    expect(Math.max(...(sound ?? []))).toBeGreaterThan(16_000);
  });

  it.each([24_000, 8000])('speaks with %i samples a second where that is wanted, as high and as long', async (rate) => {
    const { voice, loaded } = await open();
    await loaded();
    const [sound = new Int16Array()] = await spoken(voice, 'bbbbbbbbbbbbbbbbbbbb', rate);
    expect(sound.length).toBe((20 * TINY_LETTER * rate) / 16_000);
    expect(Math.abs(pitch(sound, rate) - 300)).toBeLessThan(15);
  });

  it('says nothing where there is nothing to say', async () => {
    const { voice, loaded } = await open();
    await loaded();
    for (const text of ['', '   ', '…', '🎉!', '1234']) expect((await spoken(voice, text)).flat()).toEqual([]);
  });

  it('speaks a long sentence in parts, in order and whole, cut after a comma where there is one', async () => {
    const { voice, loaded } = await open();
    await loaded();
    const comma = `${'a'.repeat(100)}, ${'b'.repeat(100)} ${'c'.repeat(50)} ${'d'.repeat(50)}`;
    const frames = await spoken(voice, comma);
    const letters = frames.map((frame) => frame.length / TINY_LETTER);
    expect(letters).toEqual([100, 151, 50]);
    expect(pitch(frames[0] ?? new Int16Array(), 16_000)).toBeLessThan(220);
    const unbroken = await spoken(voice, 'e'.repeat(400));
    expect(unbroken.map((frame) => frame.length / TINY_LETTER)).toEqual([160, 160, 80]);
  });

  it('refuses what nobody would call a sentence', async () => {
    const { voice, loaded } = await open();
    await loaded();
    expect((await spoken(voice, 'a'.repeat(4000))).length).toBe(25);
    const refused = { code: 'tts_bad_text', retryable: false };
    await expect(spoken(voice, 'a'.repeat(4001))).rejects.toMatchObject(refused);
  });

  it('takes smaller weights where there are no others', async () => {
    const { voice, loaded } = await open({}, (dir) => writeTinyVits(dir, ['q8']));
    await loaded();
    expect((await spoken(voice, 'a')).length).toBe(1);
  });
});

describe('several sentences at once', () => {
  it('wait for each other, and are refused when sixteen wait already', async () => {
    const { voice, loaded } = await open();
    await loaded();
    const all = await Promise.allSettled(Array.from({ length: 17 }, (_, at) => spoken(voice, 'a'.repeat(at + 1))));
    const lengths = all.map((result) => result.status === 'fulfilled' && (result.value[0]?.length ?? 0) / TINY_LETTER);
    expect(lengths).toEqual([...Array.from({ length: 16 }, (_, at) => at + 1), false]);
    expect(all.at(-1)).toMatchObject({ reason: { code: 'tts_rate_limited', retryable: true, retryAfter: 5 } });
    expect((await spoken(voice, 'a')).length).toBe(1);
  });

  it('may be given up: nobody waits for the rest, and the next one is spoken', async () => {
    const { voice, loaded } = await open();
    await loaded();
    const first = new AbortController();
    const second = new AbortController();
    const running = spoken(voice, 'a'.repeat(4000), 16_000, first.signal);
    const queued = spoken(voice, 'b', 16_000, second.signal);
    const next = spoken(voice, 'c');
    first.abort(new Error('interrupted'));
    second.abort(new Error('interrupted too'));
    await expect(running).rejects.toThrow('interrupted');
    await expect(queued).rejects.toThrow('interrupted too');
    expect((await next).length).toBe(1);
    await expect(spoken(voice, 'd', 16_000, first.signal)).rejects.toThrow('interrupted');
  });
});

describe('a voice that is not there', () => {
  it('is said while it is loaded, and refuses at once', async () => {
    const { voice, states, loaded } = await open();
    expect(states).toEqual(['The voice is being loaded.']);
    await expect(spoken(voice, 'a')).rejects.toMatchObject({ code: 'tts_unreachable', retryable: true });
    await loaded();
  });

  it('is fetched from the hub as soon as that can be reached', async () => {
    const { model } = await open();
    const hub = await startModelHub(model);
    hub.become('has nothing');
    const { states, voice, loaded } = await open({ model: 'some/tiny-voice', remoteHost: hub.url });
    await vi.waitFor(() => expect(states.at(-1)).toMatch(/could not be loaded/), WAIT);
    hub.become('serves');
    await loaded();
    expect(voice.id).toBe('local/some/tiny-voice');
    expect((await spoken(voice, 'a')).length).toBe(1);
  });

  it('has died in the middle: what was asked fails, and it comes back', async () => {
    const { voice, states, loaded } = await open();
    await loaded();
    const posted = vi.spyOn(Worker.prototype, 'postMessage').mockImplementationOnce(() => undefined);
    const asked = expect(spoken(voice, 'a')).rejects.toMatchObject({ code: 'tts_unreachable' });
    await vi.waitFor(() => expect(posted.mock.contexts.length).toBe(1));
    const [thread] = posted.mock.contexts;
    posted.mockRestore();
    if (!(thread instanceof Worker)) throw new Error('nothing was asked of a thread');
    await thread.terminate();
    await asked;
    await vi.waitFor(() => expect(states.at(-1)).toBeUndefined(), WAIT);
    expect((await spoken(voice, 'a')).length).toBe(1);
  });

  it('is of another kind: it is said, and nothing breaks', async () => {
    const { states } = await open({}, writeTinyWhisper);
    await vi.waitFor(() => expect(states.at(-1)).toMatch(/could not be loaded/), WAIT);
  });

  it('speaks no more after it was closed', async () => {
    const { voice, loaded } = await open();
    await loaded();
    await voice.close();
    await expect(spoken(voice, 'a')).rejects.toMatchObject({ code: 'tts_unreachable' });
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SynthesizeOptions, TextToSpeech } from '../../src/ports/text-to-speech.ts';
import { toPcm16Bytes } from '../../src/sound/pcm16.ts';
import { joined, lengthOf, readAll, tone } from '../support/sound.ts';
import { SPEAKING } from './speaking-beds.ts';

const live = () => new AbortController().signal;
const options: SynthesizeOptions = { format: { encoding: 'pcm16', sampleRate: 24_000 }, language: 'en-GB' };
const TEXT = 'Light is caught by chlorophyll.';

const speak = (tts: TextToSpeech, text = TEXT, wanted = options) => readAll(tts.synthesize(text, wanted, live()));

describe.each(SPEAKING)('text to speech by %s', (_name, open) => {
  it('names itself for metrics', async () => {
    await using bed = await open();
    expect(bed.tts.id).toMatch(/^[\w-]+\/.+/);
  });

  it.each([8000, 16_000, 24_000])('speaks at %i samples a second', async (sampleRate) => {
    await using bed = await open();
    const { items, error } = await speak(bed.tts, TEXT, { ...options, format: { encoding: 'pcm16', sampleRate } });
    expect(error).toBeUndefined();
    expect(lengthOf(items)).toBeGreaterThan(0);
    for (const frame of items) expect(frame.sampleRate).toBe(sampleRate);
  });

  it.each(['', '…', ' – '])('has nothing to say for %j', async (text) => {
    await using bed = await open();
    expect(await speak(bed.tts, text)).toEqual({ items: [], error: undefined });
  });

  it('does not begin when it is no longer wanted', async () => {
    await using bed = await open();
    const reason = new Error('interrupted');
    const { items, error } = await readAll(bed.tts.synthesize(TEXT, options, AbortSignal.abort(reason)));
    expect(items).toEqual([]);
    expect(error).toBe(reason);
  });
});

const REMOTE = SPEAKING.filter(([name]) => name !== 'local');

describe.each(REMOTE)('text to speech by %s, somewhere else', (_name, open) => {
  it.each([
    ['single bytes', 1],
    ['odd pieces', 333],
    ['one huge piece', 10_000_000],
  ])('hears the same from %s', async (_what, pieceBytes) => {
    await using bed = await open();
    const samples = tone(pieceBytes === 1 ? 20 : 10_000, 24_000);
    const bytes = toPcm16Bytes(samples);
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += pieceBytes) pieces.push(bytes.subarray(at, at + pieceBytes));
    bed.remote?.plays(...pieces);
    const { items, error } = await speak(bed.tts);
    expect(error).toBeUndefined();
    expect(joined(items)).toEqual(samples);
  });

  it('gives sound on before the answer is complete', async () => {
    await using bed = await open();
    const rest = Promise.withResolvers<void>();
    bed.remote?.plays(toPcm16Bytes(tone(100, 24_000)), rest.promise, toPcm16Bytes(tone(100, 24_000)));
    let heard = 0;
    const { error } = await readAll(bed.tts.synthesize(TEXT, options, live()), (frame) => {
      heard += frame.samples.length;
      rest.resolve();
    });
    expect(error).toBeUndefined();
    expect(heard).toBe(4800);
  });

  it.each([
    [400, { code: 'tts_bad_text', retryable: false }],
    [401, { code: 'tts_refused_key', retryable: false }],
    [402, { code: 'tts_refused_key', retryable: false }],
    [403, { code: 'tts_refused_key', retryable: false }],
    [422, { code: 'tts_bad_text', retryable: false }],
    [429, { code: 'tts_rate_limited', status: 429, retryable: true, retryAfter: 7 }],
    [500, { code: 'tts_failed', status: 503, retryable: true }],
    [503, { code: 'tts_failed', status: 503, retryable: true }],
  ])('a refusal with %i is one error of the port, after one attempt', async (status, expected) => {
    await using bed = await open();
    bed.remote?.refuses(status, status === 429 ? 7 : undefined);
    const { items, error } = await speak(bed.tts);
    expect(items).toEqual([]);
    expect(error).toMatchObject({ name: 'AppError', ...expected });
    expect(inspect(error)).not.toContain('secret');
    expect(bed.remote?.count()).toBe(1);
  });

  it('nobody listening is tts_unreachable', async () => {
    await using bed = await open();
    await bed.remote?.stop();
    expect((await speak(bed.tts)).error).toMatchObject({ code: 'tts_unreachable', retryable: true });
  });

  it('sound that ends early is tts_cut_off, after what came', async () => {
    await using bed = await open();
    const heard = Promise.withResolvers<void>();
    bed.remote?.plays(toPcm16Bytes(tone(100, 24_000)), heard.promise, 'cut');
    const { items, error } = await readAll(bed.tts.synthesize(TEXT, options, live()), () => heard.resolve());
    expect(lengthOf(items)).toBe(2400);
    expect(error).toMatchObject({ name: 'AppError', code: 'tts_cut_off', retryable: true });
  });

  it('a page in the place of sound is not heard as noise', async () => {
    await using bed = await open();
    bed.remote?.talksGarbage();
    const { items, error } = await speak(bed.tts);
    expect(items).toEqual([]);
    expect(error).toMatchObject({ code: 'tts_failed' });
    expect(String((error as Error).cause)).not.toContain('secret');
  });

  it('an answer without any sound has failed', async () => {
    await using bed = await open();
    bed.remote?.plays();
    expect((await speak(bed.tts)).error).toMatchObject({ code: 'tts_failed' });
  });

  it('ends at once when it is interrupted before the first sound, and the request is really gone', async () => {
    await using bed = await open();
    bed.remote?.plays('hang');
    const asked = bed.remote?.asked();
    const controller = new AbortController();
    const reading = readAll(bed.tts.synthesize(TEXT, options, controller.signal));
    const request = await asked;
    const reason = new Error('interrupted');
    controller.abort(reason);
    expect((await reading).error).toBe(reason);
    await request?.closed;
    expect(request?.abandoned).toBe(true);
  });

  it('ends at once when it is interrupted in the middle of sound that never ends', async () => {
    await using bed = await open();
    bed.remote?.plays(toPcm16Bytes(tone(100, 24_000)), 'hang');
    const asked = bed.remote?.asked();
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const sound = bed.tts.synthesize(TEXT, options, controller.signal);
    const { error } = await readAll(sound, () => controller.abort(reason));
    expect(error).toBe(reason);
    await (await asked)?.closed;
  });

  it('whoever stops listening ends the request', async () => {
    await using bed = await open();
    bed.remote?.plays(toPcm16Bytes(tone(100, 24_000)), 'hang');
    const asked = bed.remote?.asked();
    for await (const _frame of bed.tts.synthesize(TEXT, options, live())) break;
    const request = await asked;
    await request?.closed;
    expect(request?.abandoned).toBe(true);
  });
});

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SpeechToText, Transcript } from '../../src/ports/speech-to-text.ts';
import { Microphone, readAll, toneFrames } from '../support/sound.ts';
import { HEARING } from './hearing-beds.ts';

const live = () => new AbortController().signal;
const said = (transcripts: Transcript[]) =>
  transcripts
    .filter(({ final }) => final)
    .map(({ text }) => text)
    .join(' ')
    .trim();

async function understand(stt: SpeechToText, ms: number, frameMs?: number) {
  return readAll(stt.transcribe(toneFrames(ms, frameMs), { language: 'en-GB' }, live()));
}

describe.each(HEARING)('speech to text by %s', (_name, open) => {
  it('names itself for metrics', async () => {
    await using bed = await open();
    expect(bed.stt.id).toMatch(/^[\w-]+\/.+/);
  });

  it.each([
    ['tiny pieces', 1],
    ['pieces as a browser sends them', 20],
    ['one huge piece', 60_000],
  ])('understands sound that comes in %s', async (_what, frameMs) => {
    await using bed = await open();
    bed.hears?.('two and two make four');
    const { items, error } = await understand(bed.stt, frameMs === 1 ? 200 : 2000, frameMs);
    expect(error).toBeUndefined();
    if (bed.hears) expect(said(items)).toBe('two and two make four');
  });

  it('understands a monologue of a minute', async () => {
    await using bed = await open();
    bed.hears?.('and so on');
    const { items, error } = await understand(bed.stt, 60_000, 100);
    expect(error).toBeUndefined();
    if (bed.hears) expect(said(items)).toBe('and so on');
  });

  it('finds no words where there were none', async () => {
    await using bed = await open();
    bed.hears?.('');
    const { items, error } = await understand(bed.stt, 500);
    expect(error).toBeUndefined();
    if (bed.hears) expect(said(items)).toBe('');
  });

  it('finds no words in no sound at all', async () => {
    await using bed = await open();
    bed.hears?.('');
    const { items, error } = await understand(bed.stt, 0);
    expect(error).toBeUndefined();
    expect(said(items)).toBe('');
  });

  it('says how much of the sound a final transcript covers, never more than there was', async () => {
    await using bed = await open();
    const { items } = await understand(bed.stt, 1000);
    for (const { upToMs } of items.filter(({ final }) => final)) {
      if (upToMs !== undefined) expect(upToMs).toBeLessThanOrEqual(1000);
    }
  });

  it('hears two learners at the same time', async () => {
    await using bed = await open();
    bed.hears?.('one');
    const [first, second] = await Promise.all([understand(bed.stt, 300), understand(bed.stt, 500)]);
    expect([first.error, second.error]).toEqual([undefined, undefined]);
  });

  it('does not begin when it is no longer wanted', async () => {
    await using bed = await open();
    const reason = new Error('no longer wanted');
    const { error } = await readAll(bed.stt.transcribe(toneFrames(100), {}, AbortSignal.abort(reason)));
    expect(error).toBe(reason);
  });

  it('ends at once with the reason when it is aborted while the learner is silent', async () => {
    await using bed = await open();
    const microphone = new Microphone();
    microphone.say(100);
    const controller = new AbortController();
    const reading = readAll(bed.stt.transcribe(microphone, {}, controller.signal));
    const reason = new Error('the line is gone');
    setImmediate(() => controller.abort(reason));
    expect((await reading).error).toBe(reason);
  });

  it('ends with the error of the sound when that breaks', async () => {
    await using bed = await open();
    const microphone = new Microphone();
    microphone.say(100);
    const broken = new Error('the learner’s line broke');
    microphone.fail(broken);
    expect((await readAll(bed.stt.transcribe(microphone, {}, live()))).error).toBe(broken);
  });
});

const REMOTE = HEARING.filter(([name]) => name !== 'local');

describe.each(REMOTE)('speech to text by %s, somewhere else', (_name, open) => {
  it.each([
    [401, { code: 'stt_refused_key', retryable: false }],
    [403, { code: 'stt_refused_key', retryable: false }],
    [429, { code: 'stt_rate_limited', status: 429, retryable: true, retryAfter: 7 }],
    [500, { code: 'stt_failed', status: 503, retryable: true }],
    [503, { code: 'stt_failed', status: 503, retryable: true }],
  ])('a refusal with %i is one error of the port', async (status, expected) => {
    await using bed = await open();
    bed.remote?.refuses(status, status === 429 ? 7 : undefined);
    const { items, error } = await understand(bed.stt, 500);
    expect(items).toEqual([]);
    expect(error).toMatchObject({ name: 'AppError', ...expected });
    expect(inspect(error)).not.toContain('secret');
  });

  it('nobody listening is stt_unreachable', async () => {
    await using bed = await open();
    await bed.remote?.stop();
    expect((await understand(bed.stt, 500)).error).toMatchObject({ code: 'stt_unreachable', retryable: true });
  });

  it.each(['cutsOff', 'talksGarbage'] as const)('a service that %s has failed', async (fault) => {
    await using bed = await open();
    bed.remote?.[fault]();
    const { error } = await understand(bed.stt, 500);
    expect(error).toMatchObject({ name: 'AppError', code: 'stt_failed', retryable: true });
  });

  it('an error keeps nothing of what a learner said, since errors are logged', async () => {
    await using bed = await open();
    bed.remote?.talksGarbage();
    const { error } = await understand(bed.stt, 500);
    expect(String((error as Error).cause)).not.toMatch(/secret|wanted/);
  });

  it('a service that never answers is left at once when it is no longer wanted, and the request is really gone', async () => {
    await using bed = await open();
    bed.remote?.neverEnds();
    const asked = bed.remote?.asked();
    const controller = new AbortController();
    const reading = readAll(bed.stt.transcribe(toneFrames(500), {}, controller.signal));
    const request = await asked;
    const reason = new Error('enough');
    controller.abort(reason);
    expect((await reading).error).toBe(reason);
    await request?.closed;
  });
});

import { describe, expect, it } from 'vitest';
import { MOST_STRETCHES } from '../../../src/voice/listen/ear.ts';
import { LONGEST_UTTERANCE_MS, STALL_MS } from '../../../src/voice/listen/sound-intake.ts';
import { brokenRules } from '../../support/recording-ear-sink.ts';
import { frame, openEar, settled, voice } from './ear-kit.ts';

describe('sound', () => {
  it('without an open stretch is dropped and counted', async () => {
    const { ear, metric, stt, pass } = openEar();
    ear.audio(frame(3_000));
    await pass(10_000);
    expect(stt.stretches).toEqual([]);
    expect(await metric('lva_audio_frames_dropped_total', { reason: 'no_stretch' })).toBe(1);
  });

  it('is put in order: what is lost is silence, what comes twice is left out, half a sample too', async () => {
    const { ear, stt, metric } = openEar();
    ear.speechStart('a');
    for (const sequence of [65_534, 65_535, 1, 1, 65_535, 2]) ear.audio(frame(3_000), sequence);
    ear.audio(frame(3_000).subarray(0, 11), 3);
    ear.audio(new Uint8Array(1), 4);
    ear.speechEnd('a');
    await settled();
    await stt.last.heardAll;
    expect(stt.last.samples).toBe(5 * 320 + 5);
    expect(await metric('lva_audio_frames_missing_total')).toBe(1);
    expect(await metric('lva_audio_frames_dropped_total', { reason: 'late' })).toBe(2);
    expect(await metric('lva_audio_frames_dropped_total', { reason: 'empty' })).toBe(1);
  });

  it('of two minutes is closed and answered, and the learner told; the next stretch is a new message', async () => {
    const { ear, stt, sink, clock, pass, speak, metric } = openEar();
    const limit = LONGEST_UTTERANCE_MS;
    ear.speechStart('a');
    for (let ms = 0; ms < limit; ms += 1_000) {
      clock.advance(1_000);
      ear.audio(frame(3_000, 16_000));
    }
    expect(sink.summary).toEqual([]);
    ear.audio(frame(3_000, 1));
    ear.audio(frame(3_000));
    await settled();
    stt.last.end('A long story, and');
    await stt.last.heardAll;
    await pass(0);
    expect(stt.last.samples).toBe(limit * 16);
    expect(sink.summary).toEqual(['notice speech_too_long', 'utterance a: A long story, and']);
    expect(await metric('lva_audio_frames_dropped_total', { reason: 'full' })).toBe(1);
    ear.speechEnd('a');
    await speak('b');
    stt.last.end('the end.');
    await pass(1_000);
    expect(sink.summary.at(-1)).toBe('utterance b: the end.');
  });

  it('that goes on after two minutes is heard as well, also over the answer', async () => {
    const { ear, stt, sink, clock, pass } = openEar();
    ear.speechStart('a');
    for (let ms = 0; ms <= LONGEST_UTTERANCE_MS; ms += 1_000) {
      clock.advance(1_000);
      ear.audio(frame(3_000, 16_000));
    }
    await settled();
    stt.last.end('A long story, and');
    await settled();
    ear.tutor('speaking');
    for (const pcm of voice(2_000)) {
      clock.advance(20);
      ear.audio(pcm);
    }
    ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('it is not over.');
    await pass(1_000);
    expect(sink.utterances.map(({ text }) => text)).toEqual(['A long story, and', 'it is not over.']);
    expect(sink.summary).toContain('barge_in');
    expect(brokenRules(sink.told)).toEqual([]);
  });

  it('of a minute without a pause is one message', async () => {
    const { ear, stt, sink, clock, pass } = openEar();
    ear.speechStart('a');
    for (const pcm of voice(60_000)) {
      clock.advance(20);
      ear.audio(pcm);
    }
    ear.speechEnd('a');
    await settled();
    await stt.last.heardAll;
    stt.last.end('A minute long.');
    await pass(1_000);
    expect(sink.utterances).toMatchObject([{ id: 'a', text: 'A minute long.' }]);
    expect(stt.last.samples).toBe(60 * 16_000);
  });

  it('that stops coming ends its stretch', async () => {
    const { ear, stt, sink, pass, clock } = openEar();
    ear.speechStart('a');
    for (const pcm of voice(1_000)) {
      clock.advance(20);
      ear.audio(pcm);
    }
    await pass(STALL_MS - 1);
    expect(stt.stretches).toEqual([]);
    await pass(1);
    stt.last.end('Hello?');
    await settled();
    expect(sink.utterances).toMatchObject([{ text: 'Hello?', endOfTurnMs: STALL_MS }]);
  });

  it('that comes again after a stall is heard as well, under an id of its own', async () => {
    const { ear, stt, sink, pass, clock } = openEar();
    ear.speechStart('a');
    for (const pcm of voice(1_000)) ear.audio(pcm);
    await pass(STALL_MS);
    stt.last.end('It is the');
    await settled();
    for (const pcm of voice(1_000)) {
      clock.advance(20);
      ear.audio(pcm);
    }
    ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('root.');
    await settled();
    expect(sink.utterances.map(({ text }) => text)).toEqual(['It is the', 'root.']);
    expect(sink.utterances[1]?.id).not.toBe('a');
    expect(sink.wentOn).toEqual([sink.utterances[1]?.id]);
    ear.audio(voice(20)[0] ?? new Uint8Array());
    await pass(10_000);
    expect(stt.stretches).toHaveLength(2);
  });

  it('that starts and stops all the time comes to an end as a message', async () => {
    const { stt, sink, speak } = openEar();
    stt.onStretch = (stretch) => stretch.end('and');
    for (let n = 0; n <= MOST_STRETCHES; n += 1) await speak(`s${n}`, 100);
    expect(sink.utterances).toMatchObject([{ id: 's0' }]);
    expect(brokenRules(sink.told)).toEqual([]);
  });

  it('under a known id is heard once', async () => {
    const { stt, sink, speak, pass } = openEar();
    stt.onStretch = (stretch) => stretch.end('Why?');
    await speak('a');
    await pass(1_000);
    await speak('a');
    await pass(1_000);
    expect(sink.summary).toEqual(['utterance a: Why?']);
  });
});

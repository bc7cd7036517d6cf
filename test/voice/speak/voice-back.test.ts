import { setImmediate as settled } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SILENT_SERVICE_MS } from '../../../src/voice/speak/synthesis.ts';
import { Gate } from '../../support/scripted-tutor.ts';
import { ScriptedVoice } from '../../support/scripted-voice.ts';
import { MS, SENTENCES, speak, TEXT } from './turn-voice-kit.ts';

const DOWN = new Error('nobody can speak');
const [first = '', second = ''] = SENTENCES;
const SECOND_AT = first.length + 1;
const THIRD_AT = SECOND_AT + second.length + 1;

describe('a voice that is away when an answer begins', () => {
  it('is heard from the next sentence on when it is back; what it could not say is read, and the learner is told once', async () => {
    const { voice, tts, frames, notices, sayAll, played } = speak({ tts: new ScriptedVoice().next(DOWN) });
    await sayAll();
    expect(tts.said).toEqual(SENTENCES);
    expect(notices).toEqual([['voice_failed', undefined, undefined]]);
    expect(new Set(frames.map(({ sentence }) => sentence))).toEqual(new Set([1, 2]));
    voice.report(1, 0, true);
    voice.report(2, 0, true);
    await settled();
    expect([played(), voice.heardChars]).toEqual([true, TEXT.length]);
  });

  it('counts what is read with what is heard after it, and not before', async () => {
    const { voice, sayAll } = speak({ tts: new ScriptedVoice().next(DOWN) });
    await sayAll();
    expect(voice.heardChars).toBe(0);
    voice.report(1, 250, false);
    expect(voice.heardChars).toBe(SECOND_AT + 5);
    voice.report(1, 0, true);
    expect(voice.heardChars).toBe(SECOND_AT + second.length);
    expect(voice.sentChars).toBeGreaterThan(voice.heardChars);
  });

  it('may fail for a sentence in the middle, and for the last one, which nobody hears', async () => {
    const tts = new ScriptedVoice().next(first.length * 50).next(DOWN);
    const { voice, notices, sayAll } = speak({ tts: tts.next(500) });
    await sayAll();
    voice.report(0, 0, true);
    expect(voice.heardChars).toBe(first.length);
    voice.report(2, 250, false);
    expect(voice.heardChars).toBeGreaterThan(THIRD_AT);
    expect(notices).toHaveLength(1);

    const last = speak({ tts: new ScriptedVoice().next(100).next(100).next(DOWN) });
    await last.sayAll();
    last.voice.report(1, 0, true);
    await settled();
    expect([last.played(), last.voice.heardChars]).toEqual([true, THIRD_AT - 1]);
  });

  it('is away for all of it: the answer is read, without another word about it', async () => {
    const tts = new ScriptedVoice();
    tts.broken = DOWN;
    const { voice, frames, notices, sayAll, played } = speak({ tts });
    await sayAll();
    expect([frames, played(), voice.heardChars]).toEqual([[], true, 0]);
    expect(notices).toHaveLength(1);
    expect(tts.said).toEqual(SENTENCES);
  });

  it('is told of again when it fails after it was back', async () => {
    const { notices, sayAll } = speak({ tts: new ScriptedVoice().next(DOWN).next(500).next(DOWN) });
    await sayAll();
    expect(notices).toHaveLength(2);
  });

  it('is not waited for any more when that has cost ten seconds of an answer', async () => {
    const never = new Gate();
    const { clock, voice, tts, notices, sayAll, played } = speak({ tts: new ScriptedVoice().next(never) });
    const saying = sayAll();
    await never.reached;
    clock.advance(SILENT_SERVICE_MS);
    await saying;
    await settled();
    expect(tts.said).toEqual([first]);
    expect([played(), voice.heardChars, notices.length]).toEqual([true, 0, 1]);
    never.open();
  });

  it('that breaks off in the middle of a sentence is not tried again in this answer', async () => {
    const { tts, sayAll } = speak({ tts: new ScriptedVoice().next(300, DOWN) });
    await sayAll();
    expect(tts.said).toEqual([first]);
  });

  it('counts no more as heard than was played and what is read before it, whichever sentences it can say', async () => {
    const report = fc.record({ sentence: fc.nat(3), ms: fc.nat(2000), done: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        fc.array(report, { maxLength: 12 }),
        async (works, reports) => {
          const tts = new ScriptedVoice();
          for (const [at, text] of SENTENCES.entries()) tts.next(works[at] ? text.length * 50 : DOWN);
          const { voice, frames, sayAll } = speak({ tts });
          await sayAll();
          const starts = [0, SECOND_AT, THIRD_AT];
          const sent = (sentence: number) =>
            frames.filter((frame) => frame.sentence === sentence).reduce((ms, frame) => ms + MS(frame), 0);
          let most = 0;
          let heard = 0;
          for (const { sentence, ms, done } of reports) {
            // A millisecond before its end is the end of a sentence.
            const playedMs = done || ms >= sent(sentence) - 1 ? sent(sentence) : ms;
            // Who is at the beginning of a sentence has heard those before it.
            if (sent(sentence) > 0) most = Math.max(most, (starts[sentence] ?? 0) + Math.floor(playedMs / 50));
            voice.report(sentence, ms, done);
            expect(voice.heardChars).toBeGreaterThanOrEqual(heard);
            heard = voice.heardChars;
            expect(heard).toBeLessThanOrEqual(Math.min(most, voice.sentChars));
          }
        },
      ),
      { numRuns: 200, examples: [[[false, false, true], [{ sentence: 2, ms: 1049, done: false }]]] },
    );
  });
});

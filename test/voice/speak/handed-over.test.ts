import { setImmediate as settled } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ScriptedVoice } from '../../support/scripted-voice.ts';
import { MS, SENTENCES, speak, TEXT } from './turn-voice-kit.ts';

describe('a voice that fails while its listener has one of their own', () => {
  const broken = () => new ScriptedVoice().next(1000).next(400, new Error('no more'));
  const [first = '', second = '', third = ''] = SENTENCES;

  it('names the sentence with which that one goes on, and waits until all of it is said', async () => {
    const { voice, frames, notices, sayAll, played } = speak({ tts: broken(), whenVoiceFails: 'theirs' });
    await sayAll();
    expect(notices).toEqual([['voice_failed', 7, 1]]);
    const sent = frames.length;
    voice.report(0, 1000, true);
    voice.report(1, 400, false);
    await settled();
    // 400 ms of a sentence whose length nobody knows: no more than a word or two, and never the rest.
    const cut = voice.heardChars;
    expect(cut).toBeGreaterThanOrEqual(first.length + 1);
    expect(cut).toBeLessThan(first.length + 1 + second.length / 2);
    voice.report(1, 900, false, 20);
    expect(voice.heardChars).toBe(first.length + 1 + 20);
    voice.report(1, 1500, true, second.length);
    expect(voice.heardChars).toBe(first.length + 1 + second.length);
    await settled();
    expect(played()).toBe(false);
    voice.report(2, 800, true, third.length);
    await settled();
    expect([played(), voice.heardChars, frames.length]).toEqual([true, TEXT.length, sent]);
  });

  it('sends nothing more, also of a sentence that was made already', async () => {
    const tts = new ScriptedVoice().next(5000).next(new Error('no more'));
    const { voice, frames, notices, sayAll } = speak({ tts, whenVoiceFails: 'theirs' });
    await sayAll();
    const sent = frames.reduce((ms, frame) => ms + MS(frame), 0);
    expect(notices).toEqual([['voice_failed', 7, 0]]);
    voice.report(0, sent, false);
    await settled();
    expect(frames.reduce((ms, frame) => ms + MS(frame), 0)).toBe(sent);
    const heard = voice.heardChars;
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThan(first.length);
  });

  it('does not wait for one that says nothing for half a minute', async () => {
    const { voice, clock, sayAll, played } = speak({ tts: broken(), whenVoiceFails: 'theirs' });
    await sayAll();
    clock.advance(29_000);
    voice.report(1, 900, false, 5);
    clock.advance(29_000);
    await settled();
    expect(played()).toBe(false);
    clock.advance(1000);
    await settled();
    expect(played()).toBe(true);
  });

  it('takes no word for it where the listener has none', async () => {
    const { voice, notices, sayAll } = speak({ tts: broken() });
    await sayAll();
    expect(notices).toEqual([['voice_failed', undefined, undefined]]);
    voice.report(2, 800, true, third.length);
    expect(voice.heardChars).toBe(0);
  });

  it('never counts more as heard than was said, in whatever order it is told', async () => {
    const report = fc.record({
      sentence: fc.integer({ min: 0, max: 3 }),
      chars: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
      ms: fc.integer({ min: 0, max: 3000 }),
      done: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 12 }), async (reports) => {
        const { voice, sayAll, frames } = speak({ tts: broken(), whenVoiceFails: 'theirs' });
        await sayAll();
        let heard = voice.heardChars;
        let most = frames.some(({ sentence }) => sentence === 1) ? first.length + 1 + second.length / 2 : 0;
        const starts = [0, first.length + 1, first.length + second.length + 2];
        for (const { sentence, chars, ms, done } of reports) {
          voice.report(sentence, ms, done, chars);
          const length = SENTENCES[sentence]?.length;
          if (chars !== undefined && length !== undefined && sentence > 0) {
            most = Math.max(most, (starts[sentence] ?? 0) + (done ? length : Math.min(chars, length)));
          }
          expect(voice.heardChars).toBeGreaterThanOrEqual(heard);
          heard = voice.heardChars;
          expect(heard).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});

describe('a voice that fails where nobody can read', () => {
  const broken = () => new ScriptedVoice().next(1000).next(400, new Error('no more'));

  it('tells its line, and the answer is over with what was heard of it', async () => {
    const whenVoiceFails = vi.fn();
    const { voice, notices, onGone, sayAll } = speak({ tts: broken(), whenVoiceFails });
    await sayAll();
    expect([whenVoiceFails.mock.calls.length, onGone.mock.calls.length]).toEqual([1, 1]);
    expect(notices).toEqual([]);
    expect(voice.heardChars).toBeLessThan(SENTENCES[0]?.length ?? 0);
  });

  it('tells the line that it has now, and not the one that was lost', async () => {
    const lost = vi.fn();
    const present = vi.fn();
    const { voice, line, sayAll } = speak({ tts: broken(), whenVoiceFails: lost });
    voice.detach();
    voice.attach({ ...line, whenVoiceFails: present }, true);
    await sayAll();
    expect([lost.mock.calls.length, present.mock.calls.length]).toEqual([0, 1]);
  });
});

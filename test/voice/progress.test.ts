import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/voice/progress.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('progress of an answer', () => {
  it('saves one text at a time, and of those that came meanwhile only the last', async () => {
    const saved: string[] = [];
    const waiting: (() => void)[] = [];
    const progress = new Progress<string>({
      save: (text) => {
        saved.push(text);
        return new Promise((resolve) => waiting.push(resolve));
      },
      onFailure: () => undefined,
    });
    progress.note('a');
    progress.note('ab');
    progress.note('abc');
    expect(saved).toEqual(['a']);
    waiting.shift()?.();
    await expect.poll(() => saved).toEqual(['a', 'abc']);
    waiting.shift()?.();
    await progress.settled();
    progress.note('abcd');
    expect(saved).toEqual(['a', 'abc', 'abcd']);
  });

  it('reports a save that failed and goes on', async () => {
    const failures: unknown[] = [];
    const progress = new Progress<string>({
      save: async (text) => {
        throw new Error(`no ${text}`);
      },
      onFailure: (error) => failures.push(error),
    });
    progress.note('a');
    await progress.settled();
    progress.note('b');
    await progress.settled();
    expect(failures).toEqual([new Error('no a'), new Error('no b')]);
  });

  it('with a pace saves what came last when its time is over, and forgets it at the end', async () => {
    const clock = new FakeClock();
    const saved: string[] = [];
    const progress = new Progress<string>({
      save: async (text) => void saved.push(text),
      onFailure: () => undefined,
      pace: { clock, ms: 300 },
    });
    progress.note('a');
    progress.note('ab');
    await clock.advance(299);
    expect(saved).toEqual([]);
    await clock.advance(1);
    expect(saved).toEqual(['ab']);
    progress.note('abc');
    await progress.settled();
    await clock.advance(1000);
    expect(saved).toEqual(['ab']);
    progress.note('abcd');
    await clock.advance(300);
    expect(saved).toEqual(['ab', 'abcd']);
  });
});

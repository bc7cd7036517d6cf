import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/voice/progress.ts';

describe('progress of an answer', () => {
  it('saves one text at a time, and of those that came meanwhile only the last', async () => {
    const saved: string[] = [];
    const waiting: (() => void)[] = [];
    const progress = new Progress<string>(
      (text) => {
        saved.push(text);
        return new Promise((resolve) => waiting.push(resolve));
      },
      () => undefined,
    );
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
    const progress = new Progress(
      async (text) => {
        throw new Error(`no ${text}`);
      },
      (error) => failures.push(error),
    );
    progress.note('a');
    await progress.settled();
    progress.note('b');
    await progress.settled();
    expect(failures).toEqual([new Error('no a'), new Error('no b')]);
  });
});

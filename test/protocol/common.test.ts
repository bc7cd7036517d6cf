import { describe, expect, it } from 'vitest';
import { Language } from '../../src/protocol/common.ts';

describe('a language tag', () => {
  it('has a language and what narrows it down', () => {
    for (const tag of ['en', 'pt-BR', 'zh-Hans', 'de-CH-1996']) expect(Language.parse(tag)).toBe(tag);
    for (const tag of ['', 'e', 'english', 'en_GB', 'en-', 'en\0']) expect(Language.safeParse(tag).success).toBe(false);
  });

  it('has 64 characters at most, as many as are stored', () => {
    const long = `en${'-abcdefgh'.repeat(6)}`;
    expect(Language.safeParse(`${long}-abcdefg`).success).toBe(true);
    expect(Language.safeParse(`${long}-abcdefgh`).success).toBe(false);
  });
});

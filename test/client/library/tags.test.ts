import { describe, expect, it } from 'vitest';
import { readTags, tagsOf } from '../../../src/client/library/tags.ts';
import { MAX_TAG, MAX_TAGS } from '../../../src/protocol/limits.ts';

describe('tags as they are typed', () => {
  it('are one per line, each once, without needless space', () => {
    expect(readTags(' exam \n\nfirst  year\r\nexam\n')).toEqual({ tags: ['exam', 'first year'] });
    expect(readTags(' \n')).toEqual({ tags: [] });
  });

  it('may be parted by commas, but those that were there before keep theirs', () => {
    expect(readTags('biology, exam，期末')).toEqual({ tags: ['biology', 'exam', '期末'] });
    expect(readTags('Curie, Marie\nexam', ['Curie, Marie'])).toEqual({ tags: ['Curie, Marie', 'exam'] });
  });

  it('may be as many as the limit and no more', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, at) => `t${at}`).join('\n');
    expect(readTags(lines(MAX_TAGS)).problem).toBeUndefined();
    expect(readTags(lines(MAX_TAGS + 1)).problem).toContain(String(MAX_TAGS));
  });

  it('may be as long as the limit and no longer', () => {
    expect(readTags('x'.repeat(MAX_TAG)).problem).toBeUndefined();
    expect(readTags('x'.repeat(MAX_TAG + 1)).problem).toContain(String(MAX_TAG));
  });
});

it('lists each tag of the documents once, in order', () => {
  expect(tagsOf([{ tags: ['b', 'a'] }, { tags: [] }, { tags: ['a', 'C'] }])).toEqual(['a', 'b', 'C']);
});

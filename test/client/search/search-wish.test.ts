import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSearchAddress, searchAddress } from '../../../src/client/search/search-address.ts';
import {
  documentsIn,
  everywhere,
  filterCount,
  isPossible,
  type SearchWish,
  toQuery,
  withCourse,
} from '../../../src/client/search/search-wish.ts';
import type { Document } from '../../../src/protocol/rest/documents.ts';

const fragmentOf = (wish: SearchWish) => searchAddress(wish).replace(/^[^#]*/, '');
const day = fc
  .date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true })
  .map((at) => at.toISOString().slice(0, 10));
const optional = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined });

describe('what is looked for', () => {
  it('is read from the address as it was written there', () => {
    const wishes = fc.record({
      text: fc.string({ unit: 'grapheme' }),
      within: fc.constantFrom('all' as const, 'documents' as const, 'conversations' as const),
      mode: fc.constantFrom('hybrid' as const, 'keyword' as const, 'semantic' as const),
      courseId: optional(fc.uuid()),
      documentId: optional(fc.uuid()),
      from: optional(day),
      to: optional(day),
    });
    fc.assert(
      fc.property(wishes, (wish) => {
        expect(readSearchAddress(fragmentOf(wish))).toEqual(wish);
      }),
    );
  });

  it('leaves out of an address what makes no sense there', () => {
    const wish = readSearchAddress('#q=leaves&in=moon&mode=magic&from=yesterday&to=2026-02-31');
    expect(wish).toEqual({ ...everywhere, text: 'leaves' });
    expect(searchAddress({ ...everywhere, text: '' })).toBe('/search');
  });

  it('counts whole days of the device’s calendar, both ends included', () => {
    const query = toQuery({ ...everywhere, text: 'x', from: '2026-02-28', to: '2026-02-28' });
    expect(query.get('from')).toBe(new Date(2026, 1, 28).toISOString());
    expect(query.get('to')).toBe(new Date(2026, 2, 1).toISOString());
    expect(toQuery({ ...everywhere, text: 'x' }).toString()).toBe('q=x&in=all&limit=20');
  });

  it('is not asked for where the last day is before the first', () => {
    expect(isPossible({ from: '2026-01-02', to: '2026-01-01' })).toBe(false);
    expect(isPossible({ from: '2026-01-01', to: '2026-01-01' })).toBe(true);
    expect(isPossible({ from: '2126-01-01', to: undefined })).toBe(true);
  });

  it('is offered the documents of the course chosen, and none that could not be read', () => {
    const course = { id: 'c', name: 'Life', documentIds: ['a', 'b'], createdAt: '' };
    const kept = { kind: 'text/plain', bytes: 1, passages: 1, embedded: 1, tags: [], createdAt: '' };
    const documents = ['a', 'b', 'c', 'd'].map((id): Document => {
      return { ...kept, id, title: id, status: id === 'b' || id === 'd' ? 'failed' : 'ready' };
    });
    expect(documentsIn('c', [course], documents).map(({ id }) => id)).toEqual(['a']);
    expect(documentsIn(undefined, [course], documents).map(({ id }) => id)).toEqual(['a', 'c']);
  });

  it('lets a document go that is not in the course chosen', () => {
    const course = { id: 'c', name: 'Life', documentIds: ['a'], createdAt: '' };
    const wish = { ...everywhere, text: '', documentId: 'b' };
    expect(withCourse(wish, 'c', [course])).toEqual({ courseId: 'c', documentId: undefined });
    expect(withCourse({ ...wish, documentId: 'a' }, 'c', [course])).toEqual({ courseId: 'c', documentId: 'a' });
    expect(withCourse(wish, undefined, [course])).toEqual({ courseId: undefined, documentId: 'b' });
    expect(filterCount({ ...wish, mode: 'keyword', from: '2026-01-01' })).toBe(3);
  });
});

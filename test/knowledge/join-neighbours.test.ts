import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunk } from '../../src/knowledge/chunk.ts';
import { joinNeighbours } from '../../src/knowledge/join-neighbours.ts';
import { withoutNearDuplicates } from '../../src/knowledge/near-duplicates.ts';
import type { RetrievedPassage } from '../../src/knowledge/retriever.ts';

const CONTENT = 'First sentence. Shared one.\n\nSecond part begins. It ends.';

function passage(ordinal: number, start: number, end: number, more: Partial<RetrievedPassage> = {}): RetrievedPassage {
  const text = more.text ?? CONTENT.slice(start, end);
  const names = {
    id: `${more.documentId ?? 'd'}${ordinal}`,
    documentId: 'd',
    learnerId: 'l',
    title: 'T',
    headings: [],
  };
  return { ...names, ordinal, start, end, score: 1 / (ordinal + 1), matched: ['keyword'], ...more, text };
}

describe('joining neighbours', () => {
  it('makes one of two that follow each other, exactly as the document has it', () => {
    const overlapping = joinNeighbours([passage(1, 16, 57), passage(0, 0, 27)]);
    expect(overlapping).toMatchObject([{ start: 0, end: 57, text: CONTENT.slice(0, 57) }]);
    const apart = joinNeighbours([passage(0, 0, 27, { matched: ['semantic'], after: '\n\n' }), passage(1, 29, 57)]);
    expect(apart).toMatchObject([{ start: 0, end: 57, text: CONTENT, matched: ['semantic', 'keyword'] }]);
  });

  it('leaves two apart where it is not known what stands between them', () => {
    const unknown = [passage(0, 0, 27), passage(1, 29, 57)];
    expect(joinNeighbours(unknown)).toEqual(unknown);
    const others = [passage(0, 0, 16, { after: ' ' }), passage(1, 29, 57)];
    expect(joinNeighbours(others)).toEqual(others);
  });

  it('gives what the document has from start to end, whatever it is made of', () => {
    const space = fc.constantFrom(' ', '\n', '\n\n', ' \n\n  ', '\t', '\r\n');
    const sentence = fc.integer({ min: 1, max: 220 }).map((words) => `${'word '.repeat(words).trim()}.`);
    const heading = fc.constant('# A heading');
    const parts = fc.array(fc.tuple(fc.oneof({ weight: 5, arbitrary: sentence }, heading), space), {
      minLength: 2,
      maxLength: 12,
    });
    let joins = 0;
    fc.assert(
      fc.property(parts, fc.boolean(), (made, markdown) => {
        const text = made.flat().join('');
        const pieces = [...chunk({ text, pages: [], markdown })];
        const found = pieces.map((piece, ordinal) => passage(ordinal, 0, 0, piece));
        for (const shown of [found, found.toReversed(), found.slice(1)]) {
          const joined = joinNeighbours(shown);
          joins += shown.length - joined.length;
          for (const { start, end, text: said } of joined) expect(said).toBe(text.slice(start, end));
        }
      }),
    );
    expect(joins).toBeGreaterThan(0);
  });

  it('joins two at most, so that a result stays something to read', () => {
    const joined = joinNeighbours([passage(1, 16, 27), passage(0, 0, 16), passage(2, 29, 57)]);
    expect(joined.map(({ start, end }) => [start, end])).toEqual([
      [0, 27],
      [29, 57],
    ]);
    const long = [passage(0, 0, 1400, { text: 'x'.repeat(1400) }), passage(1, 1400, 2001, { text: 'y'.repeat(601) })];
    expect(joinNeighbours(long)).toHaveLength(2);
  });

  it('leaves alone what stands elsewhere, on another page or in another document', () => {
    const others = [passage(0, 0, 15), passage(2, 29, 57), passage(1, 16, 27, { documentId: 'e' })];
    expect(joinNeighbours(others)).toEqual(others);
    const pages = [passage(0, 0, 27, { page: 1 }), passage(1, 29, 57, { page: 2 })];
    expect(joinNeighbours(pages)).toEqual(pages);
  });
});

describe('near duplicates', () => {
  it('are left out after the better one', () => {
    const text = Array.from({ length: 60 }, (_, at) => `word${at}`).join(' ');
    const twice = [passage(0, 0, 1, { text }), passage(1, 0, 1, { text: `${text.toUpperCase()}.` }), passage(2, 0, 15)];
    expect(withoutNearDuplicates(twice).map(({ id }) => id)).toEqual(['d0', 'd2']);
  });

  it('are not passages that only share a sentence', () => {
    const [a, b] = [passage(0, 0, 27), passage(1, 16, 57)];
    expect(withoutNearDuplicates([a, b])).toEqual([a, b]);
  });

  it('are passages that have nine in ten of their pairs of words in common, and no others', () => {
    const word = fc.constantFrom(...'one two three four five six seven eight nine ten'.split(' '));
    const edit = fc.record({ at: fc.nat(40), word, removes: fc.boolean() });
    const edits = fc.array(edit, { maxLength: 4 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 40 }), edits, (before, changes) => {
        const after = [...before];
        for (const change of changes) after.splice(change.at, change.removes ? 1 : 0, change.word);
        const both = [before, after].map((words, at) => passage(at, 0, 1, { text: words.join(' ') }));
        const [a, b] = [pairsOf(before), pairsOf(after)];
        const common = [...a].filter((pair) => b.has(pair)).length;
        const same = a.size + b.size > 0 && common >= 0.9 * (a.size + b.size - common);
        expect(withoutNearDuplicates(both)).toHaveLength(same ? 1 : 2);
      }),
    );
  });
});

function pairsOf(words: string[]): Set<string> {
  return new Set(words.length < 2 ? words : words.slice(1).map((word, at) => `${words[at]} ${word}`));
}

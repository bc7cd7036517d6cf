import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RetrievedPassage } from '../../src/knowledge/retriever.ts';
import { chooseJoined, choosePassages } from '../../src/tutor/choose-passages.ts';
import { estimateTokens } from '../../src/tutor/tokens.ts';

/** `a0` is the first passage of document `a`, of so many tokens; none touches another. */
function passageOf(name: string, tokens = 10): RetrievedPassage {
  const ordinal = Number(name.slice(1));
  const start = ordinal * 10_000;
  const text = 'abc'.repeat(tokens);
  const place = { ordinal, start, end: start + text.length, headings: [], text };
  return {
    ...place,
    id: name,
    documentId: name.slice(0, 1),
    learnerId: 'l',
    title: 'T',
    score: 1,
    matched: ['keyword'],
  };
}

const names = (passages: readonly RetrievedPassage[]) => passages.map(({ id }) => id);
const found = (...ids: string[]) => ids.map((id) => passageOf(id));
const ROOMY = { most: 6, tokens: 1000 };

describe('the passages that a model is given', () => {
  it('are the best ones, in the order in which they were found', () => {
    expect(names(choosePassages(found('a0', 'b0', 'a2', 'c0'), { ...ROOMY, most: 3 }))).toEqual(['a0', 'b0', 'a2']);
  });

  it('come from one document up to a half, so that others are heard', () => {
    const all = found('a0', 'a2', 'a4', 'a6', 'a8', 'b0', 'c0', 'a10');
    expect(names(choosePassages(all, ROOMY))).toEqual(['a0', 'a2', 'a4', 'a6', 'b0', 'c0']);
  });

  it('all come from one document where there is no other', () => {
    const all = found('a0', 'a2', 'a4', 'a6', 'a8', 'a10', 'a12');
    expect(names(choosePassages(all, ROOMY))).toEqual(names(all.slice(0, 6)));
  });

  it('fill the room to the last token, and no further', () => {
    const all = [passageOf('a0', 400), passageOf('b0', 600), passageOf('c0', 1)];
    expect(names(choosePassages(all, ROOMY))).toEqual(['a0', 'b0']);
    expect(names(choosePassages(all, { ...ROOMY, tokens: 999 }))).toEqual(['a0', 'c0']);
    expect(names(choosePassages(all, { ...ROOMY, tokens: 1001 }))).toEqual(['a0', 'b0', 'c0']);
  });

  it('are given a document’s further passages where what others have does not fit', () => {
    const all = [...found('a0', 'a2', 'a4', 'a6'), passageOf('b0', 990)];
    expect(names(choosePassages(all, ROOMY))).toEqual(['a0', 'a2', 'a4', 'a6']);
  });

  it('are none where nothing fits', () => {
    expect(choosePassages([passageOf('a0', 1001)], ROOMY)).toEqual([]);
    expect(choosePassages([], ROOMY)).toEqual([]);
  });

  it('are joined where one follows the other, and count as one', () => {
    const first = passageOf('a0');
    const next = { ...passageOf('a1'), start: first.end, end: first.end + 30 };
    const chosen = chooseJoined([next, first, passageOf('b0')], { most: 2, tokens: 1000 });
    expect(chosen).toMatchObject([{ id: 'a1', start: 0, end: 60, text: first.text + next.text }, { id: 'b0' }]);
  });

  it('never are too many or too long, whatever was found', () => {
    const arbitrary = fc
      .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(600))
      .map(([document, tokens]) => ({ document, tokens }));
    fc.assert(
      fc.property(fc.array(arbitrary, { maxLength: 20 }), (list) => {
        const all = list.map(({ document, tokens }, at) => passageOf(`${document}${at * 2}`, tokens));
        const chosen = choosePassages(all, ROOMY);
        expect(chosen.length).toBeLessThanOrEqual(ROOMY.most);
        const tokens = chosen.reduce((sum, { text }) => sum + estimateTokens(text), 0);
        expect(tokens).toBeLessThanOrEqual(ROOMY.tokens);
        // Whatever was left out did not fit.
        const spare = all.filter((each) => !chosen.includes(each));
        if (chosen.length < ROOMY.most)
          for (const { text } of spare) expect(tokens + estimateTokens(text)).toBeGreaterThan(ROOMY.tokens);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunk, chunkInSteps } from '../../src/knowledge/chunk.ts';
import { isWordGap } from '../../src/knowledge/chunk-cuts.ts';
import { cleanText } from '../../src/languages/clean-text.ts';

const MAX = 1400;

function cut(text: string, options: { pages?: number[]; markdown?: boolean } = {}) {
  return [...chunk({ text, pages: options.pages ?? [], markdown: options.markdown ?? false })];
}

function sentences(count: number, words = 12): string {
  return Array.from({ length: count }, (_, i) => `Sentence ${i} ${'holds plain words '.repeat(words / 3)}here.`).join(
    ' ',
  );
}

/** Words, stops, breaks and whole characters of many scripts, mixed without sense. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('\r\n', '\n\n', '\r', '# Heading\n', '```\n', '. ', '。', '👩‍👩‍👧‍👦', '\u0301', ' ', '\0'),
      fc.nat({ max: 3000 }).map((n) => 'x'.repeat(n)),
      fc.nat({ max: 900 }).map((n) => '漢字。'.repeat(n)),
      fc.nat({ max: 300 }).map((n) => 'Ein Satz mit Wörtern. '.repeat(n)),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

describe('passages of any text', () => {
  it('are what the text says at their offsets, in order, none empty, none too long', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), fc.array(fc.nat()), (text, markdown, cuts) => {
        const pages = cuts.length > 0 ? [0, ...cuts.map((at) => at % (text.length + 1)).sort((a, b) => a - b)] : [];
        let previous = { start: -1, end: 0 };
        for (const passage of cut(text, { markdown, pages })) {
          expect(text.slice(passage.start, passage.end)).toBe(passage.text);
          expect(passage.text.trim()).not.toBe('');
          expect(passage.text.length).toBeLessThanOrEqual(MAX);
          expect(passage.start).toBeGreaterThan(previous.start);
          expect(passage.end).toBeGreaterThan(previous.end);
          previous = passage;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('leave out white space only', () => {
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, markdown) => {
        let covered = 0;
        for (const passage of cut(text, { markdown })) {
          expect(text.slice(covered, Math.max(covered, passage.start)).trim()).toBe('');
          covered = passage.end;
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it('never part a surrogate pair', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('😀', '𝒳', 'a', '𠀀'), minLength: 1000, maxLength: 6000 }),
        (text) => {
          for (const passage of cut(text)) expect(passage.text.isWellFormed()).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('cutting', () => {
  it('gives nothing for an empty text and for white space', () => {
    expect(cut('')).toEqual([]);
    expect(cut(' \r\n\t\n')).toEqual([]);
  });

  it('keeps short paragraphs together up to the target', () => {
    const passages = cut('First paragraph.\r\n\r\nSecond paragraph.\r\n');
    expect(passages.map((passage) => passage.text)).toEqual(['First paragraph.\r\n\r\nSecond paragraph.']);
  });

  it('ends passages at sentence ends and never inside a word', () => {
    const text = sentences(80);
    const passages = cut(text);
    expect(passages.length).toBeGreaterThan(3);
    for (const passage of passages) {
      expect(passage.text).toMatch(/^Sentence \d+ /);
      expect(passage.text).toMatch(/here\.$/);
    }
  });

  it('repeats the last sentence of a passage in the next one', () => {
    const [first, second] = cut(sentences(40));
    const last = first?.text.match(/Sentence \d+ [^.]*\.$/)?.[0] ?? 'none';
    expect(second?.text.startsWith(last)).toBe(true);
  });

  it('repeats about 150 characters, from a word on, where the last sentence is longer', () => {
    const long = `${'many words without a stop '.repeat(30).trim()}.`;
    const [first, second] = cut(`${long}\n\n${long}`);
    const shared = (first?.end ?? 0) - (second?.start ?? 0);
    expect(shared).toBeGreaterThan(100);
    expect(shared).toBeLessThanOrEqual(150);
    expect(second?.text).toMatch(/^(many|words|without|a|stop) /);
  });

  it('cuts a word of 50,000 characters every 1,400, and only such a word', () => {
    const word = 'x'.repeat(50_000);
    const passages = cut(`Before it. ${word} After it.`);
    const inside = passages.filter((passage) => /^x+$/.test(passage.text));
    expect(inside.length).toBeGreaterThanOrEqual(34);
    expect(inside.every((passage) => passage.text.length <= MAX)).toBe(true);
    expect(passages[0]?.text).toBe('Before it.');
    expect(passages.at(-1)?.text.endsWith('After it.')).toBe(true);
  });

  it('cuts a long sentence without a stop between words, after a clause where it can', () => {
    const text = 'alpha beta gamma, delta epsilon '.repeat(150);
    for (const passage of cut(text)) {
      expect(isWordGap(text, passage.start)).toBe(true);
      expect(isWordGap(text, passage.end)).toBe(true);
    }
    expect(cut(text)[0]?.text.endsWith(',')).toBe(true);
  });

  it('cuts Chinese, which has no spaces, at its full stops', () => {
    const passages = cut('春眠不觉晓，处处闻啼鸟。'.repeat(300));
    expect(passages.length).toBeGreaterThan(2);
    for (const passage of passages) expect(passage.text.endsWith('。')).toBe(true);
  });

  it('takes abbreviations and decimals for what they are', () => {
    const filler = 'Dr. Smith measured 3.14 metres, e.g. twice, for Mr. Jones. ';
    for (const passage of cut(filler.repeat(60))) expect(passage.text).toMatch(/^Dr\. .*Jones\.$/s);
  });
});

describe('headings and pages', () => {
  it('begins a passage at a heading and names all headings above', () => {
    const text = '# Plants\n\n## Leaves\n\nThey are green.\n\n## Roots\n\nThey drink.\n\n# Animals\nThey run.';
    expect(
      cut(text, { markdown: true }).map(({ text: body, headings }) => [headings, body.split('\n').at(-1)]),
    ).toEqual([
      [['Plants', 'Leaves'], 'They are green.'],
      [['Plants', 'Roots'], 'They drink.'],
      [['Animals'], 'They run.'],
    ]);
  });

  it('knows underlined headings, and no headings inside fenced code', () => {
    const text = 'Title\r\n=====\r\n\r\nBody.\r\n\r\n```sh\r\n# not a heading\r\n\r\necho\r\n```\r\n';
    expect(cut(text, { markdown: true }).map((passage) => passage.headings)).toEqual([['Title']]);
  });

  it('takes no hash for a heading in plain text', () => {
    expect(cut('# One\n\nText.')[0]?.headings).toEqual([]);
  });

  it('never crosses a page and says which page a passage is on', () => {
    const one = 'Page one ends in the middle of';
    const text = `${one}\n\na sentence. Page two.\n\n\n\nPage four.`;
    const pages = [0, one.length + 2, text.indexOf('\n\n\n'), text.indexOf('Page four')];
    expect(cut(text, { pages }).map(({ page, text: body }) => [page, body])).toEqual([
      [1, one],
      [2, 'a sentence. Page two.'],
      [4, 'Page four.'],
    ]);
  });
});

describe('a text that was made to keep everybody busy', () => {
  const megabyte = 1_000_000;
  it.each([
    ['one endless line', 'x'.repeat(megabyte)],
    ['one endless line of Chinese', '潮'.repeat(megabyte)],
    ['nothing but stops', '.'.repeat(megabyte)],
    ['nothing but sentences', 'a. '.repeat(megabyte / 3)],
    ['nothing but line feeds', '\n'.repeat(megabyte)],
    ['nothing but words', 'word '.repeat(megabyte / 5)],
  ])('is cut in small steps, and nothing of it is lost: %s', (_, text) => {
    let steps = 0;
    let covered = 0;
    for (const pieces of chunkInSteps({ text, pages: [], markdown: true })) {
      steps += 1;
      // What a step cuts is bounded; so is what it looks at, or this would not end.
      expect(pieces.reduce((sum, piece) => sum + piece.text.length, 0)).toBeLessThan(60_000);
      for (const piece of pieces) {
        expect(text.slice(covered, Math.max(covered, piece.start)).trim()).toBe('');
        covered = Math.max(covered, piece.end);
      }
    }
    expect(text.slice(covered).trim()).toBe('');
    expect(steps).toBeGreaterThan(20);
  });

  it('keeps thirty marks on a letter, and no more', () => {
    const marks = '\u0316'.repeat(30);
    expect(cleanText({ text: `x${marks}`, pages: [] }).text).toBe(`x${marks}`);
    expect(cleanText({ text: `x${marks}\u0316`.repeat(2), pages: [] }).text).toBe(`x${marks}`.repeat(2));
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SentenceOptions, SentenceSplitter, splitSentences } from '../../src/tutor/sentences.ts';
import { SENTENCE_CORPUS } from './sentence-corpus.ts';

const textsOf = (text: string, options?: SentenceOptions) =>
  splitSentences(text, options).map((sentence) => sentence.text);

describe.each(Object.entries(SENTENCE_CORPUS))('in %s', (language, cases) => {
  const joint = language === 'zh' || language === 'ja' ? '' : ' ';
  test.each(cases.map((sentences) => ({ sentences })))('cuts $sentences', ({ sentences }) => {
    expect(textsOf(sentences.join(joint), { language })).toEqual(sentences);
  });
});

test('a list is cut at its lines, and its markers are no sentences', () => {
  expect(textsOf('Two parts:\n1. Leaves make sugar.\n2. Roots drink\na) Slowly.\nb. Deeply. Very.')).toEqual([
    'Two parts:',
    '1. Leaves make sugar.',
    '2. Roots drink',
    'a) Slowly.',
    'b. Deeply.',
    'Very.',
  ]);
});

test('in documents only an empty line ends a sentence', () => {
  const text = 'Leaves make\nsugar. Roots\ndrink\n\nA heading\n \nStems carry.';
  expect(textsOf(text, { breakAt: 'paragraph' })).toEqual([
    'Leaves make\nsugar.',
    'Roots\ndrink',
    'A heading',
    'Stems carry.',
  ]);
});

test('the first clause goes out early, and only the first', () => {
  const text =
    'When a leaf is in the light of the sun, it makes sugar, and it makes oxygen, all day long. Then, later, it rests.';
  expect(textsOf(text, { firstClause: 30 })).toEqual([
    'When a leaf is in the light of the sun,',
    'it makes sugar, and it makes oxygen, all day long.',
    'Then, later, it rests.',
  ]);
  expect(textsOf('Yes, it makes sugar.', { firstClause: 30 })).toEqual(['Yes, it makes sugar.']);
  expect(textsOf('Of about 1,000,000 leaves in all, most fall.', { firstClause: 9 })[0]).toBe(
    'Of about 1,000,000 leaves in all,',
  );
  expect(textsOf('当叶子在阳光下的时候，它就会制造糖。', { firstClause: 30 })).toEqual([
    '当叶子在阳光下的时候，',
    '它就会制造糖。',
  ]);
});

test('a sentence goes out as soon as the first character after it is there', () => {
  const splitter = new SentenceSplitter();
  expect(splitter.push('Leaves make sugar. ')).toEqual([]);
  expect(splitter.push('R')).toEqual([{ text: 'Leaves make sugar.', start: 0, end: 18 }]);
  expect(splitter.push('oots')).toEqual([]);
  expect(splitter.flush()).toEqual([{ text: 'Roots', start: 19, end: 24 }]);
  expect(splitter.flush()).toEqual([]);
});

test('a text without any stop is cut before it grows too long to follow', () => {
  const words = 'word '.repeat(200);
  const cut = textsOf(words);
  expect(cut.length).toBeGreaterThan(1);
  for (const sentence of cut) expect(sentence.length).toBeLessThanOrEqual(400);
  expect(cut.join(' ')).toBe(words.trim());
  expect(textsOf('ก'.repeat(401)).map((sentence) => sentence.length)).toEqual([400, 1]);
  expect(textsOf('🌱'.repeat(201))).toEqual(['🌱'.repeat(200), '🌱']);
  expect(textsOf(`x${'🌱'.repeat(200)}`)).toEqual([`x${'🌱'.repeat(199)}`, '🌱']);
});

const pieces = fc.constantFrom(
  ...[
    'a',
    'B',
    'Dr',
    'e.g',
    'z. B',
    '3',
    '12',
    '.',
    '. ',
    '...',
    '? ',
    '!',
    '"',
    '”',
    ' (',
    ')',
    ', ',
    '; ',
    ' ',
    '\n',
    '\n\n',
  ],
  ...['。', '？', '」', '「', 'と', '植物', '，', '।', '؟', 'के', '🌱', '  ', ': ', 'http://a.b/c', ' - '],
);
const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(''));
const options = fc.record(
  {
    language: fc.constantFrom('en', 'de', 'ja'),
    firstClause: fc.constantFrom(5, 30),
    breakAt: fc.constantFrom('line' as const, 'paragraph' as const),
  },
  { requiredKeys: [] },
);

test('how a text is cut into chunks never changes its sentences, and nothing but white space is lost', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(7), { minLength: 1 }), options, (text, sizes, given) => {
      const whole = splitSentences(text, given);
      const splitter = new SentenceSplitter(given);
      const streamed = [];
      for (let at = 0, turn = 0; at < text.length; turn += 1) {
        const size = 1 + (sizes[turn % sizes.length] ?? 0);
        streamed.push(...splitter.push(text.slice(at, at + size)));
        at += size;
      }
      streamed.push(...splitter.flush());
      expect(streamed).toEqual(whole);

      let end = 0;
      for (const sentence of whole) {
        expect(text.slice(end, sentence.start).trim()).toBe('');
        expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
        expect(sentence.text).toBe(sentence.text.trim());
        expect(sentence.text).not.toBe('');
        end = sentence.end;
      }
      expect(text.slice(end).trim()).toBe('');
    }),
    { numRuns: 2000 },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainText, toPlainText } from '../../src/tutor/plain-text.ts';

test.each([
  ['**Leaves** make *sugar* and __roots__ drink _water_.', 'Leaves make sugar and roots drink water.'],
  ['# Leaves\nThey make sugar.', 'Leaves\nThey make sugar.'],
  ['- Leaves\n* Roots\n• Stems\n  + Buds', 'Leaves\nRoots\nStems\nBuds'],
  ['1. Leaves\n2. Roots', '1. Leaves\n2. Roots'],
  ['Use `sin` and ```code```.', 'Use sin and code.'],
  ['```js\nlet a\n```', '```js\nlet a\n```'],
  ['So:\n```py\n# **once**\n- [1] _x_\n```\n- **Now**', 'So:\n```py\n# **once**\n- [1] _x_\n```\nNow'],
  ['6CO_2 + C_6H_{12}O_6', '6CO_2 + C_6H_{12}O_6'],
  ['See [the leaf](https://example.org/leaf) there [1], and [sic].', 'See the leaf there , and [sic].'],
  ['3 * 4 is 12, a*b is a product, my_name stays', '3 * 4 is 12, a*b is a product, my_name stays'],
  ['The ___ makes sugar.', 'The ___ makes sugar.'],
  ['~~No~~ yes, about ~5.', 'No yes, about ~5.'],
  ['> Quoted\n---\nAfter', 'Quoted\n\nAfter'],
  ['-5 degrees', '-5 degrees'],
  ['**- Bold bullet**', 'Bold bullet'],
  ['Plain words stay.', 'Plain words stay.'],
])('%j is heard as %j', (markdown, heard) => {
  expect(toPlainText(markdown)).toBe(heard);
});

test('words are not held back', () => {
  const plain = new PlainText();
  expect(plain.push('Leaves **make')).toBe('Leaves make');
  expect(plain.push(' sugar**')).toBe(' sugar');
  expect(plain.push('.')).toBe('.');
  expect(plain.flush()).toBe('');
});

test('what comes out does not depend on the chunks', () => {
  const pieces = [
    '*',
    '**',
    '_',
    '`',
    '```',
    '```\n',
    '\n```',
    '{',
    '}',
    '#',
    '# ',
    '- ',
    '-',
    '> ',
    '[',
    ']',
    '(',
    ')',
    '](',
    '1',
    'a',
    ' ',
    '\n',
    '~',
    'é🌱',
    'x'.repeat(150),
  ];
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
      fc.array(fc.nat(7), { minLength: 1 }),
      (text, sizes) => {
        const plain = new PlainText();
        let streamed = '';
        for (let at = 0, turn = 0; at < text.length; turn += 1) {
          const size = 1 + (sizes[turn % sizes.length] ?? 0);
          streamed += plain.push(text.slice(at, at + size));
          at += size;
        }
        expect(streamed + plain.flush()).toBe(toPlainText(text));
      },
    ),
    { numRuns: 2000 },
  );
});

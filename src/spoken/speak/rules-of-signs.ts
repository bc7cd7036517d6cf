import { at, oneOf, type SpeakingRule } from './speaking-rule.ts';
import type { SpokenWords } from './words/spoken-words.ts';

/** Abbreviations, addresses and single signs. */
export function signs(words: SpokenWords): SpeakingRule[] {
  const rules: SpeakingRule[] = [
    {
      pattern: at('https?://(?:www\\.)?([\\p{L}\\p{N}.-]*[\\p{L}\\p{N}])(?:[/?#][^\\s)]*)?'),
      say: ([, host = '']) => host.replaceAll('.', ` ${words.dot} `),
    },
    {
      pattern: at('(?<![\\p{L}\\p{N}])[\\p{L}\\p{N}._-]+@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)+'),
      say: ([address = '']) => address.replaceAll('.', ` ${words.dot} `).replace('@', ` ${words.symbols['@'] ?? ''} `),
    },
    {
      pattern: at(`(?<![\\p{L}\\p{N}])(${oneOf(Object.keys(words.beforeNumbers))})(?=[ \\u00a0\\u202f]?\\d)`),
      say: ([, short = '']) => words.beforeNumbers[short],
    },
    // Between numbers a short stroke is a minus, and a star a sign of multiplication.
    { pattern: at('(?<=[\\d)] )-(?= [\\d(])'), say: () => words.symbols['−'] },
    { pattern: at('(?<=[\\d)] ?)\\*(?= ?[\\d(])'), say: () => words.symbols['×'] },
    { pattern: at('#'), say: () => '' },
    {
      pattern: at(`(?<![+<>=])(${oneOf(Object.keys(words.symbols))})(?![+<>=])`),
      say: ([, sign = '']) => words.symbols[sign],
    },
  ];
  const short = Object.keys(words.abbreviations);
  if (short.length > 0) rules.push(abbreviations(words, short));
  return rules;
}

function abbreviations(words: SpokenWords, short: string[]): SpeakingRule {
  return {
    pattern: at(`(?<![\\p{L}\\p{N}])(${oneOf(short)})(?![\\p{L}\\p{N}])`),
    // A stop that ends the sentence too is heard as one.
    say: ({ 0: match, 1: written = '', index }, { text }) => {
      const endsText = written.endsWith('.') && text.slice(index + match.length).trim() === '';
      return `${words.abbreviations[written] ?? ''}${endsText ? '.' : ''}`;
    },
  };
}

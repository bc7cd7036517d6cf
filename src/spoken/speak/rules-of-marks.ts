import { at, type SpeakingRule } from './speaking-rule.ts';

/** Marks that nobody says, in any language: Markdown, links, pictures. */
export const marks: readonly SpeakingRule[] = [
  // Keycaps and flags before single pictures, of which they are made.
  { pattern: at('[\\d#*]\\u{FE0F}?\\u{20E3}'), say: ([key = ''], { speak }) => speak(key.charAt(0)) },
  {
    pattern: at('(?:\\p{Regional_Indicator}|[\\u{FE0F}\\u{FE0E}\\u{200D}\\u{20E3}]|\\p{Emoji_Modifier})+'),
    say: () => '',
  },
  { pattern: at('(?![©®™↔→←↑↓⇒⇔✓✔])\\p{Extended_Pictographic}'), say: () => '' },
  { pattern: at('!?\\[([^\\]\\n]+)\\]\\([^)\\s]*\\)'), say: ([, text = ''], { speak }) => speak(text) },
  { pattern: at('(?<=^|\\n)[ \\t]*```[^\\n`]*(?=\\n|$)'), say: () => '' },
  { pattern: at('[*_]{2,3}|`{1,3}|~~'), say: () => '' },
  { pattern: at('(?<![\\p{L}\\p{N}_])_(?=\\S)|(?<=\\S)_(?![\\p{L}\\p{N}_])'), say: () => '' },
  { pattern: at('(?<=[\\p{L}\\p{N}])_(?=[\\p{L}\\p{N}])'), say: () => ' ' },
  { pattern: at('(?<![\\p{L}\\p{N}* ])\\*(?=[^\\s*])|(?<=[^\\s*])\\*(?![\\p{L}\\p{N}* ])'), say: () => '' },
  { pattern: at('(?<=^|\\n)(?:#{1,6}[ \\t]+|[-*+•][ \\t]+|>[ \\t]?)'), say: () => '' },
  { pattern: at('[•|]'), say: () => ',' },
];

import { at, oneOf, type SpeakingRule } from './speaking-rule.ts';
import type { SpokenWords } from './words/spoken-words.ts';

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉';
/** Elements that learners meet; others are read as they are written. */
const ELEMENT = '(?:He|Li|Be|Ne|Na|Mg|Al|Si|Cl|Ar|Ca|Ti|Cr|Mn|Fe|Co|Ni|Cu|Zn|Br|Ag|Sn|Ba|Pt|Au|Hg|Pb|[HBCNOFPSKIU])';
const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega'.split(
    ' ',
  );
const LATEX_SIGNS: Readonly<Record<string, string>> = {
  times: '×',
  cdot: '·',
  div: '÷',
  neq: '≠',
  approx: '≈',
  leq: '≤',
  le: '≤',
  geq: '≥',
  ge: '≥',
  pm: '±',
  to: '→',
  rightarrow: '→',
  infty: '∞',
  Delta: 'Δ',
};

/** Formulas of mathematics and chemistry. */
export function formulas(words: SpokenWords): SpeakingRule[] {
  return [...latex(words), ...powers(words), ...chemistry(words)];
}

function latex(words: SpokenWords): SpeakingRule[] {
  return [
    {
      pattern: at('\\$\\$?([^$\\n]*[=\\\\^_+<>][^$\\n]*|\\p{L})\\$\\$?'),
      say: ([, inner = ''], { speak }) => speak(inner),
    },
    { pattern: at('\\\\[()\\[\\]]|\\\\(?:left|right|quad|,|;|!)'), say: () => '' },
    {
      pattern: at('\\\\frac\\{([^{}]*)\\}\\{([^{}]*)\\}'),
      say: ([, above = '', below = ''], { speak }) =>
        words.fractions[`${above}/${below}`] ?? [speak(above), words.over, speak(below)].join(words.gap),
    },
    {
      pattern: at('\\\\sqrt\\{([^{}]*)\\}'),
      say: ([, inner = ''], { speak }) => [words.root, speak(inner)].join(words.gap),
    },
    { pattern: at('\\\\(?:text|mathrm)\\{([^{}]*)\\}'), say: ([, inner = ''], { speak }) => speak(inner) },
    {
      pattern: at('\\\\', `(${oneOf(Object.keys(LATEX_SIGNS))})(?!\\p{L})`),
      say: ([, name = '']) => words.symbols[LATEX_SIGNS[name] ?? ''],
    },
    { pattern: at('\\\\', `(${oneOf(GREEK)})(?!\\p{L})`), say: ([, name = '']) => name },
  ];
}

function powers(words: SpokenWords): SpeakingRule[] {
  const say = (exponent: string, speak: (text: string) => string) =>
    words.exponents[exponent] ?? words.power(speak(exponent));
  return [
    {
      pattern: at(`(?<=[\\p{L}\\p{N})])⁻?[${SUPERSCRIPT}]+`),
      say: ([digits = ''], { speak }) => say(plain(digits, SUPERSCRIPT).replace('⁻', '-'), speak),
    },
    {
      pattern: at('(?<=[\\p{L}\\p{N})}])\\^\\{([^{}]+)\\}'),
      say: ([, exponent = ''], { speak }) => say(exponent, speak),
    },
    {
      pattern: at('(?<=[\\p{L}\\p{N})}])\\^(-?\\d+|\\p{L})'),
      say: ([, exponent = ''], { speak }) => say(exponent, speak),
    },
  ];
}

function chemistry(words: SpokenWords): SpeakingRule[] {
  const group = `(?:${ELEMENT}[\\d${SUBSCRIPT}]*)`;
  return [
    {
      // At least one number and two elements, or one of these small figures: H2O and O₂, but not B2 or A4.
      pattern: at(
        `(?<![\\p{L}\\p{N}])(?=\\p{L}*[\\d${SUBSCRIPT}])(?:${group}{2,}|${ELEMENT}[${SUBSCRIPT}]+)(?![\\p{L}\\p{N}])`,
      ),
      say: ([formula = '']) => {
        const parts = plain(formula, SUBSCRIPT).match(/[A-Z][a-z]?|\d+/gu) ?? [];
        return parts.map((part) => (/\d/u.test(part) ? words.cardinal(part) : part)).join(words.gap);
      },
    },
    { pattern: at(`[${SUBSCRIPT}]+`), say: ([digits = '']) => words.cardinal(plain(digits, SUBSCRIPT)) },
  ];
}

/** Small raised or lowered figures as ordinary ones. */
function plain(text: string, small: string): string {
  return [...text].map((char) => (small.includes(char) ? String(small.indexOf(char)) : char)).join('');
}

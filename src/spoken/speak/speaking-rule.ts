/** What a rule may look at besides its match. */
interface RuleContext {
  /** All of the written text. */
  text: string;
  /** Says a part of it by itself. */
  speak: (text: string) => string;
}

/** How something written is said. */
export interface SpeakingRule {
  /** Sticky: tried at one place. */
  pattern: RegExp;
  /** @returns what is said; undefined where the rule doesn't hold after all */
  say: (match: RegExpExecArray, context: RuleContext) => string | undefined;
}

/** A pattern as a rule needs it, made of pieces. */
export function at(...pieces: string[]): RegExp {
  return new RegExp(pieces.join(''), 'uy');
}

/** Alternatives of fixed texts, longest first. */
export function oneOf(texts: Iterable<string>): string {
  const escaped = [...texts]
    .sort((a, b) => b.length - a.length)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&'));
  return `(?:${escaped.join('|')})`;
}

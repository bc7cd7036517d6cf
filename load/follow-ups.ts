import type { Asked } from './retrieval-data.ts';

/** A question as it is asked when something was asked before. */
export interface FollowUp {
  kind: 'pronoun' | 'short' | 'other subject';
  /** What was asked before, and as it was answered. */
  before: Asked;
  /** What is asked now, and the same as a stranger would ask it. */
  asked: string;
  whole: Asked;
}

/** Asked without any word of what they are about; what answers the question before answers them as well. */
const SHORT = [
  'Why is that?',
  'And how did that happen?',
  'Tell me more about it.',
  'Why did he do that?',
  'What was it?',
];
/** One in so many questions is followed by a short one. */
const SHORT_EACH = 10;
/** So many questions later, or earlier, somebody asks about another story. */
const FAR = 500;

/**
 * Follow-ups made of questions in the order in which they were written, the same in every run. Of two that name the same somebody the
 * second one says "he" or "they" in place of the name, half of them after "And"; others are short; others follow nothing, since they are
 * about another story: these should stay as they are.
 */
export function followUpsOf(questions: readonly Asked[]): FollowUp[] {
  const found: FollowUp[] = [];
  for (const [at, before] of questions.entries()) {
    const whole = questions[at + 1];
    if (at % SHORT_EACH === 0) {
      const asked = SHORT[(at / SHORT_EACH) % SHORT.length] ?? '';
      found.push({ kind: 'short', before, asked, whole: before });
      const other = questions[(at + FAR) % questions.length];
      if (other && other.story !== before.story) {
        found.push({ kind: 'other subject', before, asked: other.question, whole: other });
      }
    }
    if (whole?.story !== before.story) continue;
    const said = withoutNames(whole.question, namesIn(before.question));
    if (said === whole.question) continue;
    const asked = at % 2 === 0 ? `And ${said.charAt(0).toLowerCase()}${said.slice(1)}` : said;
    found.push({ kind: 'pronoun', before, asked, whole });
  }
  return found;
}

/** What both questions may name: names that do not begin the first one, and "the" with the words behind it, longest first. */
function namesIn(question: string): string[] {
  const names = question.match(/(?<=\s)\p{Lu}\p{L}+(?:\s\p{Lu}\p{L}+)*/gu) ?? [];
  const nouns = [3, 2, 1].flatMap(
    (words) => question.match(new RegExp(`\\bthe(?: \\p{Ll}{3,}){${words}}\\b`, 'gu')) ?? [],
  );
  return [...new Set([...names, ...nouns])].sort((a, b) => b.length - a.length);
}

function withoutNames(question: string, names: readonly string[]): string {
  return names.reduce((text, name) => {
    const [who, whose] = name.startsWith('the ') ? ['they', 'their'] : ['he', 'his'];
    const named = name.startsWith('the ') ? name : `(?:[Tt]he )?${name}`;
    return text
      .replaceAll(new RegExp(`\\b${named}['’]s?(?![\\p{L}-])`, 'gu'), whose)
      .replaceAll(new RegExp(`\\b${named}\\b(?!-| \\p{Lu})`, 'gu'), who);
  }, question);
}

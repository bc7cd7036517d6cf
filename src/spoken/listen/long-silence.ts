import type { Patience } from './endpointing.ts';

/** A learner who has not begun after this may be stuck, or gone; ms. Whoever thinks about a question takes longer than for a word. */
export const QUIET_MS: Readonly<Record<Patience, number>> = { patient: 30_000, quick: 15_000 };
/** So often in a row they are spoken to; then it is for them to begin. */
export const MOST_QUIET = 2;

/** What the tutor says then, the first time and the second. */
export type QuietNotice = 'quiet' | 'still_quiet';

/** By two-letter code. */
export const QUIET_TEXTS = {
  en: {
    quiet: 'Take your time. I am here when you are ready.',
    still_quiet: 'I am still here. Ask me anything, or tell me if you would like a hint.',
  },
  es: {
    quiet: 'Tómate tu tiempo. Aquí estoy cuando quieras.',
    still_quiet: 'Sigo aquí. Pregúntame lo que quieras, o dime si quieres una pista.',
  },
  de: {
    quiet: 'Lass dir Zeit. Ich bin da, sobald du so weit bist.',
    still_quiet: 'Ich bin noch da. Frage mich etwas, oder sage, wenn du einen Hinweis möchtest.',
  },
  fr: {
    quiet: 'Prends ton temps. Je suis là dès que tu veux.',
    still_quiet: 'Je suis toujours là. Demande-moi ce que tu veux, ou dis-moi si tu veux un indice.',
  },
} satisfies Record<string, Record<QuietNotice, string>>;

const BY_LANGUAGE: Partial<Record<string, Record<QuietNotice, string>>> = QUIET_TEXTS;

/** @param language BCP 47; English where it is not known or not here */
export function quietText(code: QuietNotice, language: string): string {
  const base = language.toLowerCase().split('-')[0] ?? '';
  return (BY_LANGUAGE[base] ?? QUIET_TEXTS.en)[code];
}

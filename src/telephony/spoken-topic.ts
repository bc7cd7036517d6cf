import { contentWords } from '../tutor/content-words.ts';
import { phrasesInAllLanguages } from './phrases.ts';
import { FRAMING_WORDS } from './question-words.ts';

/** A subject is a few words inside a sentence; longer ones are heard as a sentence of their own. */
export const LONGEST_TOPIC = 40;
const FEWEST_LETTERS = 3;
const NUMBERING = /^(§\s*)?\d+(\.\d+)*[.):]?\s+/u;
const FILE_NAME = /\.(pdf|docx?|pptx?|epub|html?|md|csv|txt|png|jpe?g|webp|gif|wav|mp3|m4a|aac|ogg|opus|flac|webm)$/iu;
const IN_DETAIL = /\s*(?:[:;(–—|]|\s-\s).*$/u;
/** Sections of nearly every text: their names say nothing of the subject. */
const ANY_TEXT = new Set(
  (
    'introduction|summary|overview|contents|table of contents|conclusion|conclusions|notes|references|appendix|abstract|preface|exercises|' +
    'introducción|resumen|índice|conclusión|conclusiones|notas|ejercicios|einleitung|einführung|zusammenfassung|überblick|inhalt|inhaltsverzeichnis|' +
    'fazit|notizen|übungen|anhang|vorwort|résumé|sommaire|aperçu|annexe|exercices|avant propos|introduzione|riassunto|indice|conclusioni|' +
    'appunti|esercizi|introdução|resumo|sumário|conclusão|notas|exercícios|inleiding|samenvatting|overzicht|inhoud|conclusie|aantekeningen|oefeningen'
  ).split('|'),
);

/** A heading or title as a subject inside a sentence; undefined for what is none: a question, a time, a whole sentence. Pure. */
export function spokenTopic(heading: string): string | undefined {
  const line = heading.replace(/\s+/gu, ' ').trim();
  if (/[?？¿]/u.test(line)) return undefined;
  const bare = line.replace(NUMBERING, '').replace(FILE_NAME, '').replaceAll('_', ' ').trim();
  const whole = bare.replace(/[\s.:;,!…]+$/u, '');
  const topic = whole.length <= LONGEST_TOPIC && !IN_DETAIL.test(whole) ? whole : whole.replace(IN_DETAIL, '');
  const letters = topic.match(/\p{L}/gu)?.length ?? 0;
  const isEnough = letters >= FEWEST_LETTERS || /\p{Script=Han}/u.test(topic);
  if (!isEnough || topic.length > LONGEST_TOPIC || ANY_TEXT.has(topic.toLowerCase())) return undefined;
  return topic;
}

/** The innermost section of a passage that says what it is about, else its document. Pure. */
export function topicOfPassage({ headings, title }: { headings: string[]; title: string }): string | undefined {
  return [...headings.toReversed(), title].map(spokenTopic).find((topic) => topic !== undefined);
}

/**
 * The word of a question that most probably says what it is about: its longest one that is no part of asking. Pure.
 * Compared with the first and the last such word, see test/telephony/spoken-topic.test.ts.
 */
export function topicOfQuestion(question: string): string | undefined {
  const offered = offeredTopic(question);
  if (offered !== undefined) return offered;
  const words = [...contentWords(question).values()].filter(
    (word) => !FRAMING_WORDS.has(word) && word.length >= FEWEST_LETTERS && word.length <= LONGEST_TOPIC,
  );
  return words.reduce<string | undefined>(
    (longest, word) => (longest === undefined || word.length > longest.length ? word : longest),
    undefined,
  );
}

/** A call's own question holds what it was about: "Let us go on with photosynthesis." */
function offeredTopic(question: string): string | undefined {
  for (const { goOnQuestion } of phrasesInAllLanguages) {
    const [before = '', after = ''] = goOnQuestion.split('{topic}');
    if (question.length <= before.length + after.length) continue;
    if (question.startsWith(before) && question.endsWith(after)) {
      return question.slice(before.length, question.length - after.length);
    }
  }
  return undefined;
}

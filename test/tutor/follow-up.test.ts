import { expect, test } from 'vitest';
import { guessLanguage } from '../../src/languages/guess.ts';
import { selfContained } from '../../src/tutor/follow-up.ts';
import { languageOf } from '../../src/tutor/language.ts';

const talk = (learner: string, tutor: string) => [
  { role: 'learner' as const, text: learner },
  { role: 'tutor' as const, text: tutor },
];

test.each([
  ['Why?', 'What do roots take up?', 'Water.', ['roots']],
  ['And in winter?', 'What do leaves do in summer?', 'They work.', ['leaves', 'summer']],
  ['What is it for?', 'What is chlorophyll?', 'A pigment.', ['chlorophyll']],
  ['Und im Winter?', 'Was machen Blätter?', 'Zucker.', ['blätter']],
  ['它有什么用？', '叶绿素是什么？', '一种色素。', ['叶绿']],
  ['Light and water', 'How do plants eat?', 'Guess. What does a leaf need?', ['plants', 'leaf', 'need']],
])('%j after %j and the reply %j is looked for with %j', (question, before, reply, words) => {
  const rewritten = selfContained(question, talk(before, reply));
  expect(rewritten.startsWith(`${question} `)).toBe(true);
  expect(rewritten.slice(question.length).split(' ')).toEqual(expect.arrayContaining(words));
});

test.each([
  'How does photosynthesis turn light into sugar in a leaf?',
  'What is the difference between mitosis, meiosis and budding?',
  // Short, and about something else.
  'Who lives in the forest?',
  'To whom did the castle belong?',
])('%j stands by itself', (question) => {
  expect(selfContained(question, talk('What do roots do?', 'They drink.'))).toBe(question);
});

test('without a talk before it a question stays as it is', () => {
  expect(selfContained('Why?', [])).toBe('Why?');
});

test.each([
  ['What is the cell?', 'en'],
  ['Was ist die Zelle?', 'de'],
  ['Qu’est-ce que la cellule et pourquoi ?', 'fr'],
  ['¿Qué es la célula y cómo es?', 'es'],
  ['O que é uma célula e não um átomo?', 'pt'],
  ['Che cosa è il nucleo?', 'it'],
  ['细胞是什么？', 'zh'],
  ['細胞とは何ですか？', 'ja'],
  ['कोशिका क्या है?', 'hi'],
  ['ما هي الخلية؟', 'ar'],
  ['Photosynthesis 42', undefined],
])('%j seems to be %s', (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});

test('a chosen language wins; a question that gives nothing away follows what was said before', () => {
  expect(languageOf('pt-BR', 'What is it?', [])).toBe('pt');
  expect(languageOf(undefined, 'Photosynthese', ['Was ist das?'])).toBe('de');
  expect(languageOf(undefined, 'Photosynthesis', [])).toBe('en');
});

test.each([
  ['en', 'What is chlorophyll made of?', 'And what does it absorb?', 'chlorophyll'],
  ['de', 'Woraus besteht Chlorophyll?', 'Und was nimmt es auf?', 'chlorophyll'],
  ['fr', 'De quoi est faite la chlorophylle ?', 'Et pourquoi absorbe-t-elle la lumière ?', 'chlorophylle'],
  ['es', '¿De qué está hecha la clorofila?', '¿Y por qué?', 'clorofila'],
  ['pt', 'De que é feita a clorofila?', 'E porquê?', 'clorofila'],
  ['it', 'Di che cosa è fatta la clorofilla?', 'E perché?', 'clorofilla'],
  ['ru', 'Из чего состоит хлорофилл?', 'А что он поглощает?', 'хлорофилл'],
  ['ar', 'مم يتكون الكلوروفيل؟', 'ولماذا هو أخضر؟', 'الكلوروفيل'],
])('a follow-up in %s carries on what was asked before', (_language, before, question, word) => {
  const history = [
    { role: 'learner' as const, text: before },
    { role: 'tutor' as const, text: '…' },
  ];
  expect(selfContained(question, history)).toContain(word);
});

test.each([
  ['de', 'Wie entsteht Photosynthese in der Zelle?', 'Chlorophyll is?'],
  ['es', '¿Qué es la fotosíntesis y por qué importa?', 'No, why?'],
  ['en', 'What is the light reaction, and where does it happen?', 'Die?'],
])('a word or two do not turn a talk in %s into another language', (language, before, question) => {
  expect(languageOf(undefined, question, [before])).toBe(language);
});

test('a whole question, or another script, does change the language', () => {
  const before = ['What is the light reaction?'];
  expect(languageOf(undefined, 'Und wie ist das in der Nacht?', before)).toBe('de');
  expect(languageOf(undefined, '为什么？', before)).toBe('zh');
});

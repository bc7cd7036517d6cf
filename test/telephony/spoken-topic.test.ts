import { describe, expect, it } from 'vitest';
import { LONGEST_TOPIC, spokenTopic, topicOfPassage, topicOfQuestion } from '../../src/telephony/spoken-topic.ts';

describe('a heading as a subject inside a spoken sentence', () => {
  it.each([
    ['Photosynthesis', 'Photosynthesis'],
    ['2.1 The light reactions', 'The light reactions'],
    ['3) Zellen', 'Zellen'],
    ['Photosynthesis: how plants make sugar from light, water and air', 'Photosynthesis'],
    ['La célula (eucariota y procariota)', 'La célula'],
    ['biology_notes.pdf', 'biology notes'],
    ['Newton’s laws.', 'Newton’s laws'],
    ['光合作用', '光合作用'],
    ['x'.repeat(LONGEST_TOPIC), 'x'.repeat(LONGEST_TOPIC)],
  ])('%j is %j', (heading, topic) => expect(spokenTopic(heading)).toBe(topic));

  it.each([
    'Why are leaves green?',
    '¿Por qué son verdes las hojas',
    '12:30',
    '00:01:00',
    '7',
    '',
    'Introduction',
    'Zusammenfassung',
    'x'.repeat(LONGEST_TOPIC + 1),
    'In this chapter we look at how plants make their own food',
  ])('%j is none', (heading) => expect(spokenTopic(heading)).toBeUndefined());

  it('is the innermost that says something, else the document’s title', () => {
    const passage = { headings: ['Plants', 'Photosynthesis', 'Summary'], title: 'Biology' };
    expect(topicOfPassage(passage)).toBe('Photosynthesis');
    expect(topicOfPassage({ headings: ['12:30'], title: 'Lecture 3' })).toBe('Lecture 3');
    expect(topicOfPassage({ headings: [], title: 'What is life?' })).toBeUndefined();
  });
});

/** Questions as learners ask them, with the words that would do as their subject. */
const QUESTIONS: readonly [string, string[]][] = [
  ['Why are leaves green?', ['leaves']],
  ['What is photosynthesis?', ['photosynthesis']],
  ['How does the heart pump blood?', ['heart', 'blood']],
  ['Can you explain what an enzyme does?', ['enzyme']],
  ['What happened in the French Revolution?', ['revolution']],
  ['How do you work out the area of a triangle?', ['triangle', 'area']],
  ['And what is it good for, the chlorophyll?', ['chlorophyll']],
  ['Why did the Roman Empire fall?', ['empire', 'roman']],
  ['What does mitosis mean?', ['mitosis']],
  ['Tell me something about volcanoes.', ['volcanoes']],
  ['¿Por qué son verdes las hojas?', ['hojas']],
  ['¿Qué es la fotosíntesis?', ['fotosíntesis']],
  ['¿Cómo funciona el corazón?', ['corazón']],
  ['¿Para qué sirve una enzima?', ['enzima']],
  ['¿Cuándo empezó la Revolución francesa?', ['revolución']],
  ['Warum sind Blätter grün?', ['blätter']],
  ['Was ist Photosynthese?', ['photosynthese']],
  ['Wie funktioniert das Herz?', ['herz']],
  ['Kannst du mir erklären, was ein Enzym macht?', ['enzym']],
  ['Was bedeutet Mitose?', ['mitose']],
  ['Wann begann die Französische Revolution?', ['revolution']],
  ['Pourquoi les feuilles sont-elles vertes ?', ['feuilles']],
  ['Qu’est-ce que la photosynthèse ?', ['photosynthèse']],
  ['Comment fonctionne le cœur ?', ['cœur']],
  ['À quoi sert une enzyme ?', ['enzyme']],
  ['Perché le foglie sono verdi?', ['foglie']],
  ['Che cos’è la fotosintesi?', ['fotosintesi']],
  ['Come funziona il cuore?', ['cuore']],
  ['A cosa serve un enzima?', ['enzima']],
  ['Por que as folhas são verdes?', ['folhas']],
  ['O que é a fotossíntese?', ['fotossíntese']],
  ['Como funciona o coração?', ['coração']],
  ['Para que serve uma enzima?', ['enzima']],
  ['Waarom zijn bladeren groen?', ['bladeren']],
  ['Wat is fotosynthese?', ['fotosynthese']],
  ['Hoe werkt het hart?', ['hart']],
  ['Waar dient een enzym voor?', ['enzym']],
];

describe('the subject of a question', () => {
  // The first word that is no part of asking would be right 27 times, the last one 28 times.
  it('is named right for 35 of 37 questions in seven languages', () => {
    const right = QUESTIONS.filter(([question, subjects]) => subjects.includes(topicOfQuestion(question) ?? ''));
    expect([QUESTIONS.length, right.length]).toEqual([37, 35]);
  });

  it('is never the question, and short', () => {
    for (const [question] of QUESTIONS) {
      expect(topicOfQuestion(question)).not.toBe(question);
      expect(topicOfQuestion(question)?.length).toBeLessThanOrEqual(LONGEST_TOPIC);
    }
  });

  it.each([
    ['Let us go on with the light reactions. Ask me a question about it.', 'the light reactions'],
    ['Machen wir mit Photosynthese weiter. Stelle mir eine Frage dazu.', 'Photosynthese'],
  ])('of an offer that was taken is what was offered: %j', (question, topic) =>
    expect(topicOfQuestion(question)).toBe(topic),
  );

  it.each(['Why?', 'And then?', 'What does that mean?', 'Warum?', '…'])('is nothing in %j', (question) =>
    expect(topicOfQuestion(question)).toBeUndefined(),
  );
});

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

/** Who or what a pronoun stands for, standing in the same question. */
test.each([
  ['en', 'Why did Mary sell her cow?'],
  ['en', 'What did the cat do after it ate?'],
  ['en', 'How did Tephany know she was late?'],
  ['en', 'How did the trolls feel when they left?'],
  ['en', 'Why did Ebe go home again?'],
  ['en', 'Why did no one pay attention?'],
  ['en', 'Who had one daughter?'],
  ['en', 'Who saw the bird that sang?'],
  ['de', 'Warum verkaufte Maria ihre Kuh?'],
  ['de', 'Was tut der Wal, wenn er taucht?'],
  ['de', 'Wie schlägt das Herz?'],
  ['de', 'Können Sie mir Osmose erklären?'],
  ['de', 'Warum gibt es Gezeiten?'],
  ['fr', 'Pourquoi la baleine respire-t-elle ?'],
  ['fr', 'Comment la plante nourrit-elle ses racines ?'],
  ['fr', 'Pourquoi y a-t-il des marées ?'],
  ['es', '¿Cuál es la población de Madrid?'],
  ['es', '¿Por qué María vendió su vaca?'],
  ['es', '¿Qué hizo el gato cuando él comió?'],
  ['pt', 'O que fez o gato quando ele comeu?'],
  ['pt', 'Por que Maria vendeu sua vaca?'],
  ['it', 'Che cosa è il nucleo?'],
  ['it', 'Perché Maria vende la sua mucca?'],
  ['ru', 'Что сделал волк, когда он пришёл?'],
  ['hi', 'व्हेल क्या करती है, जब वह सोती है?'],
  ['ar', 'ما هي الخلية؟'],
  ['ar', 'ماذا فعل القط عندما هو أكل؟'],
  ['ko', '고래가 바다에서 잠수할 때 그는 무엇을 하나?'],
  ['zh', '哈佛哪一年结束了它的提前录取计划？'],
  ['zh', '当鲸鱼潜水时，它做什么？'],
  ['zh', '其他动物怎样呼吸？'],
  ['zh', '光合作用这个词是什么意思？'],
  ['zh', '如果两个整数相乘，这个表达式叫什么？'],
  ['zh', '当有人试图推翻政府时，这叫什么？'],
  ['zh', '抵制、拒绝交税、静坐，这些都让什么变得困难？'],
  ['zh', '哪位人士承认有罪，因此受到了审判？'],
  ['zh', '加那利群岛在哪个大陆沿岸？'],
  ['zh', '荷兰的这个三角洲叫什么？'],
  ['zh', '《草原》这首歌是哪一年发行的？'],
  ['ja', 'クジラはその尾をどう使いますか？'],
  ['ja', '植物が光を吸収するとき、これは何と呼ばれますか？'],
  ['ja', '水素と酸素を混ぜると、それはどうなりますか？'],
  ['ja', '氷はその下の水をどう守りますか？'],
  ['ja', '氷は水より軽いのに、なぜそれは水の中でできますか？'],
  ['zh', '支持那些失去工作的人的组织叫什么？'],
  ['zh', '谁帮助了那些反对战争的人？'],
])('a question in %s whose pronoun is explained in it stands by itself: %s', (_language, question) => {
  expect(selfContained(question, talk('Zebra', 'Yes.'))).toBe(question);
});

test.each([
  // Whom the fairy visited was said before: in one clause two words for the same one would be "herself".
  ['en', 'Why did the fairy visit her?'],
  ['en', 'Did Mary help him?'],
  ['en', 'Where was her cottage?'],
  ['en', 'Why did she sell the cow?'],
  ['en', 'How did the giant feel when they left?'],
  ['en', 'Who was there?'],
  ['en', 'What is the use of that?'],
  ['en', 'Which one?'],
  ['de', 'Warum ist das so?'],
  ['de', 'Wie lang ist seine Zunge?'],
  ['de', 'Warum hilft Maria ihm?'],
  ['fr', 'Pourquoi la mange-t-elle ?'],
  ['fr', 'Quelle est sa couleur ?'],
  ['es', '¿Por qué lo vendió María?'],
  ['es', '¿Cuál es su color?'],
  ['pt', 'Qual é a cor dele?'],
  ['it', 'Qual è il suo colore?'],
  ['ru', 'Почему он пришёл?'],
  ['ru', 'Кому Мария продала его?'],
  ['hi', 'वह क्यों सोती है?'],
  ['ar', 'لماذا هو أخضر؟'],
  ['zh', '谁资助他的工作？'],
  ['zh', '为什么鲸鱼需要它？'],
  ['zh', '这首歌是谁写的？'],
  ['zh', '在英语里，这首赞美诗叫什么？'],
  ['zh', '1893年，这位领袖去了哪里？'],
  ['zh', '人们对这首赞美诗的认识是怎样的？'],
  ['zh', '在那里住着什么人？'],
  ['zh', '那是什么意思？'],
  ['ja', 'どうしてその色ですか？'],
  ['ja', '日本では、これは何と呼ばれますか？'],
  ['ja', 'それはいつ始まりましたか？'],
  ['ja', '誰がその絵を描きましたか？'],
  ['ja', '昔はその町に何がありましたか？'],
  ['zh', '那些国家的人说什么语言？'],
  ['zh', '谁支持那些人？'],
])('a question in %s that leaves somebody unexplained is completed: %s', (_language, question) => {
  expect(selfContained(question, talk('Zebra', 'Yes.'))).not.toBe(question);
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

test('what one question takes from a talk is not taken for another question in the same talk', () => {
  const history = talk('What do roots take up?', 'Water.');
  const first = selfContained('Why?', history);
  expect(selfContained('Why?', history)).toBe(first);
  expect(selfContained('And in winter?', history)).toMatch(/^And in winter\? .*roots/);
});

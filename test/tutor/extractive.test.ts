import { describe, expect, test } from 'vitest';
import { collect, counted, kitOf, LEAVES, passage, question, ROOTS, ScriptedRetriever } from './tutor-kit.ts';

const material = [passage(LEAVES), passage(ROOTS, 'Soil', 0)];

test('without a model whole sentences are quoted, each with its citation, and one question is asked back', async () => {
  const { tutor, registry } = kitOf(new ScriptedRetriever(material));
  const answer = await collect(tutor, question('Where does the green colour of chlorophyll come from?'));
  expect(answer.error).toBeUndefined();
  expect(answer.sentences).toEqual([
    'I am quoting your material word for word.',
    '“The green colour comes from chlorophyll.”',
    'Before you read on: what does your material say about “chloroplasts”?',
  ]);
  expect(answer.text).toBe(answer.sentences.join(' '));
  const quote = 'The green colour comes from chlorophyll.';
  const start = 100 + LEAVES.indexOf(quote);
  expect(answer.citations).toEqual([{ type: 'citation', n: 1, sentence: 1, quote, start, end: start + quote.length }]);
  expect(answer.events.map(({ type }) => type).slice(0, 6)).toEqual([
    'passages',
    'delta',
    'sentence',
    'delta',
    'sentence',
    'citation',
  ]);
  expect(answer.end).toEqual({
    type: 'end',
    model: 'quotation',
    usage: { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 },
  });
  expect(answer.notices).toEqual([]);
  expect(await counted(registry, 'lva_answers_total', { by: 'quotation', mode: 'explain' })).toBe(1);
});

test.each([
  ['What does a mitochondrion do?', 'Mitochondria release the energy of food.'],
  ['What are neurons?', 'A neuron carries signals from one place to another.'],
  ['Tell me about revolutions', 'The revolution began with the price of bread.'],
  ['长城有多长？', '长城全长八千八百五十一公里。'],
])('%j is answered with the sentence that has another form of its word', async (text, sentence) => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(sentence)]));
  const { citations } = await collect(tutor, question(text));
  expect(citations.map(({ quote }) => quote)).toEqual([sentence]);
});

test('every quotation is verbatim, and its place in the document is right', async () => {
  const { tutor } = kitOf(new ScriptedRetriever(material));
  const { citations, passages } = await collect(tutor, question('How do roots take up water, and what is water for?'));
  expect(citations.length).toBeGreaterThan(0);
  for (const citation of citations) {
    const reference = passages[0]?.passages.find(({ n }) => n === citation.n);
    const text = reference?.title === 'Soil' ? ROOTS : LEAVES;
    const from = citation.start - (reference?.start ?? 0);
    expect(text.slice(from, from + citation.quote.length)).toBe(citation.quote);
    expect(citation.end - citation.start).toBe(citation.quote.length);
  }
});

test.each([
  'What is the capital of France?',
  'How do I bake bread in the sun?',
  'Who won the football match yesterday evening?',
  '?!',
])('nothing is quoted for %j, which the material says nothing about', async (text) => {
  const { tutor } = kitOf(new ScriptedRetriever(material));
  const answer = await collect(tutor, question(text));
  expect(answer.citations).toEqual([]);
  expect(answer.sentences[0]).toMatch(/^I find nothing about this in your material\./);
  expect(answer.sentences[0]).toBe(answer.text);
});

test.each([
  [undefined, 'I find nothing about this in what this talk is limited to.'],
  ['de', 'worauf dieses Gespräch beschränkt ist'],
])(
  'where a talk is limited to a part of the material, only of that it is said that nothing is found (%s)',
  async (language, words) => {
    const { tutor } = kitOf(new ScriptedRetriever([]));
    const { text } = await collect(tutor, question('What is a leaf?', { documentIds: ['d1'], language }));
    expect(text).toContain(words);
  },
);

test('an empty library is answered for in the same way', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([]));
  expect((await collect(tutor, question('What is a leaf?'))).text).toContain('add a text or a PDF');
});

test.each([
  ['I would like to learn something about roots', ROOTS, 'Roots'],
  ['What do people want to learn?', 'Most people work. What people want to learn is to cook.', 'What people want'],
  ['Can you explain to me please what chlorophyll is?', LEAVES, 'The green colour comes from chlorophyll.'],
  ['Ich möchte gerne etwas über Wurzeln wissen', 'Wurzeln nehmen Wasser aus dem Boden auf.', 'Wurzeln'],
  ['Quiero saber algo de las raíces', 'Las raíces toman agua del suelo.', 'Las raíces'],
  ['Je voudrais comprendre les racines', 'Les racines prennent l’eau du sol.', 'Les racines'],
])('%j is about its subject, however it is asked', async (text, content, begins) => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(content)]));
  const { citations } = await collect(tutor, question(text));
  expect(citations[0]?.quote.slice(0, begins.length)).toBe(begins);
});

test('headings, scraps and sentences that nobody can follow are not quoted', async () => {
  const long = `Chlorophyll ${'very '.repeat(80)}long.`;
  const { tutor } = kitOf(new ScriptedRetriever([passage(`Chlorophyll\n\nA chlorophyll.\n\n${long}`)]));
  expect((await collect(tutor, question('What is chlorophyll?'))).citations).toEqual([]);
});

test('a follow-up is understood from the question before it', async () => {
  const retriever = new ScriptedRetriever(material);
  const { tutor } = kitOf(retriever);
  const history = [
    { role: 'learner' as const, text: 'What do the roots do?' },
    { role: 'tutor' as const, text: 'They take up water.' },
  ];
  const answer = await collect(tutor, question('Why?', { history }));
  expect(retriever.requests[0]?.query).toBe('Why? roots');
  expect(answer.citations.map(({ n }) => n)).toEqual([1]);
  expect(answer.passages[0]?.passages.map(({ n, title }) => [n, title])).toEqual([
    [1, 'Soil'],
    [2, 'Plants'],
  ]);
});

test('a question with a subject of its own is not answered with what was asked before', async () => {
  const cell = 'The mitochondrion makes most of the adenosine triphosphate of a cell. It has two membranes.';
  const mars = 'Mars is red because of iron oxide. A day on Mars takes 24 hours.';
  const moon = 'The Moon goes round the Earth. Mars has two of them.';
  const { tutor } = kitOf(new ScriptedRetriever([passage(cell), passage(mars, 'Mars'), passage(moon, 'The Moon')]));
  const history = [
    { role: 'learner' as const, text: 'What makes adenosine triphosphate?' },
    { role: 'tutor' as const, text: `“${cell}” How would you say this in your own words?` },
  ];
  const quoted = async (text: string, before = history) =>
    (await collect(tutor, question(text, { history: before }))).citations.map(({ quote }) => quote);
  expect(await quoted('Tell me about Mars.')).toEqual([
    'Mars is red because of iron oxide.',
    'A day on Mars takes 24 hours.',
  ]);
  const next = [
    { role: 'learner' as const, text: 'Tell me about Mars.' },
    { role: 'tutor' as const, text: 'Why is it red?' },
  ];
  expect(await quoted('Tell me about the Moon', next)).toEqual(['The Moon goes round the Earth.']);
  expect(await quoted('How many membranes does it have?')).toContain('It has two membranes.');
});

test('that the material is quoted is said once in a talk, by a tutor without a model', async () => {
  const { tutor } = kitOf(new ScriptedRetriever(material));
  const first = await collect(tutor, question('What do roots take up?'));
  const history = [
    { role: 'learner' as const, text: 'What do roots take up?' },
    { role: 'tutor' as const, text: first.text },
  ];
  const again = await collect(tutor, question('Where does the green colour of chlorophyll come from?', { history }));
  expect(again.sentences[0]).toBe('“The green colour comes from chlorophyll.”');
  expect(again.citations.map(({ sentence }) => sentence)).toEqual([0]);
  const cut = [{ role: 'tutor' as const, text: 'I am quoting', interrupted: true }];
  const afterCut = await collect(tutor, question('What do roots take up?', { history: cut }));
  expect(afterCut.sentences[0]).toBe('I am quoting your material word for word.');
});

test.each([
  ['a word to which the passage comes back', 'Roots take up water. The soil holds it. Soil is made of rock.', '“soil”'],
  ['a term, which is long', 'Roots take up water. It climbs through the vasculature.', '“vasculature”'],
  ['no word that just stands there', 'Roots take up water. They transport it upwards quickly.', 'own words'],
])('the question back is about %s', async (_, text, asked) => {
  const { tutor } = kitOf(new ScriptedRetriever([passage(text)]));
  const { sentences } = await collect(tutor, question('What do roots take up?'));
  expect(sentences.at(-1)).toContain(asked);
});

test('the question back does not give its answer, and asks for own words where the passage ends', async () => {
  const { tutor } = kitOf(new ScriptedRetriever([passage('Roots take up water from the soil.')]));
  const { sentences } = await collect(tutor, question('What do roots take up?'));
  expect(sentences.at(-1)).toBe('How would you say this in your own words?');
});

describe('in the language of the question', () => {
  test.each([
    [
      'de',
      'Warum sind die Blätter grün?',
      'Blätter sind grün, weil sie Chlorophyll enthalten. Es liegt in den Chloroplasten.',
      'Ich zitiere',
      'Chloroplasten',
    ],
    [
      'fr',
      'Pourquoi les feuilles sont vertes ?',
      'Les feuilles sont vertes grâce à la chlorophylle. Elle se trouve dans les chloroplastes.',
      'Je cite',
      'chloroplastes',
    ],
    [
      'es',
      '¿Por qué las hojas son verdes?',
      'Las hojas son verdes gracias a la clorofila. Está en los cloroplastos.',
      'Cito tu',
      'cloroplastos',
    ],
    [
      'pt',
      'Por que as folhas são verdes?',
      'As folhas são verdes graças à clorofila. Ela está nos cloroplastos.',
      'Cito o teu',
      'cloroplastos',
    ],
    [
      'it',
      'Perché le foglie sono verdi?',
      'Le foglie sono verdi grazie alla clorofilla. Si trova nei cloroplasti.',
      'Cito il tuo',
      'cloroplasti',
    ],
    ['zh', '叶子为什么是绿色的？', '叶子是绿色的，因为含有叶绿素。叶绿素在叶绿体里。', '下面是', '叶绿体'],
    [
      'ja',
      '植物の葉緑素は何ですか？',
      '植物の葉緑素は光を吸収する物質です。細胞の中にあります。',
      'あなたの資料',
      '細胞',
    ],
    [
      'hi',
      'पत्तियाँ हरी क्यों होती हैं?',
      'पत्तियाँ हरी होती हैं क्योंकि उनमें क्लोरोफिल होता है। यह कोशिका में रहता है।',
      'मैं आपकी',
      'कोशिका',
    ],
  ])('%s', async (_language, text, content, begins, term) => {
    const { tutor } = kitOf(new ScriptedRetriever([passage(content)]));
    const { sentences, citations } = await collect(tutor, question(text));
    expect(sentences[0]).toContain(begins);
    expect(citations[0]?.quote.length).toBeGreaterThan(5);
    expect(content).toContain(citations[0]?.quote);
    expect(sentences.at(-1)).toContain(term);
  });

  test('or in the one that the learner chose; English where there are no phrases', async () => {
    const { tutor } = kitOf(new ScriptedRetriever(material));
    const chosen = await collect(tutor, question('What do roots take up?', { language: 'de-CH' }));
    expect(chosen.sentences[0]).toBe('Ich zitiere wörtlich aus deinem Material.');
    const unknown = await collect(tutor, question('What do roots take up?', { language: 'eo' }));
    expect(unknown.sentences[0]).toBe('I am quoting your material word for word.');
  });
});

test('a passage is introduced by its first sentence, not by the heading above it', async () => {
  const text = '# Leaves\n\nLeaves catch light. They do it all day.';
  const { tutor } = kitOf(new ScriptedRetriever([passage(text)]));
  const { passages } = await collect(tutor, question('What do leaves catch?'));
  expect(passages[0]?.passages.map(({ quote }) => quote)).toEqual(['Leaves catch light.']);
});

import { describe, expect, test } from 'vitest';
import { collect, counted, kitOf, LEAVES, passage, question, ROOTS, ScriptedRetriever } from './tutor-kit.ts';

const material = [passage(LEAVES), passage(ROOTS, 'Soil', 0)];

describe('what is no question is answered politely, and nothing is looked up for it', () => {
  test.each([
    ['thanks!', 'You’re welcome!'],
    ['Okay, thank you very much for your help', 'You’re welcome!'],
    ['Hello', 'Hello!'],
    ['Good morning, tutor.', 'Hello!'],
    ['bye', 'Goodbye!'],
    ['okay, I see', 'Good.'],
    ['Danke schön!', 'Gern geschehen!'],
    ['Merci beaucoup', 'Avec plaisir'],
    ['hola', '¡Hola!'],
    ['谢谢', '不客气'],
    ['ありがとうございます', 'どういたしまして'],
    ['धन्यवाद', 'आपका स्वागत है'],
  ])('%j', async (text, begins) => {
    const retriever = new ScriptedRetriever(material);
    const { tutor, registry } = kitOf(retriever);
    const answer = await collect(tutor, question(text));
    expect(answer.text.startsWith(begins)).toBe(true);
    expect([retriever.requests.length, answer.citations.length]).toEqual([0, 0]);
    expect(answer.sentences).toEqual([answer.text]);
    expect(await counted(registry, 'lva_answers_total', { by: 'quotation', mode: 'explain' })).toBe(1);
  });

  test('in the language that the learner chose, or that of the talk', async () => {
    const { tutor } = kitOf(new ScriptedRetriever(material));
    expect((await collect(tutor, question('merci', { language: 'de' }))).text).toContain('Gern geschehen!');
    const history = [{ role: 'learner' as const, text: 'Warum sind die Blätter der Bäume im Sommer grün?' }];
    expect((await collect(tutor, question('ok', { history }))).text).toContain('Gut.');
  });

  test.each(['What does goodbye mean?', 'Thanks to what do roots hold the plant?', 'Really?', 'hello world in Python'])(
    'but %j is one',
    async (text) => {
      const retriever = new ScriptedRetriever(material);
      await collect(kitOf(retriever).tutor, question(text));
      expect(retriever.requests).toHaveLength(1);
    },
  );
});

describe('who does not know how to go on is helped, and nothing is looked up for it', () => {
  const asked = [
    { role: 'learner' as const, text: 'What do roots take up?' },
    { role: 'tutor' as const, text: '“Roots take up water from the soil.” How would you say this in your own words?' },
  ];
  test.each([
    ['What can you do?', 'Ask me about something in your material'],
    ['help', 'Ask me about something in your material'],
    ['I don’t know', 'That’s all right.'],
    ["I don't know.", 'That’s all right.'],
    ['No idea!', 'That’s all right.'],
    ['idk', 'That’s all right.'],
    ['keine Ahnung', 'Das macht nichts.'],
    ['je ne sais pas', 'Ce n’est pas grave.'],
    ['¿Qué puedes hacer?', 'Pregúntame por algo'],
    ['não sei', 'Não faz mal.'],
    ['non lo so', 'Non fa niente.'],
    ['ik weet het niet', 'Dat geeft niet.'],
    ['我不知道', '没关系'],
    ['わかりません', '大丈夫です'],
    ['मुझे नहीं पता', 'कोई बात नहीं'],
  ])('%j', async (text, begins) => {
    const retriever = new ScriptedRetriever(material);
    const answer = await collect(kitOf(retriever).tutor, question(text, { history: asked }));
    expect(answer.text.slice(0, begins.length)).toBe(begins);
    expect([retriever.requests.length, answer.citations.length]).toEqual([0, 0]);
  });

  test('in the language that the learner chose, and as a beginner where nothing was asked yet', async () => {
    const { tutor } = kitOf(new ScriptedRetriever(material));
    expect((await collect(tutor, question('idk', { history: asked, language: 'es' }))).text).toContain('No pasa nada.');
    expect((await collect(tutor, question('I don’t know'))).text).toContain('Ask me about something in your material');
  });

  test.each(['I don’t know what roots do', 'What can you do with roots?', 'Who gets help from roots?'])(
    'but %j asks for something',
    async (text) => {
      const retriever = new ScriptedRetriever(material);
      await collect(kitOf(retriever).tutor, question(text, { history: asked }));
      expect(retriever.requests).toHaveLength(1);
    },
  );
});

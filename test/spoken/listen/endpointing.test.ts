import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ending, endingOf } from '../../../src/spoken/listen/ending.ts';
import {
  afterPause,
  afterTurn,
  endOfTurnWait,
  NEW_LEARNER,
  NEW_LEARNER_UNMARKED,
  type PauseHabit,
  WAIT_BOUNDS,
} from '../../../src/spoken/listen/endpointing.ts';

const examples: [string | undefined, Ending, string[]][] = [
  ['en', 'question', ['What is an atom?', 'Why is it?', '“Is it blue?”', 'because?']],
  ['en', 'finished', ['Leaves make sugar.', 'Stop!', 'yes', 'I don’t know', 'Let us go on', 'The U.S.A. is big.']],
  ['en', 'open', ['because', 'Because.', 'The answer is', 'The answer is.', 'water and the', 'it is…', 'so—']],
  ['en', 'loose', ['I went to', 'they need the light for it', 'what happens when the water is']],
  ['en', 'asked', ['what is photosynthesis', 'okay can you explain the Krebs cycle', 'is it bigger than the moon']],
  ['en', 'asked', ['explain gravity to me', 'please give me another example']],
  [
    'en',
    'stated',
    ['leaves make sugar', 'so it is the nucleus', 'because they need light', 'I think that water is wet'],
  ],
  [
    'en',
    'unknown',
    ['when the ice melts into water', 'because the leaves', 'the nucleus', 'they use', 'it is when water'],
  ],
  ['en', 'open', ['it was in the year']],
  ['es', 'asked', ['qué es la fotosíntesis', '¿cómo funciona el corazón']],
  ['de', 'asked', ['was ist ein Enzym', 'und warum ist der Himmel blau']],
  ['fr', 'asked', ["c'est quoi une cellule", 'tu peux répéter la question']],
  ['zh', 'asked', ['什么是光合作用', '为什么天空是蓝色']],
  ['zh', 'number', ['三十二', '答案是一百二十']],
  ['es', 'stated', ['creo que es la mitocondria', 'porque las plantas necesitan luz']],
  ['es', 'unknown', ['es cuando el agua', 'porque las plantas necesitan']],
  ['de', 'stated', ['die Antwort ist Sauerstoff', 'weil die Zelle Energie braucht']],
  ['de', 'unknown', ['weil die Zelle', 'das Ergebnis']],
  ['fr', 'stated', ['parce que la plante a besoin de lumière', "c'est le noyau"]],
  ['fr', 'unknown', ['quand il fait froid', 'la plante verte']],
  ['pt', 'open', ['eu acho que', 'a resposta é', 'a água e']],
  ['pt', 'asked', ['o que é a fotossíntese', 'me explica a gravidade']],
  ['pt', 'stated', ['acho que é a raiz', 'a planta precisa de água']],
  ['pt', 'number', ['a resposta é vinte']],
  ['pt', 'filler', ['deixa eu pensar']],
  ['it', 'open', ['credo che', 'la risposta è', 'perché']],
  ['it', 'asked', ["cos'è la fotosintesi", 'spiegami meglio la gravità', 'come funziona il cuore']],
  ['it', 'stated', ['credo che sia così la pianta ha bisogno di luce', 'la pianta usa la luce']],
  ['it', 'finished', ['non lo so']],
  ['ja', 'open', ['答えは', 'それから', '水と']],
  ['ja', 'asked', ['光合成とは何ですか', '重力を説明してください']],
  ['ja', 'stated', ['葉は糖を作ります', '酸素です']],
  ['ja', 'filler', ['えっと', '待ってください', '考えさせて']],
  ['zh', 'stated', ['我觉得是叶绿体', '植物需要阳光']],
  ['zh', 'unknown', ['绿色植物']],
  ['en', 'filler', ['um', 'Um.', 'It is, uh', 'Let me think.', 'hold on', 'how do you say']],
  ['en', 'number', ['The answer is 42.', 'twenty-five', 'in 1848', '50%', 'three hundred']],
  ['en', 'dictating', ['0 6 1', 'one two three', 'it is 3.1 4']],
  ['en', 'pausing', ['In the morning,', 'There are three parts:']],
  ['en', 'unknown', ['the mitochondria', 'That is what it is for.', 'That is where it was.', '', '…']],
  ['es', 'open', ['porque', 'La respuesta es', 'el agua y', 'Creo que.']],
  ['es', 'filler', ['eh', 'déjame pensar', 'A ver…']],
  ['es', 'question', ['¿Qué es un átomo?']],
  ['de', 'open', ['weil', 'Die Antwort ist', 'das Wasser und', 'Ich glaube.']],
  ['de', 'filler', ['ähm', 'Lass mich überlegen.']],
  ['de', 'finished', ['Das ist ein Enzym.', 'weiß ich nicht']],
  ['de', 'unknown', ['Ich rufe dich an.']],
  ['fr', 'open', ['parce que', 'La réponse est', 'de l’eau et', 'c’est']],
  ['fr', 'filler', ['euh', 'attends', 'Comment dire…']],
  ['zh', 'open', ['因为', '答案是', '我觉得', '水和']],
  ['zh', 'filler', ['嗯', '让我想想。']],
  ['zh', 'question', ['什么是原子？']],
  ['zh', 'finished', ['叶子制造糖。', '我不知道', '对吗']],
  ['zh', 'dictating', ['一 三 八', '1 3 8']],
  ['ja', 'finished', ['葉は糖を作ります。']],
  ['ko', 'question', ['원자가 뭐예요?']],
  ['xx', 'unknown', ['nothing is known of this language']],
  [undefined, 'open', ['I think it is because', 'Das ist nicht die', '因为']],
];

describe.each(examples)('in %s: %s', (language, ending, texts) => {
  it.each(texts)('%s', (text) => expect(endingOf(text, language)).toBe(ending));
});

const wait = (text: string, habit: PauseHabit = NEW_LEARNER, patience: 'patient' | 'quick' = 'patient') =>
  endOfTurnWait(text, { language: 'en', patience, habit }).waitMs;

describe('a recogniser that sets no marks', () => {
  const unmarked = afterTurn(NEW_LEARNER, 'unknown');

  it('is known by a whole turn that ends with none: then questions and statements are known by their words', () => {
    expect(wait('what is an atom')).toBe(900);
    expect(wait('leaves make sugar')).toBe(900);
    expect(wait('what is an atom', unmarked)).toBe(450);
    expect(wait('leaves make sugar', unmarked)).toBe(500);
    expect(wait('green leaves', unmarked)).toBe(700);
    expect(wait('the answer is 42', unmarked)).toBe(850);
    expect(wait('they need the light for it', unmarked)).toBe(1_000);
    expect(wait('it is because', unmarked)).toBe(2_600);
  });

  it('is the same for a quick tutor, with shorter waits', () => {
    expect(wait('what is an atom', unmarked, 'quick')).toBe(250);
    expect(wait('leaves make sugar', unmarked, 'quick')).toBe(350);
    expect(wait('green leaves', unmarked, 'quick')).toBe(400);
    expect(wait('they need the light for it', unmarked, 'quick')).toBe(700);
  });

  it('is taken for one from the beginning where it is known to be one', () => {
    expect(wait('what is an atom', NEW_LEARNER_UNMARKED)).toBe(450);
  });

  it('makes whoever goes on after a whole clause be waited for longer after the next, and shorter again when they don’t', () => {
    let habit = unmarked;
    for (let n = 0; n < 5; n += 1) habit = afterPause(habit, 1_000, 'stated');
    const slow = wait('leaves make sugar', habit);
    expect(slow).toBeGreaterThan(1_000);
    for (let n = 0; n < 10; n += 1) habit = afterTurn(habit, 'stated');
    expect(wait('leaves make sugar', habit)).toBeLessThan(600);
  });

  it('is another one as soon as marks are set again', () => {
    const marked = afterTurn(unmarked, 'question');
    expect(wait('leaves make sugar', marked)).toBe(900);
    expect(wait('What is an atom?', unmarked)).toBe(450);
  });
});

describe('the wait', () => {
  it('is short after a question, long after a word that calls for more', () => {
    expect(wait('What is an atom?')).toBe(450);
    expect(wait('Leaves make sugar.')).toBe(500);
    expect(wait('It is because')).toBe(2_600);
    expect(wait('um')).toBe(3_000);
  });

  it('is shorter for those who chose to be answered quickly', () => {
    for (const text of ['Why?', 'Sugar.', '42', 'sugar', 'Well,', '1 2 3', 'the', 'um']) {
      expect(wait(text, NEW_LEARNER, 'quick')).toBeLessThan(wait(text));
    }
  });

  it('follows how this learner pauses, up to its bounds', () => {
    let slow = NEW_LEARNER;
    let fast = NEW_LEARNER;
    for (let n = 0; n < 20; n += 1) {
      slow = afterPause(slow, 2_500, 'open');
      fast = afterPause(fast, 300, 'open');
    }
    expect(wait('because', slow)).toBe(3_640);
    expect(wait('because', fast)).toBe(2_080);
    expect(wait('Sugar.', slow)).toBe(500);
  });

  it('trusts a full stop less in whoever goes on after it, and again when they don’t', () => {
    let habit = NEW_LEARNER;
    for (let n = 0; n < 5; n += 1) habit = afterPause(habit, 900, 'finished');
    expect(wait('Sugar.', habit)).toBeGreaterThan(1_400);
    for (let n = 0; n < 10; n += 1) habit = afterTurn(habit, 'finished');
    expect(wait('Sugar.', habit)).toBeLessThan(650);
  });

  it('takes no interruption from outside for a habit', () => {
    expect(afterPause(NEW_LEARNER, 3_600_000, 'open').pauseMs).toBe(1_600);
  });

  it('stays within its bounds, whatever is said and however the learner pauses', () => {
    const habit = fc.record({
      pauseMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
      goesOn: fc.double({ min: 0, max: 1, noNaN: true }),
      unmarked: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const language = fc.constantFrom('en', 'es', 'de', 'fr', 'zh', 'pt', 'it', 'ja', 'xx', undefined);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        language,
        fc.constantFrom('patient', 'quick'),
        habit,
        (text, tag, patience, h) => {
          const { waitMs } = endOfTurnWait(text, { language: tag, patience, habit: h });
          expect(waitMs).toBeGreaterThanOrEqual(WAIT_BOUNDS.least);
          expect(waitMs).toBeLessThanOrEqual(WAIT_BOUNDS.most);
        },
      ),
    );
  });
});

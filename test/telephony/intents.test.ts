import { describe, expect, it } from 'vitest';
import * as intents from '../../src/telephony/intents.ts';
import { SpokenModes } from '../../src/telephony/spoken-modes.ts';
import { TAUGHT } from '../../src/tutor/modes.ts';

const modes = new SpokenModes(TAUGHT);
const intentOf = (said: string, first?: boolean) => intents.intentOf(said, modes, first);

describe('a goodbye', () => {
  it.each([
    'Goodbye.',
    'Bye bye!',
    'Okay, thank you very much, goodbye.',
    'Well, thanks for today, bye',
    'That’s all for today, thanks.',
    'I have to go now.',
    'See you tomorrow!',
    'Muchas gracias, adiós.',
    'Hasta luego',
    'Danke dir, tschüss!',
    'Auf Wiederhören',
    'Merci beaucoup, au revoir.',
    'Grazie mille, arrivederci!',
    'A domani',
    'Muito obrigado, tchau.',
    'Até amanhã',
    'Dank je wel, tot ziens!',
    'Ik moet gaan.',
  ])('is meant by %j', (said) => {
    expect(intentOf(said)).toEqual({ type: 'goodbye' });
  });

  it.each([
    'What does goodbye mean in Spanish?',
    'How do you say bye in German?',
    'Romeo says goodbye to Juliet, why?',
    'Is it time to go to war in the story?',
    'Thank you, and why are leaves green?',
    'Adiós is a Spanish word, right?',
    'Thanks',
    'Cosa vuol dire arrivederci in inglese?',
    'Como se diz tchau em alemão?',
    'Tot hoeveel kan je tellen?',
    'okay',
    '',
  ])('is not meant by %j', (said) => {
    expect(intentOf(said)).toBeUndefined();
  });
});

describe('a word that says hello and goodbye', () => {
  it.each(['Salut !', 'Ciao', 'Ciao, tutor!', 'Salut, salut.'])('is no goodbye as the first of a call: %j', (said) => {
    expect(intentOf(said, true)).toBeUndefined();
    expect(intentOf(said)).toEqual({ type: 'goodbye' });
  });

  it.each(['Merci, salut !', 'Ciao, à demain.', 'Goodbye'])('is a goodbye with other words: %j', (said) => {
    expect(intentOf(said, true)).toEqual({ type: 'goodbye' });
  });
});

describe('what a caller wants of the call', () => {
  it.each([
    ['Could you repeat that, please?', { type: 'repeat' }],
    ['Otra vez, por favor', { type: 'repeat' }],
    ['Noch mal bitte', { type: 'repeat' }],
    ['Skip it', { type: 'skip' }],
    ['Help', { type: 'help' }],
    ['Hold on a moment', undefined],
    ['Hold on', { type: 'hold_on' }],
    ['Just a second please', { type: 'hold_on' }],
    ['Einen Moment bitte', { type: 'hold_on' }],
    ['Can I talk to a human', { type: 'human' }],
    ['Explain', { type: 'mode', mode: 'explain' }],
    ['Explain photosynthesis', undefined],
    ['Switch to tutor mode', { type: 'mode', mode: 'tutor' }],
    ['Let’s speak French', { type: 'language', language: 'fr' }],
    ['Sprich bitte Deutsch', { type: 'language', language: 'de' }],
    ['Parlons espagnol', { type: 'language', language: 'es' }],
    ['Sprechen wir Spanisch', { type: 'language', language: 'es' }],
    ['Hablemos en alemán, por favor', { type: 'language', language: 'de' }],
    ['Possiamo parlare in inglese?', { type: 'language', language: 'en' }],
    ['Kunnen we Frans praten?', { type: 'language', language: 'fr' }],
    ['What is the Spanish for leaf?', undefined],
    ['Ich möchte mit einem Menschen sprechen', { type: 'human' }],
    ['Quiero hablar con una persona', { type: 'human' }],
    ['Je voudrais parler à quelqu’un', { type: 'human' }],
    ['Parliamo italiano', { type: 'language', language: 'it' }],
    ['Vamos falar em português', { type: 'language', language: 'pt' }],
    ['Laten we Nederlands spreken', { type: 'language', language: 'nl' }],
    ['Can we speak Dutch, please?', { type: 'language', language: 'nl' }],
    ['Puoi ripetere, per favore?', { type: 'repeat' }],
    ['Mais uma vez, por favor', { type: 'repeat' }],
    ['Nog een keer, alsjeblieft', { type: 'repeat' }],
    ['Prossima domanda', { type: 'skip' }],
    ['Próxima pergunta', { type: 'skip' }],
    ['Volgende vraag', { type: 'skip' }],
    ['Aiuto', { type: 'help' }],
    ['Ajuda, por favor', { type: 'help' }],
    ['Hulp', { type: 'help' }],
    ['Aspetta un attimo', { type: 'hold_on' }],
    ['Só um momento', { type: 'hold_on' }],
    ['Wacht even', { type: 'hold_on' }],
    ['Vorrei parlare con una persona', { type: 'human' }],
    ['Quero falar com alguém', { type: 'human' }],
    ['Ik wil met iemand praten', { type: 'human' }],
    ['Fammi domande', { type: 'mode', mode: 'tutor' }],
    ['Me faça perguntas', { type: 'mode', mode: 'tutor' }],
    ['Stel me vragen', { type: 'mode', mode: 'tutor' }],
    ['Spiega', { type: 'mode', mode: 'explain' }],
    ['Explique', { type: 'mode', mode: 'explain' }],
    ['Leg uit', { type: 'mode', mode: 'explain' }],
    ['Leg uit wat een enzym doet', undefined],
    ['Spiega la fotosintesi', undefined],
    ['Why do people in Peru speak Spanish?', undefined],
    ['Help me understand entropy', undefined],
    ['Wait, why is that?', undefined],
  ])('%j', (said, intent) => {
    expect(intentOf(said)).toEqual(intent);
  });

  it('may be pressed', () => {
    expect(['1', '2', '0', '*', '#', '7'].map((key) => intents.intentOfKey(key, modes)?.type)).toEqual([
      'mode',
      'mode',
      'help',
      'repeat',
      'skip',
      undefined,
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { intentOf, intentOfKey } from '../../src/telephony/intents.ts';

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
    ['Why do people in Peru speak Spanish?', undefined],
    ['Help me understand entropy', undefined],
    ['Wait, why is that?', undefined],
  ])('%j', (said, intent) => {
    expect(intentOf(said)).toEqual(intent);
  });

  it('may be pressed', () => {
    expect(['1', '2', '0', '*', '#', '7'].map((key) => intentOfKey(key)?.type)).toEqual([
      'mode',
      'mode',
      'help',
      'repeat',
      'skip',
      undefined,
    ]);
  });
});

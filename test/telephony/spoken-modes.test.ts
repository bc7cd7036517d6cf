import { describe, expect, it } from 'vitest';
import type { Mode } from '../../src/protocol/common.ts';
import { SpokenModes } from '../../src/telephony/spoken-modes.ts';
import { TAUGHT, type TaughtMode } from '../../src/tutor/modes.ts';
import { ScriptedTutor, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

const LANGUAGES = ['en', 'es', 'de', 'fr', 'it', 'pt', 'nl'];

/** A mode as it would join the core's registry. */
const QUIZ: TaughtMode = {
  mode: 'quiz',
  prompt: 'MODE: QUIZ',
  maxTokens: 512,
  names: {
    en: {
      name: 'quiz',
      also: ['test me'],
      begun: 'Good. Five questions.',
      help: 'Say “{name}”, or press {key}, for five questions.',
    },
    de: {
      name: 'Quiz',
      also: ['prüfe mich'],
      begun: 'Gut. Fünf Fragen.',
      help: 'Sage „{name}“ oder drücke {key} für fünf Fragen.',
    },
  },
};
const WITH_QUIZ = [...TAUGHT, QUIZ];

class QuizTutor extends ScriptedTutor {
  override readonly modes: readonly Mode[] = ['tutor', 'explain', 'quiz'];
}

describe.each(['relay', 'gather'] as const)('a mode that joins the registry, over %s', (mode) => {
  it('has the next key, its names and its words on the telephone', async () => {
    await using node = await startTelephone({ mode, modes: WITH_QUIZ, tutor: new QuizTutor() });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses('3');
    expect(await call.next()).toBe('Good. Five questions.');
    await call.presses('1');
    expect(await call.next()).toBe('Good. I ask, you think.');
    await call.says('Test me, please.');
    expect(await call.next()).toBe('Good. Five questions.');
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked.at(-1)?.mode).toBe('quiz');
    await call.presses('0');
    expect(await call.next()).toContain('Say “quiz”, or press 3, for five questions.');
  });

  it('says no word and takes no key before', async () => {
    await using node = await startTelephone({ mode });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Quiz');
    expect(await call.next()).toBe(USUAL_TEXT);
    await call.presses('0');
    expect(await call.next()).not.toContain('press 3');
  });
});

describe('the modes as callers name them', () => {
  const modes = new SpokenModes(WITH_QUIZ);

  it('are told of in the caller’s language, and in English where a mode has no words in it', () => {
    expect(modes.help('de-AT')).toContain('Sage „Quiz“ oder drücke 3 für fünf Fragen.');
    expect(modes.help('it-IT')).toContain('Say “quiz”, or press 3');
    expect(modes.begun('quiz', 'de')).toBe('Gut. Fünf Fragen.');
    expect(modes.begun('quiz', undefined)).toBe('Good. Five questions.');
  });

  it.each(LANGUAGES)('all have their words in %s', (language) => {
    for (const { names } of TAUGHT) {
      const { name, begun, help } = names[language] ?? { name: '', begun: '', help: '' };
      expect(name).not.toBe('');
      expect(begun).not.toBe('');
      expect([help.includes('{name}'), help.includes('{key}')]).toEqual([true, true]);
    }
  });

  it('answer to every name that a mode has, in every language', () => {
    for (const { mode, names } of TAUGHT) {
      for (const speech of Object.values(names)) {
        for (const name of [speech?.name ?? '', ...(speech?.also ?? [])]) {
          expect([name, modes.ofWords(name.toLowerCase())]).toEqual([name, mode]);
        }
      }
    }
  });

  it.each([
    ['modo tutor', 'tutor'],
    ['mode explique s il te plaît', 'explain'],
    ['modalità spiega per favore', 'explain'],
    ['switch to explain mode', 'explain'],
    ['prüfe mich bitte', 'quiz'],
    ['explain photosynthesis', undefined],
    ['what is a tutor', undefined],
    ['mode', undefined],
  ])('%j', (said, mode) => expect(modes.ofWords(said)).toBe(mode));

  it('keep a name for the mode that is called so, whoever else answers to it', () => {
    const [tutor, explain] = TAUGHT;
    const asking = { ...QUIZ, names: { en: { ...QUIZ.names.en, name: 'quiz me' } } };
    const both = new SpokenModes([...(tutor && explain ? [tutor, explain] : []), asking]);
    expect([both.ofWords('quiz me'), both.ofWords('ask me')]).toEqual(['quiz', 'tutor']);
  });
});

import { describe, expect, it } from 'vitest';
import { isBackchannel, joinSaid, saysAgain } from '../../../src/spoken/listen/said.ts';
import { reallySaid } from '../../../src/voice/listen/nothing-said.ts';

describe('a sign of listening', () => {
  it.each([
    ['en', ['Mhm.', 'Okay', 'yes, yes', 'Uh-huh', 'Yeah, okay.', 'Oh, I see.', 'right']],
    ['es', ['Ajá.', 'vale', 'Sí, sí.', 'ya veo']],
    ['de', ['Mhm', 'Ja, genau.', 'ach so', 'alles klar']],
    ['fr', ['Oui.', 'd’accord', 'ah bon', 'Ah, je vois.']],
    ['zh', ['嗯。', '对对对', '明白了', '哦，好的']],
    ['tr', ['Hmm.', 'Ah', 'okay']],
    [undefined, ['Mhm', 'okay']],
  ])('in %s', (language, texts) => {
    for (const text of texts) expect([text, isBackchannel(text, language)]).toEqual([text, true]);
  });

  it('is not what wants something', () => {
    for (const text of ['No', 'Stop', 'Okay but why?', 'Yes it is blue', 'What?', 'wait', 'a cell', '']) {
      expect([text, isBackchannel(text, 'en')]).toEqual([text, false]);
    }
    expect(isBackchannel('不对', 'zh')).toBe(false);
    expect(isBackchannel('为什么', 'zh')).toBe(false);
  });
});

describe('what a recogniser makes of silence', () => {
  const loud = { ms: 900, loudest: 0.1 };
  const silent = { ms: 900, loudest: 0.001 };

  it('is nothing where nobody spoke, or where nobody could speak so fast', () => {
    expect(reallySaid('Thank you.', silent)).toBe('');
    expect(reallySaid('Thank you.', loud)).toBe('Thank you.');
    expect(reallySaid('Thanks for watching!', { ms: 300, loudest: 0.1 })).toBe('');
    expect(reallySaid('谢谢观看', silent)).toBe('');
  });

  it('is never the credits of a film', () => {
    expect(reallySaid('Subtitles by the Amara.org community', loud)).toBe('');
    expect(reallySaid('Untertitel im Auftrag des ZDF für funk, 2017', loud)).toBe('');
    expect(reallySaid("Sous-titres réalisés para la communauté d'Amara.org", loud)).toBe('');
    expect(reallySaid('请不吝点赞 订阅 转发 打赏支持明镜与点点栏目', loud)).toBe('');
  });

  it('is no sound written down, and the words beside it are kept', () => {
    for (const text of ['[BLANK_AUDIO]', '(coughs)', '*laughs*', '♪♪', '...', ' ', '【音乐】']) {
      expect([text, reallySaid(text, loud)]).toEqual([text, '']);
    }
    expect(reallySaid('[coughs] What is an atom?', silent)).toBe('What is an atom?');
    expect(reallySaid('Thank you, and what is an atom?', silent)).toBe('Thank you, and what is an atom?');
  });
});

describe('pieces of a message', () => {
  it('are joined with spaces where the script has them', () => {
    expect(joinSaid(['I think ', '', ' it is', 'blue.'])).toBe('I think it is blue.');
    expect(joinSaid(['因为', '植物需要阳光。'])).toBe('因为植物需要阳光。');
    expect(joinSaid(['用', 'DNA', '复制'])).toBe('用 DNA 复制');
    expect(joinSaid([])).toBe('');
  });

  it('are said again where nearly all of their words are', () => {
    expect(saysAgain('so what is the sky made of', 'What is the sky made of?')).toBe(true);
    expect(saysAgain('Why is the sky blue?', 'What is the sky made of?')).toBe(false);
    expect(saysAgain('the sky', 'What is the sky made of?')).toBe(false);
    expect(saysAgain('光合作用是什么', '什么是光合作用？')).toBe(true);
    expect(saysAgain('', '')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { SPEECH_NOTICES, speechNotice } from '../../src/voice/speech-notices.ts';

const codes = Object.keys(SPEECH_NOTICES.en);
const words = (text: string) => text.toLowerCase().match(/\p{L}+/gu) ?? [];

describe('what a learner is told about speech', () => {
  it.each(Object.entries(SPEECH_NOTICES))('is there as a whole in %s', (language, notices) => {
    expect(Object.keys(notices)).toEqual(codes);
    for (const [code, text] of Object.entries(notices)) {
      expect(words(text).length, `${language} ${code}`).toBeGreaterThan(3);
      // Heard while somebody learns: short enough to be taken in at once.
      expect(words(text).length, `${language} ${code}`).toBeLessThan(35);
    }
    expect(new Set(Object.values(notices)).size).toBe(codes.length);
  });

  it('is no English in another language', () => {
    const english: string[] = Object.values(SPEECH_NOTICES.en);
    for (const [language, notices] of Object.entries(SPEECH_NOTICES)) {
      if (language === 'en') continue;
      expect(
        Object.values(notices).filter((text) => english.includes(text)),
        language,
      ).toEqual([]);
    }
  });

  it('comes in the language of a tag with a region, and in English where there is none of it', () => {
    expect(speechNotice('voice_failed', 'de-AT')).toBe(SPEECH_NOTICES.de.voice_failed);
    expect(speechNotice('voice_failed', 'ES')).toBe(SPEECH_NOTICES.es.voice_failed);
    expect(speechNotice('voice_failed', 'tlh')).toBe(SPEECH_NOTICES.en.voice_failed);
    expect(speechNotice('voice_failed', undefined)).toBe(SPEECH_NOTICES.en.voice_failed);
  });
});

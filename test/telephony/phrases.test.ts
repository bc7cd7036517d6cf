import { describe, expect, it } from 'vitest';
import { phrasesFor } from '../../src/telephony/phrases.ts';

/** Every phrase of a table by its name, those within others too. */
function flat(value: object, name = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, phrase]) =>
    typeof phrase === 'string' ? [[name + key, phrase] as [string, string]] : flat(phrase, `${name}${key}.`),
  );
}

const placesOf = (phrase: string) => (phrase.match(/\{\w+\}/g) ?? []).sort();
const english = new Map(flat(phrasesFor('en')));
const OTHERS = ['es', 'de', 'fr', 'it', 'pt', 'nl'];

describe.each(OTHERS)('the phrases in %s', (language) => {
  const phrases = flat(phrasesFor(language));

  it('are all there, with the same places to fill in', () => {
    expect(phrases.map(([name]) => name).sort()).toEqual([...english.keys()].sort());
    for (const [name, phrase] of phrases) {
      expect([name, placesOf(phrase)]).toEqual([name, placesOf(english.get(name) ?? '')]);
      expect([name, phrase.trim()]).toEqual([name, phrase]);
      expect([name, phrase]).not.toEqual([name, '']);
    }
  });

  it('are its own', () => {
    for (const [name, phrase] of phrases) expect([name, phrase]).not.toEqual([name, english.get(name)]);
    expect(phrasesFor(language).tag.startsWith(`${language}-`)).toBe(true);
  });
});

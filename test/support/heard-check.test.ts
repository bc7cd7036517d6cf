import { describe, expect, it } from 'vitest';
import { soundOf, TextEar } from './audible-text.ts';
import { wrongInHeard } from './heard-check.ts';

const TEXT = 'Leaves make sugar out of light.';
const options = { asides: ['Let me think.'], behind: true };

describe('the check of what is kept as heard', () => {
  it.each([
    ['exactly what was heard', ['Leaves make sugar o'], 'Leaves make sugar'],
    ['less than a word behind', ['Leaves make sug'], 'Leaves make'],
    ['after something that is no answer', ['Let me think.Leaves make '], 'Leaves make'],
    ['over a cut, where a little is heard twice', ['Leaves ma', 'make sugar out of light.'], TEXT],
  ])('is content with %s', (_what, heard, heardText) => {
    expect(wrongInHeard(heard, [{ text: TEXT, heardText, status: 'interrupted' }], options)).toEqual([]);
  });

  it.each([
    ['a word more', ['Leaves make sug'], 'Leaves make sugar'],
    ['a word less', ['Leaves make sugar o'], 'Leaves make'],
    ['something else', ['Good.'], 'Leaves'],
  ])('finds %s', (_what, heard, heardText) => {
    expect(wrongInHeard(heard, [{ text: TEXT, heardText, status: 'interrupted' }], options)).toHaveLength(1);
  });

  it('can hear a text in its sound, and of a letter that was cut nothing', () => {
    let heard = '';
    const ear = new TextEar(8000, (letter) => {
      heard += letter;
    });
    const sound = soundOf('¿Qué es 水?', 8000);
    ear.hear(sound.subarray(0, sound.length - 200));
    expect(heard).toBe('¿Qué es 水');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpokenTurn } from '../../src/telephony/spoken-turn.ts';

const ANSWER = ['Leaves hold a green pigment.', 'It takes in light!', 'Why is that useful?'];
const TEXT = ANSWER.join(' ');

function said(sentences = ANSWER): SpokenTurn {
  const turn = new SpokenTurn('en-US');
  turn.add(sentences.join(' '));
  for (const sentence of sentences) turn.sentence(sentence);
  return turn;
}

describe('what was heard of an answer over the telephone', () => {
  it('is what the voice had said of it', () => {
    const turn = said();
    expect(TEXT.slice(0, turn.heardChars('Leaves hold a green'))).toBe('Leaves hold a green');
    expect(TEXT.slice(0, turn.heardChars('Leaves hold a green pigment. It takes'))).toBe(
      'Leaves hold a green pigment. It takes',
    );
    expect(turn.heardChars(TEXT)).toBe(TEXT.length);
    expect(turn.heardChars('')).toBe(0);
  });

  it('does not mind other spaces, marks and capitals', () => {
    expect(said().heardChars('leaves hold a green pigment it takes in')).toBe(TEXT.indexOf('in light') + 2);
  });

  it('leaves out what was not part of the answer', () => {
    const turn = new SpokenTurn('en-US');
    turn.aside('Let me think.');
    turn.add('One two. ');
    turn.sentence('One two.');
    expect(turn.heardChars('Let me think.')).toBe(0);
    expect(turn.heardChars('Let me think. One')).toBe(3);
    expect(turn.text).toBe('One two.');
  });

  it('counts what is said in other words when all of it was said', () => {
    const turn = said(['It takes 12 kg of sugar.']);
    expect(turn.text).toBe('It takes twelve kilograms of sugar.');
    expect(turn.heardChars('It takes twelve kilo')).toBeLessThanOrEqual('It takes 12 '.length);
    expect(turn.heardChars('It takes twelve kilograms of')).toBe('It takes 12 kg of'.length);
  });

  it('ends where the voice said something else', () => {
    expect(said().heardChars('Leaves hold no')).toBeLessThanOrEqual('Leaves hold '.length);
    expect(said().heardChars('Something else entirely')).toBe(0);
  });

  it('holds every letter that the voice said and none that it did not', () => {
    const sentences = fc.array(fc.stringMatching(/^[A-Za-zäéß]{1,9}( [A-Za-z]{1,9}){0,5}[.!?]$/), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(sentences, fc.nat(), (list, cut) => {
        const text = list.join(' ');
        // "Dr." and its like are said in other words.
        fc.pre(said(list).text === text);
        const at = cut % (text.length + 1);
        const heard = said(list).heardChars(text.slice(0, at));
        // Marks and spaces at the end are nothing that could be heard.
        const [behind, beyond] = [text.slice(heard, at), text.slice(at, heard)];
        expect(behind + beyond).not.toMatch(/[\p{L}\p{N}]/u);
      }),
    );
  });
});

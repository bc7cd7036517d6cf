import { describe, expect, it } from 'vitest';
import { MAX_SMS, smsLength, smsText } from '../../src/telephony/sms-text.ts';

const LINK = 'Your talk with the tutor: https://tutor.example.org/talk/0197a000-0000-7000-8000-00000000000a';

function message(text: string): string {
  const sent = smsText(text, LINK, 'en');
  expect(smsLength(sent)).toBeLessThanOrEqual(MAX_SMS);
  // No half letters.
  expect(sent).toBe(sent.toWellFormed());
  return sent;
}

describe('an answer as a text message', () => {
  it('is whole up to 1,600 characters, and shortened with one more', () => {
    const whole = `${'Leaf. '.repeat(266)}Tree`;
    expect(whole).toHaveLength(1600);
    expect(message(whole)).toBe(whole);
    expect(message(`${whole}s`)).toBe(`${'Leaf. '.repeat(250)}... ${LINK}`);
  });

  it('of more than 4,000 characters ends with a sentence, and says where all of it stands', () => {
    const sentence = 'Leaves hold a green pigment that takes in light, as 3.5 million readers know. ';
    const sent = message(sentence.repeat(60));
    expect(sent).toBe(`${sentence.repeat(19)}... ${LINK}`);
    // One more would have been too much.
    expect(sent.length + sentence.length).toBeGreaterThan(MAX_SMS);
  });

  it('of one long sentence ends with a word, and of one long word with a letter', () => {
    const words = message(`${'leaf '.repeat(1000)}end.`);
    expect(words).toMatch(/^(leaf )+\.\.\. Your talk/u);
    const letters = message('x'.repeat(5000));
    expect(letters).toMatch(/^x+ \.\.\. Your talk/u);
    for (const sent of [words, letters]) expect(sent.length).toBeGreaterThan(MAX_SMS - 6);
  });

  it('is not cut short by much for a sentence that is long', () => {
    const sent = message(`Yes. ${'leaf '.repeat(1000)}end.`);
    expect(sent.length).toBeGreaterThan(MAX_SMS - 6);
  });

  it('in other letters ends with a sentence, and never in the middle of a letter', () => {
    expect(message('Листя зелене. '.repeat(200))).toMatch(/^(Листя зелене\. )+… Your talk/u);
    expect(message('葉は緑です。'.repeat(500))).toMatch(/^(葉は緑です。)+ … Your talk/u);
    const family = '👩‍👩‍👧‍👦';
    const sent = message(family.repeat(500));
    expect(sent).toBe(`${family.repeat((sent.length - 3 - LINK.length) / family.length)} … ${LINK}`);
  });

  it('counts characters that take two places twice', () => {
    const whole = '{leaf}'.repeat(200);
    expect([whole.length, smsLength(whole), message(whole)]).toEqual([1200, 1600, whole]);
    expect(message(`${whole}€`)).toContain(LINK);
    expect(smsLength('Grün, señor: 5 €')).toBe(17);
  });

  it('has the marks of a telephone where that alone keeps it from being sent twice as dear, and its own otherwise', () => {
    expect(message('“Leaf” – the plant’s…')).toBe('"Leaf" - the plant\'s...');
    expect(message('“Листя” – зелене…')).toBe('“Листя” – зелене…');
  });

  it('is the link alone where not even a letter would fit beside it', () => {
    expect(smsText('x'.repeat(5000), 'y'.repeat(1598), 'en')).toBe('y'.repeat(1598));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SpokenText } from '../../../src/spoken/speak/spoken-text.ts';
import { HeardLedger } from '../../../src/voice/speak/heard-ledger.ts';

const RATE = 24_000;
const samples = (ms: number) => (ms * RATE) / 1000;

/** A ledger of sentences of so many letters each, one space apart. */
function ledgerOf(...lengths: number[]): HeardLedger {
  const ledger = new HeardLedger(RATE);
  let start = 0;
  for (const length of lengths) {
    ledger.add({
      start,
      end: start + length,
      spoken: new SpokenText([{ source: length, spoken: 'x'.repeat(length) }]),
    });
    start += length + 1;
  }
  return ledger;
}

/** All sound of a sentence is there and sent. */
function sendAll(ledger: HeardLedger, index: number, ms: number): void {
  ledger.received(index, samples(ms));
  ledger.complete(index);
  ledger.sent(index, samples(ms));
}

describe('the ledger of what was heard', () => {
  it('counts characters in proportion to what was played of a sentence whose sound is complete', () => {
    const ledger = ledgerOf(20, 10);
    sendAll(ledger, 0, 1000);
    ledger.played(0, 500);
    expect(ledger.heardChars).toBe(10);
    ledger.played(0, 999.5);
    // What clients round away.
    expect(ledger.heardChars).toBe(20);
    sendAll(ledger, 1, 1000);
    ledger.played(1, 1);
    expect(ledger.heardChars).toBe(21);
  });

  it('is careful while the length of a sentence is not known', () => {
    const ledger = ledgerOf(20);
    ledger.received(0, samples(500));
    ledger.sent(0, samples(500));
    ledger.played(0, 500);
    expect(ledger.heardChars).toBeGreaterThan(0);
    expect(ledger.heardChars).toBeLessThan(10);
    ledger.received(0, samples(500));
    ledger.complete(0);
    expect(ledger.heardChars).toBe(10);
  });

  it('judges an unknown length by the pace of the sentences before', () => {
    const slow = ledgerOf(20, 20);
    sendAll(slow, 0, 8000);
    slow.played(0, 8000);
    slow.received(1, samples(500));
    slow.sent(1, samples(500));
    slow.played(1, 500);
    expect(slow.heardChars).toBe(21);
  });

  it('takes what comes before a sentence that plays as played', () => {
    const ledger = ledgerOf(20, 20);
    sendAll(ledger, 0, 1000);
    sendAll(ledger, 1, 1000);
    ledger.played(1, 500);
    expect(ledger.heardChars).toBe(31);
    expect(ledger.aheadMs).toBe(500);
  });

  it('never goes back, and takes no more as played than was sent', () => {
    const ledger = ledgerOf(20, 20);
    sendAll(ledger, 0, 1000);
    expect(ledger.played(0, 800)).toBe(true);
    expect(ledger.played(0, 300)).toBe(false);
    expect(ledger.heardChars).toBe(16);
    ledger.played(0, Number.POSITIVE_INFINITY);
    ledger.played(1, 1e308);
    ledger.played(9, 5);
    expect(ledger.heardChars).toBe(20);
    expect(ledger.finished).toBe(false);
  });

  it('does not count the end of a sentence whose sound broke off', () => {
    const ledger = ledgerOf(20);
    ledger.received(0, samples(800));
    ledger.sent(0, samples(800));
    ledger.breakOff(0);
    ledger.played(0, 800);
    expect(ledger.finished).toBe(true);
    expect(ledger.heardChars).toBeLessThan(20);
  });

  it('counts a sentence without sound when its turn has come', () => {
    const ledger = ledgerOf(20, 5, 20);
    sendAll(ledger, 0, 1000);
    ledger.complete(1);
    ledger.played(0, 900);
    expect(ledger.heardChars).toBe(18);
    ledger.played(0, 1000);
    expect(ledger.heardChars).toBe(26);
  });

  it('never tells more than was sent, nor less than before, whatever is reported', () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('sound' as const), ms: fc.nat(900) }),
      fc.record({
        do: fc.constant('report' as const),
        sentence: fc.nat(4),
        ms: fc.double({ min: 0, max: 5000, noNaN: true }),
      }),
      fc.record({ do: fc.constant('advance' as const), ms: fc.nat(700) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const ledger = ledgerOf(20, 35, 10, 50);
        let sentence = 0;
        let before = 0;
        for (const one of acts) {
          if (one.do === 'report') ledger.played(one.sentence, one.ms);
          if (one.do === 'advance') ledger.advance(one.ms);
          if (one.do === 'sound' && sentence < 4) {
            ledger.received(sentence, samples(one.ms));
            ledger.sent(sentence, samples(one.ms));
            if (one.ms % 3 === 0) ledger.complete(sentence++);
          }
          expect(ledger.heardChars).toBeLessThanOrEqual(ledger.sentChars);
          // More sound may show that a sentence is longer than it was taken to be.
          if (one.do !== 'sound') expect(ledger.heardChars).toBeGreaterThanOrEqual(before);
          expect(ledger.aheadMs).toBeGreaterThanOrEqual(0);
          before = ledger.heardChars;
        }
      }),
    );
  });
});

import { expect, test } from 'vitest';
import { HeardLedgers } from '../../../src/client/speech/heard-ledger.ts';

function ledger() {
  const made = new HeardLedgers().open('turn');
  made.planned({ index: 0, start: 0, end: 17 });
  made.planned({ index: 1, start: 18, end: 30 });
  return made;
}

test('nothing is heard before the voice begins', () => {
  expect(ledger().heardChars).toBe(0);
});

test('counts up to the word that is being spoken', () => {
  const heard = ledger();
  heard.reached(0, 7);
  expect(heard.heardChars).toBe(7);
});

test('a finished sentence counts whole, and the next goes on from its place', () => {
  const heard = ledger();
  heard.finished(0);
  expect(heard.heardChars).toBe(17);
  heard.reached(1, 4);
  expect(heard.heardChars).toBe(22);
});

test('without word boundaries, as some voices give none, only whole sentences count', () => {
  const heard = ledger();
  heard.finished(0);
  heard.finished(1);
  expect(heard.heardChars).toBe(30);
});

test('late and repeated reports take nothing back', () => {
  const heard = ledger();
  heard.finished(1);
  heard.reached(0, 3);
  heard.reached(1, 2);
  expect(heard.heardChars).toBe(30);
});

test('never more than the sentence holds, and nothing for a sentence never planned', () => {
  const heard = ledger();
  heard.reached(0, 900);
  heard.finished(5);
  expect(heard.heardChars).toBe(17);
});

test('each answer has a ledger of its own, so that an earlier one’s words don’t count for a later one', () => {
  const ledgers = new HeardLedgers();
  const old = ledgers.open('old');
  old.planned({ index: 0, start: 0, end: 40 });
  ledgers.open('new').planned({ index: 0, start: 0, end: 40 });
  old.reached(0, 25);
  expect(ledgers.heardChars('new')).toBe(0);
  expect(ledgers.heardChars('old')).toBe(25);
  expect(ledgers.heardChars('never')).toBeUndefined();
});

test('remembers the last four answers', () => {
  const ledgers = new HeardLedgers();
  for (const turn of ['a', 'b', 'c', 'd', 'e']) ledgers.open(turn);
  expect(['a', 'b', 'e'].map((turn) => ledgers.heardChars(turn))).toEqual([undefined, 0, 0]);
});

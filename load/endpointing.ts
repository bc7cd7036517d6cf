import { fileURLToPath } from 'node:url';
import type { Patience } from '../src/spoken/listen/endpointing.ts';
import {
  afterPause,
  afterTurn,
  endOfTurnWait,
  NEW_LEARNER,
  NEW_LEARNER_UNMARKED,
} from '../src/spoken/listen/endpointing.ts';
import { readUtterances, type SaidStretch, type ScriptedLearner } from './endpointing-set.ts';

/**
 * Compares rules for the end of a turn on scripted learners: `npm run load:endpointing`. A pause that a rule takes for the
 * end is a cut-off; the wait is what passes between a learner's last word and the end that the rule sees. Times are of the
 * script, so that the result is the same on every machine.
 */
interface Rule {
  wait(textSoFar: string): number;
  /** The learner paused in the middle of their turn, and went on. */
  paused(pauseMs: number, textSoFar: string): void;
  ended(textSoFar: string): void;
}

interface Score {
  pauses: number;
  cutOffs: number;
  turns: number;
  cutTurns: number;
  waits: number[];
}

function fixed(ms: number): () => Rule {
  return () => ({ wait: () => ms, paused: () => undefined, ended: () => undefined });
}

function ours(patience: Patience, adapts = true, first = NEW_LEARNER): (language: string) => Rule {
  return (language) => {
    let habit = first;
    const judge = (text: string) => endOfTurnWait(text, { language, patience, habit });
    return {
      wait: (text) => judge(text).waitMs,
      paused: (ms, text) => {
        if (adapts) habit = afterPause(habit, ms, judge(text).ending);
      },
      ended: (text) => {
        if (adapts) habit = afterTurn(habit, judge(text).ending);
      },
    };
  };
}

const RULES: [string, (language: string) => Rule][] = [
  ['fixed 500 ms', fixed(500)],
  ['fixed 1,400 ms', fixed(1_400)],
  ['ours, patient', ours('patient')],
  ['ours, patient, in a browser', ours('patient', true, NEW_LEARNER_UNMARKED)],
  ['ours, patient, not adapting', ours('patient', false)],
  ['ours, quick', ours('quick')],
];

/** Recognisers differ in what they do with a stretch that breaks off: leave it open, or set a full stop behind it. */
const RECOGNISERS: [string, (text: string) => string][] = [
  ['marks as written', (text) => text],
  ['a full stop behind everything', (text) => (/[.!?。？]$/.test(text) ? text : `${text}.`)],
  ['no marks at all', (text) => text.replace(/[.,!?¿。？，]/g, '')],
];

function score(
  learners: ScriptedLearner[],
  makeRule: (language: string) => Rule,
  mark: (text: string) => string,
): Score {
  const total: Score = { pauses: 0, cutOffs: 0, turns: 0, cutTurns: 0, waits: [] };
  for (const { language, turns } of learners) {
    const rule = makeRule(language);
    for (const turn of turns) scoreTurn(turn, rule, mark, total);
  }
  return total;
}

function scoreTurn(turn: SaidStretch[], rule: Rule, mark: (text: string) => string, total: Score): void {
  let cut = false;
  for (const { textSoFar, pauseMs } of turn) {
    const text = mark(textSoFar);
    const wait = rule.wait(text);
    if (pauseMs === undefined) {
      total.waits.push(wait);
      rule.ended(text);
    } else {
      total.pauses += 1;
      if (pauseMs > wait) {
        total.cutOffs += 1;
        cut = true;
      }
      rule.paused(pauseMs, text);
    }
  }
  total.turns += 1;
  if (cut) total.cutTurns += 1;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const sets = readUtterances(fileURLToPath(new URL('endpointing-utterances.yaml', import.meta.url)));
console.log('| half | recogniser | rule | turns | pauses | cut-offs | turns cut | mean wait ms | median |');
console.log('|---|---|---|---|---|---|---|---|---|');
for (const half of ['tuning', 'reported', 'unseen'] as const) {
  for (const [recogniser, mark] of RECOGNISERS) {
    for (const [name, rule] of RULES) {
      const { turns, pauses, cutOffs, cutTurns, waits } = score(sets[half], rule, mark);
      const cells = [half, recogniser, name, turns, pauses, cutOffs, cutTurns, mean(waits).toFixed(0), median(waits)];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
if (process.argv.includes('--cut')) {
  for (const { learner, language, turns } of sets.tuning) {
    const rule = ours('patient')(language);
    for (const turn of turns) {
      for (const { textSoFar, pauseMs } of turn) {
        const wait = rule.wait(textSoFar);
        if (pauseMs === undefined || pauseMs > wait) console.log(learner, pauseMs ?? 'end', wait, textSoFar);
      }
    }
  }
}

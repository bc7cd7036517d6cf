import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** One stretch of a turn: what was recognised in all when its voice stopped, and the silence until the next one. */
export interface SaidStretch {
  textSoFar: string;
  /** Undefined after the last stretch: the turn is over. */
  pauseMs: number | undefined;
}

export interface ScriptedLearner {
  learner: string;
  language: string;
  /** The turns in order, each in its stretches. */
  turns: SaidStretch[][];
}

const Learner = z.strictObject({ learner: z.string(), language: z.string(), turns: z.array(z.string()).min(1) });
const Learners = z.array(Learner);
const UtteranceSet = z.strictObject({ tuning: Learners, reported: Learners, unseen: Learners });

/** Reads the scripted learners; throws for what is not a set of them. */
export function readUtterances(file: string): Record<'tuning' | 'reported' | 'unseen', ScriptedLearner[]> {
  const { tuning, reported, unseen } = UtteranceSet.parse(parse(readFileSync(file, 'utf8')));
  const learners = (list: z.infer<typeof Learner>[]) =>
    list.map(({ learner, language, turns }) => ({ learner, language, turns: turns.map(stretchesOf) }));
  return { tuning: learners(tuning), reported: learners(reported), unseen: learners(unseen) };
}

/** `The answer is <1500> 42.` is two stretches with 1,500 ms between them. */
function stretchesOf(turn: string): SaidStretch[] {
  const parts = turn.split(/<(\d+)>/).map((part) => part.trim());
  const stretches: SaidStretch[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const pause = parts[at + 1];
    const said = parts.filter((_, index) => index % 2 === 0 && index <= at).join(' ');
    stretches.push({ textSoFar: said, pauseMs: pause === undefined ? undefined : Number(pause) });
  }
  return stretches;
}

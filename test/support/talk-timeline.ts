import type { TalkAction, TalkScript } from './talk-script.ts';

/** Everything moves in such steps, ms. */
export const STEP_MS = 50;
const MS_PER_LETTER = 60;
const SHORTEST_MS = 300;

/** One voice of the learner, from its beginning to its end. */
export interface Voice {
  from: number;
  to: number;
  /** What a recogniser that works makes of it. */
  words: string;
  /** How the door ends it. */
  ends: 'stops' | 'done' | 'cancelled';
}

/** The learner's voices in order. */
export function voicesOf({ learner }: TalkScript): Voice[] {
  return learner.flatMap(voicesOfAction).sort((a, b) => a.from - b.from);
}

function voicesOfAction(action: TalkAction): Voice[] {
  if ('cough' in action) return [soundOf(action.at, action.cough, 'stops')];
  if ('misfire' in action) return [soundOf(action.at, action.misfire, 'cancelled')];
  if ('say' in action) return wordsOf(action.at, action.say, 'stops');
  return 'hold' in action ? wordsOf(action.at, action.hold, 'done') : [];
}

function soundOf(from: number, ms: number, ends: Voice['ends']): Voice {
  return { from, to: from + rounded(ms), words: '', ends };
}

function wordsOf(at: number, text: string, lastEnds: Voice['ends']): Voice[] {
  const parts = text.split(/<(\d+)>/).map((part) => part.trim());
  const voices: Voice[] = [];
  let from = at;
  for (let index = 0; index < parts.length; index += 2) {
    const words = parts[index] ?? '';
    const to = from + rounded(Math.max(SHORTEST_MS, words.length * MS_PER_LETTER));
    voices.push({ from, to, words, ends: index + 2 >= parts.length ? lastEnds : 'stops' });
    from = to + rounded(Number(parts[index + 1] ?? 0));
  }
  return voices;
}

function rounded(ms: number): number {
  return Math.round(ms / STEP_MS) * STEP_MS;
}

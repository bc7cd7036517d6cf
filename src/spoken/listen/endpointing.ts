import { type Ending, endingOf } from './ending.ts';

/** How long a learner is waited for: `patient` leaves room to think, `quick` is for those who find that slow. */
export type Patience = 'patient' | 'quick';

/**
 * Silence after which a turn is taken to have ended, ms, by how the words end.
 *
 * People answer each other after about 200 ms (7 in Japanese, 470 in Danish), but that is between turns, of people who see
 * each other. Inside a turn, learners are silent for a second and more while they look for a word or a number; voice
 * frameworks therefore set their bounds between 500 and 3,000 ms. Which of the two a silence is, the words tell: the
 * figures below were chosen on the `tuning` half of `load/endpointing-utterances.yaml` and are reported for the other half
 * in docs/voice.md (`npm run load:endpointing`).
 */
const WAITS: Readonly<Record<Patience, Readonly<Record<Ending, number>>>> = {
  patient: {
    question: 450,
    finished: 500,
    asked: 900,
    stated: 900,
    number: 1_000,
    unknown: 900,
    pausing: 1_500,
    dictating: 1_700,
    loose: 2_600,
    open: 2_600,
    filler: 3_000,
  },
  quick: {
    question: 250,
    finished: 300,
    asked: 600,
    stated: 600,
    number: 700,
    unknown: 600,
    pausing: 900,
    dictating: 1_200,
    loose: 1_500,
    open: 1_500,
    filler: 1_800,
  },
};

/** The same where the recogniser seems to set no marks at all, so that their absence says nothing, ms. */
const WAITS_UNMARKED: Readonly<Record<Patience, Readonly<Partial<Record<Ending, number>>>>> = {
  // A patient tutor shortens only what is safe: shorter waits for other endings would cut off three times as many (docs/voice.md).
  patient: { asked: 450, stated: 500, number: 850, unknown: 700, loose: 1_000 },
  quick: { asked: 250, stated: 350, unknown: 400, loose: 700 },
};
/** Weight of the newest whole turn in that, and from which share of turns without a mark on it is so. */
const NEWEST_MARK = 0.4;
const UNMARKED = 0.4;

/** Whatever the words and the habit: never shorter than people's own gap, never longer than one believes in a dead line, ms. */
export const WAIT_BOUNDS = { least: 200, most: 4_000 } as const;

/** How this learner pauses in the middle of their turns. */
export interface PauseHabit {
  /** Moving average of those pauses, ms. */
  readonly pauseMs: number;
  /** Moving share, 0..1, of endings that looked finished and were not. */
  readonly goesOn: number;
  /** Moving share, 0..1, of their whole turns behind which the recogniser had set no mark. */
  readonly unmarked: number;
}

/** A pause inside a turn as the waits above are made for; the tuning half's average. */
const USUAL_PAUSE_MS = 1_000;
export const NEW_LEARNER: PauseHabit = { pauseMs: USUAL_PAUSE_MS, goesOn: 0, unmarked: 0 };
/** The same before a recogniser that sets no marks as a rule, as those of browsers do: two whole turns with marks teach otherwise. */
export const NEW_LEARNER_UNMARKED: PauseHabit = { ...NEW_LEARNER, unmarked: 0.6 };

/** A voice that begins again this soon after its turn was taken to have ended, was cut off, ms. */
export const CUT_OFF_MS = 2_500;
/** Weight of the newest pause: the last five or so make two thirds of the average. */
const NEWEST = 0.2;
/** A longer silence was an interruption from outside, not a way to speak, ms. */
const LONGEST_PAUSE_MS = 4_000;
/** How far a habit may stretch or shrink the waits. */
const STRETCH = { least: 0.8, most: 1.4 } as const;
/** Added to the wait after what looks finished, for a learner who always goes on after it, ms. */
const GOES_ON_MS = 1_500;

/** How long to wait for more after `text`, ms from the moment the voice stopped. Pure. */
export function endOfTurnWait(
  text: string,
  options: { language: string | undefined; patience: Patience; habit: PauseHabit },
): { waitMs: number; ending: Ending } {
  const { language, patience, habit } = options;
  const ending = endingOf(text, language);
  const unmarked = isUnmarked(habit) ? WAITS_UNMARKED[patience][ending] : undefined;
  const usual = unmarked ?? WAITS[patience][ending];
  const wait = looksFinished(ending, habit) ? usual + habit.goesOn * GOES_ON_MS : usual * stretchOf(habit);
  return { waitMs: Math.round(clamp(wait, WAIT_BOUNDS.least, WAIT_BOUNDS.most)), ending };
}

function stretchOf({ pauseMs }: PauseHabit): number {
  return clamp(pauseMs / USUAL_PAUSE_MS, STRETCH.least, STRETCH.most);
}

/** Whether what ends like this is probably the whole of it. */
export function seemsFinished(ending: Ending): boolean {
  return ending === 'question' || ending === 'finished';
}

function isUnmarked({ unmarked }: PauseHabit): boolean {
  return unmarked >= UNMARKED;
}

/** The same, also where nobody sets the marks that would tell. */
function looksFinished(ending: Ending, habit: PauseHabit): boolean {
  return seemsFinished(ending) || (isUnmarked(habit) && (ending === 'asked' || ending === 'stated'));
}

/** The habit after a pause in the middle of a turn. */
export function afterPause(habit: PauseHabit, pauseMs: number, ending: Ending): PauseHabit {
  const pause = Math.min(pauseMs, LONGEST_PAUSE_MS);
  return {
    ...habit,
    pauseMs: habit.pauseMs + (pause - habit.pauseMs) * NEWEST,
    goesOn: habit.goesOn + (1 - habit.goesOn) * weightOf(ending, habit),
  };
}

/** How much a pause after such an ending tells of a learner who goes on after what looked finished: without a mark, half as much. */
function weightOf(ending: Ending, habit: PauseHabit): number {
  if (seemsFinished(ending)) return NEWEST;
  return ending === 'stated' && isUnmarked(habit) ? NEWEST / 2 : 0;
}

/** The habit after a turn that had really ended. */
export function afterTurn(habit: PauseHabit, ending: Ending): PauseHabit {
  const bare = ending === 'unknown' || ending === 'asked' || ending === 'stated';
  const unmarked = bare ? habit.unmarked + (1 - habit.unmarked) * NEWEST_MARK : habit.unmarked;
  if (bare && looksFinished(ending, habit)) return { ...habit, goesOn: habit.goesOn * (1 - NEWEST), unmarked };
  if (!seemsFinished(ending)) return unmarked === habit.unmarked ? habit : { ...habit, unmarked };
  // “Yes” is finished without a mark, too.
  const decay = ending === 'question' ? NEWEST_MARK : NEWEST;
  return { ...habit, goesOn: habit.goesOn * (1 - NEWEST), unmarked: unmarked * (1 - decay) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

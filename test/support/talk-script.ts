import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** Milliseconds since the line was opened. */
const At = z.int().nonnegative().multipleOf(50);

/** What a learner does. Voices of one learner do not overlap. */
const Action = z.union([
  /** Says the words, 60 ms a letter; `<700>` is a pause of 700 ms in between. */
  z.strictObject({ at: At, say: z.string() }),
  /** The same while holding a button down, which is let go at the end. */
  z.strictObject({ at: At, hold: z.string() }),
  /** Makes a sound of so many ms that holds no words. */
  z.strictObject({ at: At, cough: z.int().positive() }),
  /** A sound of so many ms that the door takes back: it was no voice. */
  z.strictObject({ at: At, misfire: z.int().positive() }),
  z.strictObject({ at: At, type: z.string() }),
  /** Stops the tutor by a button. */
  z.strictObject({ at: At, press: z.literal('stop') }),
  /** Presses keys of a telephone. */
  z.strictObject({ at: At, keys: z.string().regex(/^[0-9*#]+$/) }),
  /** The line breaks, or the learner comes back to where they were. */
  z.strictObject({ at: At, line: z.enum(['breaks', 'comes back']) }),
  /** Whether the learner may be spoken to unasked: they listen hands-free, or are muted, type, don't look. */
  z.strictObject({ at: At, listens: z.enum(['hands-free', 'not now']) }),
  /** A service fails from now on, or works again. */
  z.strictObject({ at: At, hearing: z.enum(['fails', 'works']) }),
  z.strictObject({ at: At, speaking: z.enum(['fails', 'works']) }),
]);
export type TalkAction = z.infer<typeof Action>;

const Answer = z.union([
  z.string(),
  z.strictObject({
    /** The question that it answers; left out: the next one. */
    to: z.string().optional(),
    text: z.string(),
    thinking: z.int().positive().optional(),
    fails: z.boolean().optional(),
    /** What its sentences rest on. */
    cites: z.array(z.strictObject({ sentence: z.int(), page: z.int(), quote: z.string() })).optional(),
  }),
]);

/** The doors over which a talk can be run: the browser's socket, and the telephone's three. */
const Door = z.enum(['browser', 'stream', 'relay', 'gather']);
export type DoorName = z.infer<typeof Door>;
export const DOORS = Door.options;

const Within = z.union([
  /** From the end of the learner's n-th voice to the first sound of the tutor after it, ms. */
  z.strictObject({ answer: z.int().positive(), least: z.int().optional(), most: z.int() }),
  /** From the beginning of the learner's n-th voice until the tutor was stopped. */
  z.strictObject({ stop: z.int().positive(), least: z.int().optional(), most: z.int() }),
  /** From the beginning of the learner's n-th voice until the tutor went on. */
  z.strictObject({ resume: z.int().positive(), least: z.int().optional(), most: z.int() }),
]);

const expectations = {
  /** The learner's messages, all of them, in order. */
  said: z.array(z.string()),
  /** How each answer ended: what of it was heard, and as what it is kept. */
  heard: z.array(z.strictObject({ text: z.string(), status: z.enum(['complete', 'interrupted', 'failed']) })),
  within: z.array(Within),
  /** Codes of what the learner was told beside the talk, in order; those of state are left out. */
  notices: z.array(z.string()),
  /** What never happens: an event's type, with its status or code behind it where it has one. */
  absent: z.array(z.string()),
  /** What the tutor was given as said before, when it was asked last: `learner: …`, `tutor: …`. */
  history: z.array(z.string()).optional(),
  /** On a telephone: all that the caller hears after the greeting, in order. */
  hears: z.array(z.string()).optional(),
  /** On a telephone: where the call is in the end. */
  call: z.enum(['relay', 'stream', 'gather', 'ended', 'transferred']).optional(),
  mode: z.enum(['tutor', 'explain']).optional(),
  language: z.string().optional(),
};
const { within, notices, absent } = expectations;
const Expectations = z.strictObject({
  ...expectations,
  within: within.default([]),
  notices: notices.default([]),
  absent: absent.default([]),
});
export type TalkExpectations = z.infer<typeof Expectations>;

const TalkScript = z.strictObject({
  talk: z.string(),
  language: z.string().default('en'),
  /** Doors over which it can't be run, each with the reason. */
  not: z.partialRecord(Door, z.string().min(10)).default({}),
  recogniser: z
    .strictObject({ streaming: z.boolean().default(false), ms: z.int().positive().default(300) })
    .default({ streaming: false, ms: 300 }),
  /** What the tutor answers, one after the other. */
  answers: z.array(Answer).default([]),
  learner: z.array(Action),
  /** How long the talk is followed, ms. */
  lasts: At,
  expect: Expectations,
  /** What is otherwise over one door. */
  expectOver: z.partialRecord(Door, z.strictObject(expectations).partial()).default({}),
});
export type TalkScript = z.infer<typeof TalkScript>;

/** What is expected over this door. */
export function expectedOver({ expect, expectOver }: TalkScript, door: DoorName): TalkExpectations {
  const over = Object.entries(expectOver[door] ?? {}).filter(([, value]) => value !== undefined);
  return { ...expect, ...Object.fromEntries(over) };
}

/** Reads one talk; throws, naming the file, for what is not one. */
export function readTalk(file: string): TalkScript {
  const parsed = TalkScript.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

import type { TestDatabase } from './databases.ts';
import { runTalk } from './talk-runner.ts';
import { parseTalk } from './talk-script.ts';

const MINUTES = 10;
/** Callers ask so often: after half a minute they would be asked whether they are still there. */
const EVERY_MS = 26_000;
const SUBJECTS = [
  ...['leaves', 'roots', 'stems', 'flowers', 'seeds', 'fruits', 'cells', 'light', 'water', 'sugar', 'air'],
  ...['bees', 'wind', 'soil', 'worms', 'moss', 'ferns', 'trees', 'grass', 'algae', 'corals', 'fungi'],
];
/** Questions over whose answers the caller speaks, and where the line is lost and the mode is changed. */
const SPOKEN_OVER = [4, 13];
const LINE_LOST_AFTER = 8;
const MODE_CHANGED_AFTER = 16;
const BARGE_IN_MS = 6000;

function script(mode: string) {
  const asked = SUBJECTS.map((subject, at) => ({
    at: 1000 + at * EVERY_MS,
    say: `What do you know about ${subject}?`,
  }));
  const over = SPOKEN_OVER.map((at) => ({
    at: 1000 + at * EVERY_MS + BARGE_IN_MS,
    say: 'Wait, say that more simply.',
  }));
  const lost = 1000 + LINE_LOST_AFTER * EVERY_MS + 16_000;
  const learner = [
    ...asked,
    ...over.map((action, at) => ({ ...action, say: at === 0 ? action.say : 'Stop, what does that mean?' })),
    { at: lost, line: 'breaks' },
    { at: lost + 1000, line: 'comes back' },
    { at: 1000 + MODE_CHANGED_AFTER * EVERY_MS + 16_000, keys: '2' },
  ].sort((a, b) => a.at - b.at);
  const answers = learner.flatMap((action) => ('say' in action ? [answerTo(action.say)] : []));
  const expect = { said: [], heard: [] };
  return parseTalk({ talk: `Ten minutes over ${mode}`, answers, learner, lasts: MINUTES * 60_000, expect });
}

function answerTo(question: string): string {
  const subject = /about (\w+)/.exec(question)?.[1];
  if (!subject) return 'In short, it all belongs together.';
  return `There is much to be said about ${subject}. They are a part of what lives, and all of it depends on the sun. Shall we go on?`;
}

/** A call of ten minutes, and what was said, heard and kept in it, side by side. */
export async function tenMinuteCall(mode: 'relay' | 'stream', database: TestDatabase) {
  const { messages, door, mode: lastMode } = await runTalk(script(mode), mode, database);
  const questions = messages.filter(({ role }) => role === 'learner').map(({ text }) => text);
  const answers = messages.filter(({ role }) => role === 'tutor');
  const rows = answers.map(({ text, heardText, status }, at) => {
    const heard = door.heardOf?.(text) ?? '';
    return [String(at + 1), questions[at] ?? '', text, heard, heardText ?? text, status];
  });
  const head = ['', 'the caller asks', 'the tutor says', 'the caller hears', 'the history holds', 'kept as'];
  const table = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return { answers, rows, table, broken: door.broken, lastMode, heard: door.heard ?? '' };
}

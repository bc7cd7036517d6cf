import { expect } from 'vitest';
import type { Observation } from './talk-door.ts';
import type { TalkResult } from './talk-runner.ts';
import { type DoorName, expectedOver, type TalkExpectations, type TalkScript } from './talk-script.ts';

/** What a door may take longer, ms: a telephone line tells of a voice in frames. Where Twilio listens, the times are Twilio's. */
const SLACK_MS: Partial<Record<DoorName, number>> = { browser: 0, stream: 150 };

/** Holds what came of a talk against what its script expects. */
export function checkTalk(script: TalkScript, over: DoorName, result: TalkResult): void {
  const { messages, door, history } = result;
  const wanted = expectedOver(script, over);
  const answers = messages.filter(({ role }) => role === 'tutor');
  expect
    .soft(
      messages.filter(({ role }) => role === 'learner').map(({ text }) => text),
      'said',
    )
    .toEqual(wanted.said);
  const heard = answers.map(({ text, heardText, status }) => ({ text: heardText ?? text, status }));
  expect.soft(heard, 'heard').toEqual(wanted.heard);
  const notices = door.observed.flatMap((one) => (one.kind === 'notice' ? [one.code] : []));
  // Callers have no screen.
  expect.soft(notices, 'notices').toEqual(over === 'browser' ? wanted.notices : []);
  expect
    .soft(
      door.told.filter((name) => wanted.absent.includes(name)),
      'absent',
    )
    .toEqual([]);
  if (wanted.history) expect.soft(history, 'history').toEqual(wanted.history);
  expect.soft(door.broken, 'rules of every talk').toEqual([]);
  if (wanted.hears) expect.soft(spoken(door.heard ?? ''), 'hears').toBe(spoken(wanted.hears.join(' ')));
  if (wanted.call) expect.soft(door.state, 'call').toBe(wanted.call);
  if (wanted.mode) expect.soft(result.mode, 'mode').toBe(wanted.mode);
  if (wanted.language) expect.soft(result.language, 'language').toBe(wanted.language);
  const slack = SLACK_MS[over];
  if (slack !== undefined) for (const within of wanted.within) checkWithin(within, slack, result);
}

/** Between two utterances over raw sound there is nothing that could be heard. */
function spoken(text: string): string {
  return text.replace(/\s+/g, '');
}

function checkWithin(within: TalkExpectations['within'][number], slack: number, { voices, door }: TalkResult): void {
  const [name, number] = Object.entries(within).find(([key]) => key !== 'most' && key !== 'least') ?? ['', 0];
  const voice = voices[(number ?? 0) - 1];
  const since = (name === 'answer' ? voice?.to : voice?.from) ?? Number.NaN;
  const kinds: Record<string, Observation['kind']> = { answer: 'sound', stop: 'stopped', resume: 'went on' };
  const happened = door.observed.find(({ kind, at }) => kind === kinds[name] && at >= since);
  const ms = (happened?.at ?? Number.NaN) - since;
  expect.soft(ms, `${name} of voice ${number}`).toBeGreaterThanOrEqual(within.least ?? 0);
  expect.soft(ms, `${name} of voice ${number}`).toBeLessThanOrEqual(within.most + slack);
}

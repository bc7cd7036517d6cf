import { expect } from 'vitest';
import type { Observation } from './talk-door.ts';
import type { TalkResult } from './talk-runner.ts';
import type { TalkScript } from './talk-script.ts';

/** Holds what came of a talk against what its script expects. */
export function checkTalk({ expect: wanted }: TalkScript, result: TalkResult): void {
  const { messages, door, history } = result;
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
  expect.soft(notices, 'notices').toEqual(wanted.notices);
  expect
    .soft(
      door.told.filter((name) => wanted.absent.includes(name)),
      'absent',
    )
    .toEqual([]);
  if (wanted.history) expect.soft(history, 'history').toEqual(wanted.history);
  expect.soft(door.broken, 'rules of every talk').toEqual([]);
  for (const within of wanted.within) checkWithin(within, result);
}

function checkWithin(within: TalkScript['expect']['within'][number], { voices, door }: TalkResult): void {
  const [name, number] = Object.entries(within).find(([key]) => key !== 'most' && key !== 'least') ?? ['', 0];
  const voice = voices[(number ?? 0) - 1];
  const since = (name === 'answer' ? voice?.to : voice?.from) ?? Number.NaN;
  const kinds: Record<string, Observation['kind']> = { answer: 'sound', stop: 'stopped', resume: 'went on' };
  const happened = door.observed.find(({ kind, at }) => kind === kinds[name] && at >= since);
  const ms = (happened?.at ?? Number.NaN) - since;
  expect.soft(ms, `${name} of voice ${number}`).toBeGreaterThanOrEqual(within.least ?? 0);
  expect.soft(ms, `${name} of voice ${number}`).toBeLessThanOrEqual(within.most);
}

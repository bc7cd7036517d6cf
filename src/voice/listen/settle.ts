import { endOfTurnWait, seemsFinished } from '../../spoken/listen/endpointing.ts';
import { MOST_QUIET, QUIET_MS } from '../../spoken/listen/long-silence.ts';
import { isBackchannel, joinSaid } from '../../spoken/listen/said.ts';
import type { Message, Stretch, TurnEffect, TurnRules, TurnState } from './turn-state.ts';

/**
 * A false interruption goes on after this, ms: with words expected sooner than that, what has none is noise. Two seconds is
 * what voice frameworks take; a listener forgives a hold of that length.
 */
export const FALSE_ALARM_MS = 2_000;
/** A voice that lasts this long over the tutor is looked into, where words otherwise come only at its end, ms. */
const PEEK_MS = 1_200;

/** Brings a state to rest at a time: whatever is due is done, and told as effects. */
export function settle(state: TurnState, at: number, rules: TurnRules, effects: TurnEffect[]): TurnState {
  let settled = settleHold(state, at, rules, effects);
  for (;;) {
    const [message, ...rest] = settled.messages;
    if (!message || !isOver(message)) break;
    const next = settleMessage({ ...settled, messages: rest }, message, at, rules, effects);
    if (!next) break;
    settled = next;
  }
  settled = guessEnd(settled, rules, effects);
  return settleQuiet(letGo(settled, effects), at, rules, effects);
}

/** When a state has to be settled again though nothing happens, ms; undefined for never. */
export function wakeAt(state: TurnState, rules: TurnRules): number | undefined {
  const times = [peekAt(state), falseAlarmAt(state), quietAt(state, rules), endAt(state, rules)];
  const due = times.filter((time) => time !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}

const isActive = ({ tutor }: TurnState): boolean => tutor !== 'silent';
const isOver = ({ stretches }: Message): boolean =>
  stretches.every(({ state }) => state === 'recognised' || state === 'failed');
const liveStretches = ({ messages }: TurnState): Stretch[] => messages.flatMap(({ stretches }) => stretches);
const said = ({ stretches }: Message): string => joinSaid(stretches.map(({ text }) => text));

/** When the learner's voice last stopped; a noise after that is not their voice. */
function voiceEndOf({ stretches }: Message): number {
  const voiced = stretches.filter(({ text, state }) => text !== '' || state === 'failed');
  return Math.max(...(voiced.length > 0 ? voiced : stretches).map(({ at }) => at));
}

/** Holds the tutor for a voice, and finds out by its words whether it is one that interrupts. */
function settleHold(state: TurnState, at: number, rules: TurnRules, effects: TurnEffect[]): TurnState {
  let { hold } = state;
  const live = liveStretches(state);
  if (hold.kind === 'none' && isActive(state) && !state.closed && live.some(({ state: now }) => now === 'speaking')) {
    effects.push({ type: 'onset' });
    hold = { kind: 'held', since: at };
  }
  if (hold.kind === 'barged') return { ...state, hold };
  if (isActive(state) && state.messages.some((message) => interrupts(said(message), rules))) {
    effects.push({ type: 'barge_in' });
    return { ...state, hold: { kind: 'barged' } };
  }
  const alarmAt = falseAlarmAt({ ...state, hold });
  if (alarmAt !== undefined && alarmAt <= at) {
    effects.push({ type: 'false_alarm' });
    return { ...state, hold: { kind: 'released' } };
  }
  const due = peekAt({ ...state, hold });
  return due !== undefined && due <= at ? peek({ ...state, hold }, effects) : { ...state, hold };
}

function interrupts(text: string, rules: TurnRules): boolean {
  return text !== '' && (rules.answerDue || !isBackchannel(text, rules.language));
}

function peek(state: TurnState, effects: TurnEffect[]): TurnState {
  const messages = state.messages.map((message) => ({
    ...message,
    stretches: message.stretches.map((stretch) => {
      if (!isUnknown(stretch)) return stretch;
      effects.push({ type: 'peek', id: stretch.id });
      return { ...stretch, peek: 'asked' as const };
    }),
  }));
  return { ...state, messages };
}

/** @returns undefined where more may still be said */
function settleMessage(
  without: TurnState,
  message: Message,
  at: number,
  rules: TurnRules,
  effects: TurnEffect[],
): TurnState | undefined {
  const text = said(message);
  const failed = message.stretches.some(({ state }) => state === 'failed');
  const stretches = message.stretches.map(({ id }) => id);
  const listening = isActive(without) && without.hold.kind !== 'barged' && !interrupts(text, rules);
  if (!failed && (text === '' || listening)) {
    effects.push({ type: 'nothing', id: message.id, stretches });
    return without;
  }
  const voiceAt = voiceEndOf(message);
  const { waitMs, ending } = waitAfter(message, without, rules);
  if (voiceAt + waitMs > at) return undefined;
  if (failed) {
    effects.push({ type: 'keep', message });
    return without;
  }
  const settled = without.hold.kind === 'held' ? bargeIn(without, effects) : without;
  const recognisedAt = Math.max(...message.stretches.map((stretch) => stretch.recognisedAt ?? voiceAt));
  const utterance = {
    id: message.id,
    stretches,
    text,
    finishedAt: voiceAt,
    endOfTurnMs: Math.max(0, at - voiceAt),
    sttMs: Math.max(0, recognisedAt - voiceAt),
  };
  effects.push({ type: 'utterance', utterance });
  return { ...settled, lastTurn: { at: voiceAt, ending } };
}

function bargeIn(state: TurnState, effects: TurnEffect[]): TurnState {
  effects.push({ type: 'barge_in' });
  return { ...state, hold: { kind: 'barged' } };
}

function waitAfter(message: Message, { habit }: TurnState, { language, patience }: TurnRules) {
  const { waitMs, ending } = endOfTurnWait(said(message), { language, patience, habit });
  return { waitMs: message.done ? 0 : waitMs, ending };
}

/** With the last message gone a hold is over, however it was meant. */
function letGo(state: TurnState, effects: TurnEffect[]): TurnState {
  if (state.messages.length > 0 || state.hold.kind === 'none') return state;
  if (state.hold.kind === 'held') effects.push({ type: 'false_alarm' });
  return { ...state, hold: { kind: 'none' } };
}

function guessEnd(state: TurnState, rules: TurnRules, effects: TurnEffect[]): TurnState {
  const [message] = state.messages;
  if (!message || state.messages.length > 1 || !isOver(message)) return state;
  const text = said(message);
  const failed = message.stretches.some(({ state: now }) => now === 'failed');
  if (failed || text === message.guessed || !seemsFinished(waitAfter(message, state, rules).ending)) return state;
  effects.push({ type: 'probable_end', id: message.id, text });
  return { ...state, messages: [{ ...message, guessed: text }] };
}

function settleQuiet(state: TurnState, at: number, rules: TurnRules, effects: TurnEffect[]): TurnState {
  const quiet = afterNoise(state, at, effects);
  const due = quietAt(quiet, rules);
  if (due === undefined || due > at) return quiet;
  const quietTimes = quiet.quietTimes + 1;
  effects.push({ type: 'quiet', time: quietTimes });
  return { ...quiet, quietSince: undefined, quietTimes };
}

/** A cough is no beginning: the learner still has not said anything. */
function afterNoise(state: TurnState, at: number, effects: readonly TurnEffect[]): TurnState {
  const isIdle = state.tutor === 'silent' && state.messages.length === 0 && !state.closed;
  if (isIdle && effects.some(({ type }) => type === 'nothing')) return { ...state, quietSince: at };
  return effects.some(({ type }) => type === 'utterance') ? { ...state, quietTimes: 0 } : state;
}

function quietAt({ quietSince, quietTimes }: TurnState, { patience, speakUp }: TurnRules): number | undefined {
  if (quietSince === undefined || !speakUp || quietTimes >= MOST_QUIET) return undefined;
  return quietSince + QUIET_MS[patience];
}

function endAt(state: TurnState, rules: TurnRules): number | undefined {
  const [message] = state.messages;
  if (!message || !isOver(message)) return undefined;
  return voiceEndOf(message) + waitAfter(message, state, rules).waitMs;
}

/**
 * When a held tutor goes on for want of words: counted from the onset where words can come while the voice goes on; else
 * from the end of the voice, and while it goes on not before a look into it has found nothing.
 */
function falseAlarmAt(state: TurnState): number | undefined {
  if (state.hold.kind !== 'held') return undefined;
  const fromOnset = state.hold.since + FALSE_ALARM_MS;
  const live = liveStretches(state).filter(({ streaming }) => !streaming);
  const speaking = live.find(({ state: now }) => now === 'speaking');
  if (speaking) return speaking.peek === 'answered' ? fromOnset : undefined;
  return Math.max(fromOnset, ...live.map(({ at }) => at + FALSE_ALARM_MS));
}

/** A voice that goes on is looked into once, whether the tutor is held for it or has gone on. */
function peekAt(state: TurnState): number | undefined {
  const unknown = liveStretches(state).find(isUnknown);
  if (!unknown) return undefined;
  if (state.hold.kind === 'held') return state.hold.since + PEEK_MS;
  return state.hold.kind === 'released' && isActive(state) ? unknown.at + PEEK_MS : undefined;
}

/** Of such a voice nothing is known before its end, and it was not looked into yet. */
function isUnknown({ state, streaming, peek: peeked }: Stretch): boolean {
  return state === 'speaking' && !streaming && peeked === 'none';
}

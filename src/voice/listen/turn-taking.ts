import { endingOf } from '../../spoken/listen/ending.ts';
import { afterPause, afterTurn, CUT_OFF_MS, type PauseHabit } from '../../spoken/listen/endpointing.ts';
import { joinSaid } from '../../spoken/listen/said.ts';
import { settle } from './settle.ts';
import type { Message, Stretch, TurnEffect, TurnEvent, TurnRules, TurnState } from './turn-state.ts';

/** Turn-taking's whole behaviour: state and event in, state and effects out; nothing is done here. */
export function step(
  state: TurnState,
  event: TurnEvent,
  rules: TurnRules,
): { state: TurnState; effects: TurnEffect[] } {
  const effects: TurnEffect[] = [];
  const next = settle(take(state, event, rules, effects), event.at, rules, effects);
  return { state: next, effects: effects.filter((effect) => effect.type !== 'partial' || !isTold(effect.id, effects)) };
}

/** What is said for good at the same moment need not be told as said so far. */
function isTold(id: string, effects: readonly TurnEffect[]): boolean {
  return effects.some((effect) => effect.type === 'utterance' && effect.utterance.id === id);
}

function take(state: TurnState, event: TurnEvent, rules: TurnRules, effects: TurnEffect[]): TurnState {
  switch (event.type) {
    case 'voice_started':
      return begin(endVoice(state, event.at), event.id, event.at, rules);
    case 'voice_ended':
      return voiceEnded(state, event);
    case 'cancelled':
      return change(state, event.id, (stretch) => ({ ...stretch, ...nothing(event.at) }));
    case 'words':
      return hear(state, event, effects);
    case 'streaming':
      return change(state, event.id, (stretch) => ({ ...stretch, streaming: event.streaming }));
    case 'recognised':
      return recognised(hear(state, event, effects), event.id, event.at);
    case 'failed':
      return change(state, event.id, (stretch) => ({ ...stretch, state: 'failed', at: endOf(stretch, event.at) }));
    case 'full':
      return finishOpen(endVoice(state, event.at));
    case 'tutor':
      return tutorChanged(state, event);
    case 'woken':
      return state;
    case 'closed':
      return { ...finishOpen(endVoice(state, event.at)), closed: true, quietSince: undefined };
  }
}

function begin(state: TurnState, id: string, at: number, rules: TurnRules): TurnState {
  const open = openMessage(state);
  const stretch: Stretch = {
    id,
    state: 'speaking',
    text: '',
    at,
    recognisedAt: undefined,
    pause: pauseBefore(state, at, rules),
    streaming: rules.streaming,
    peek: 'none',
  };
  const settled = { ...state, lastTurn: undefined, quietSince: undefined, habit: habitBefore(state, at) };
  if (!open) {
    const message: Message = { id, stretches: [stretch], done: false, guessed: '' };
    return { ...settled, messages: [...state.messages, message] };
  }
  return withOpen(settled, { ...open, stretches: [...open.stretches, stretch] });
}

/** The pause that a voice ends which begins now: inside its message, or after one that had not ended after all. */
function pauseBefore(state: TurnState, at: number, { language }: TurnRules): Stretch['pause'] {
  const open = openMessage(state);
  const last = open?.stretches.at(-1);
  if (open && last) {
    const text = joinSaid(open.stretches.map((stretch) => stretch.text));
    return text === '' ? undefined : { ms: at - last.at, ending: endingOf(text, language) };
  }
  const { lastTurn } = state;
  return lastTurn && at - lastTurn.at <= CUT_OFF_MS ? { ms: at - lastTurn.at, ending: lastTurn.ending } : undefined;
}

function habitBefore({ habit, lastTurn }: TurnState, at: number): PauseHabit {
  return lastTurn && at - lastTurn.at > CUT_OFF_MS ? afterTurn(habit, lastTurn.ending) : habit;
}

function voiceEnded(state: TurnState, event: Extract<TurnEvent, { type: 'voice_ended' }>): TurnState {
  const ended = change(state, event.id, (stretch) =>
    stretch.state === 'speaking' ? { ...stretch, state: 'recognising', at: event.voiceAt } : stretch,
  );
  // The learner may also say so after the voice has stopped by itself.
  const open = openMessage(ended);
  const known = open?.stretches.some((stretch) => stretch.id === event.id);
  return event.done && known ? finishOpen(ended) : ended;
}

function hear(
  state: TurnState,
  event: Extract<TurnEvent, { type: 'words' | 'recognised' }>,
  effects: TurnEffect[],
): TurnState {
  const before = messageOf(state, event.id);
  if (!before) return state;
  const heard = change(state, event.id, (stretch) => heardIn(stretch, event));
  const message = messageOf(heard, event.id);
  const text = message ? textOf(message) : '';
  if (text !== '' && text !== textOf(before)) effects.push({ type: 'partial', id: before.id, text });
  return event.text.trim() === '' ? heard : countPause(heard, event.id);
}

/** A look into a stretch may answer when its words are known for good already; then it counts for nothing. */
function heardIn(stretch: Stretch, event: Extract<TurnEvent, { type: 'words' | 'recognised' }>): Stretch {
  if (event.type === 'recognised') return { ...stretch, text: event.text };
  if (stretch.state === 'recognised' || stretch.state === 'failed') return stretch;
  if (!event.peeked) return { ...stretch, text: event.text };
  return { ...stretch, text: event.text || stretch.text, peek: 'answered' };
}

/** What follows the pause is speech, so that the pause was one of a learner who had not finished. */
function countPause(state: TurnState, id: string): TurnState {
  const pause = messageOf(state, id)?.stretches.find((stretch) => stretch.id === id)?.pause;
  if (!pause) return state;
  const counted = change(state, id, (stretch) => ({ ...stretch, pause: undefined }));
  return { ...counted, habit: afterPause(state.habit, pause.ms, pause.ending) };
}

function recognised(state: TurnState, id: string, at: number): TurnState {
  return change(state, id, (stretch) => ({
    ...stretch,
    state: 'recognised',
    at: endOf(stretch, at),
    recognisedAt: at,
  }));
}

function tutorChanged(state: TurnState, { activity, at }: Extract<TurnEvent, { type: 'tutor' }>): TurnState {
  const silent = activity === 'silent' && !state.closed;
  const quietSince = silent && state.messages.length === 0 ? at : undefined;
  const { lastTurn, habit } = state;
  // They have asked something, by whatever way.
  const quietTimes = activity === 'thinking' ? 0 : state.quietTimes;
  // The learner let the tutor begin: their turn had really ended.
  if (activity === 'speaking' && lastTurn) {
    return {
      ...state,
      tutor: activity,
      quietSince,
      quietTimes,
      lastTurn: undefined,
      habit: afterTurn(habit, lastTurn.ending),
    };
  }
  return { ...state, tutor: activity, quietSince, quietTimes };
}

function endVoice(state: TurnState, at: number): TurnState {
  const open = openMessage(state);
  if (!open) return state;
  const stretches = open.stretches.map((stretch) =>
    stretch.state === 'speaking' ? { ...stretch, state: 'recognising' as const, at } : stretch,
  );
  return withOpen(state, { ...open, stretches });
}

function finishOpen(state: TurnState): TurnState {
  const open = openMessage(state);
  return open ? withOpen(state, { ...open, done: true }) : state;
}

function nothing(at: number): Partial<Stretch> {
  return { state: 'recognised', text: '', at, recognisedAt: at, pause: undefined };
}

function endOf(stretch: Stretch, at: number): number {
  return stretch.state === 'speaking' ? at : stretch.at;
}

function openMessage({ messages }: TurnState): Message | undefined {
  const last = messages.at(-1);
  return last?.done === false ? last : undefined;
}

function textOf(message: Message): string {
  return joinSaid(message.stretches.map((stretch) => stretch.text));
}

function messageOf({ messages }: TurnState, stretchId: string): Message | undefined {
  return messages.find(({ stretches }) => stretches.some(({ id }) => id === stretchId));
}

function withOpen(state: TurnState, open: Message): TurnState {
  return { ...state, messages: [...state.messages.slice(0, -1), open] };
}

function change(state: TurnState, stretchId: string, to: (stretch: Stretch) => Stretch): TurnState {
  const changed = messageOf(state, stretchId);
  if (!changed) return state;
  const stretches = changed.stretches.map((stretch) => (stretch.id === stretchId ? to(stretch) : stretch));
  const messages = state.messages.map((message) => (message === changed ? { ...message, stretches } : message));
  return { ...state, messages };
}

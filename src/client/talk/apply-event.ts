import type { Citation } from '../../protocol/common.ts';
import type { ConversationEvent } from '../../protocol/server-events.ts';
import { learnerMessage, type TalkMessage } from './talk-message.ts';
import { runningAnswer, type TalkState, withQuestion } from './talk-state.ts';

type Of<Type extends ConversationEvent['type']> = Extract<ConversationEvent, { type: Type }>;

/** The talk after an event. Events of turns that have ended change nothing, so that playing them again does no harm. */
export function applyEvent(state: TalkState, event: ConversationEvent, now: () => string): TalkState {
  switch (event.type) {
    case 'accepted':
      return accepted(state, event.id, now);
    case 'state':
      return { ...state, tutor: event.state };
    case 'transcript':
      return { ...state, understood: { id: event.id, text: event.text, final: event.final } };
    case 'passages':
      return onAnswer(state, event.turnId, now, (answer) => withPassages(answer, event));
    case 'delta':
      return onAnswer(state, event.turnId, now, (answer) => ({ ...answer, text: answer.text + event.text }));
    case 'sentence':
      return onAnswer(state, event.turnId, now, (answer) => withSentence(answer, event));
    case 'citation':
      return onAnswer(state, event.turnId, now, (answer) => withCitation(answer, event));
    case 'turn_end':
      return endTurn(state, event, now);
    case 'notice':
      return noticed(state, event);
    case 'error':
      return { ...state, problem: event.message };
    default:
      return state;
  }
}

/** What was said in another talk stays with the answer that may take it up; everything else is told above the talk. */
function noticed(state: TalkState, { code, message, conversationId, messageId }: Of<'notice'>): TalkState {
  const answer = runningAnswer(state);
  if (code !== 'earlier_talk' || !answer || conversationId === undefined || messageId === undefined) {
    return { ...state, notice: { code, message } };
  }
  const told = { ...answer, earlier: { conversationId, messageId, name: message } };
  return { ...state, messages: state.messages.with(state.messages.indexOf(answer), told) };
}

/** A new turn begins: what was told about the last one no longer holds. What was spoken is known by what was understood. */
function accepted(state: TalkState, id: string, now: () => string): TalkState {
  const { understood, ...before } = state;
  const spoken = understood?.id === id ? understood : undefined;
  const after = spoken ? withQuestion(before, learnerMessage({ ...spoken, createdAt: now() })) : before;
  const isKnown = after.messages.some((message) => message.id === id);
  return { ...after, notice: undefined, stale: state.stale || !isKnown };
}

/** Changes the running answer of a turn, making it first where needed. */
function onAnswer(
  state: TalkState,
  turnId: string,
  now: () => string,
  change: (answer: TalkMessage) => TalkMessage,
): TalkState {
  const at = state.messages.findIndex((message) => message.role === 'tutor' && message.turnId === turnId);
  const answer = state.messages[at];
  if (!answer) return onAnswer(withAnswer(state, turnId, now), turnId, now, change);
  if (answer.status !== 'pending') return state;
  return { ...state, messages: state.messages.with(at, change(answer)) };
}

/** Puts a new answer where it belongs: in place of the one asked for again, or behind the first open question. */
function withAnswer(state: TalkState, turnId: string, now: () => string): TalkState {
  const answer: TalkMessage = {
    id: turnId,
    turnId,
    role: 'tutor',
    text: '',
    status: 'pending',
    citations: [],
    sentences: [],
    createdAt: now(),
  };
  const replaced = state.messages.findIndex((message) => message.id === state.regenerating);
  if (replaced >= 0) {
    return { ...state, regenerating: undefined, messages: state.messages.with(replaced, answer) };
  }
  const open = state.messages.findIndex(
    (message, at) => message.role === 'learner' && state.messages[at + 1]?.role !== 'tutor',
  );
  // Asked again on another device: where it stands is for the server to say.
  if (open < 0) return { ...state, stale: true, messages: [...state.messages, answer] };
  return { ...state, messages: state.messages.toSpliced(open + 1, 0, answer) };
}

/**
 * A turn begins with its passages: what a loaded answer had before comes again behind them. Later ones are all so far, told
 * because the tutor looked further while it answered.
 */
function withPassages(answer: TalkMessage, { passages }: Of<'passages'>): TalkMessage {
  if (answer.passages) return { ...answer, passages };
  return { ...answer, text: '', sentences: [], citations: [], passages };
}

function withSentence(answer: TalkMessage, event: Of<'sentence'>): TalkMessage {
  const sentences = answer.sentences ?? [];
  const from = sentences.at(-1)?.end ?? 0;
  const text = event.text.trim();
  const start = answer.text.indexOf(text, from);
  // Said otherwise than written: it stands behind what came before it.
  const place =
    start < 0
      ? { index: event.index, start: from, end: answer.text.trimEnd().length }
      : { index: event.index, start, end: start + text.length };
  return { ...answer, sentences: [...sentences, place] };
}

function withCitation(answer: TalkMessage, event: Of<'citation'>): TalkMessage {
  const passage = answer.passages?.find((candidate) => candidate.n === event.n);
  if (!passage) return answer;
  const citation: Citation = { ...passage, quote: event.quote, sentence: event.sentence };
  return { ...answer, citations: [...answer.citations, citation] };
}

/** Speech outlasts its turn: an answer that was stopped after its end is told to have ended again, with less heard. */
function cutShort(state: TalkState, ended: TalkMessage, event: Of<'turn_end'>): TalkState {
  const believed = ended.heardText ?? ended.text;
  if (event.status !== 'interrupted' || event.heardText.length >= believed.length) return state;
  const cut = { ...ended, status: event.status, heardText: event.heardText };
  return { ...state, messages: state.messages.with(state.messages.indexOf(ended), cut) };
}

function endTurn(state: TalkState, event: Of<'turn_end'>, now: () => string): TalkState {
  const ended = state.messages.find((message) => message.id === event.messageId);
  if (ended && ended.status !== 'pending') return cutShort(state, ended, event);
  const turnId = ended?.turnId ?? event.turnId;
  const after = onAnswer(state, turnId, now, (answer) => {
    const { passages: _, ...kept } = answer;
    const heard = event.heardText === answer.text ? undefined : event.heardText;
    const problem = event.status === 'failed' ? state.problem : undefined;
    const earlier = event.earlierTalk ?? kept.earlier;
    return {
      ...kept,
      id: event.messageId,
      status: event.status,
      heardText: heard,
      problem,
      ...(earlier && { earlier }),
    };
  });
  const answer = after.messages.find((message) => message.id === event.messageId);
  // An answer whose text never came by, or came by in part, is loaded.
  const unseen = answer?.text === '' && event.heardText !== '';
  const garbled = event.status === 'complete' && answer?.text !== event.heardText;
  return { ...after, tutor: 'listening', problem: undefined, stale: after.stale || unseen || garbled };
}

import { expect, test } from 'vitest';
import { applyEvent } from '../../../src/client/talk/apply-event.ts';
import { fromRest, type TalkMessage } from '../../../src/client/talk/talk-message.ts';
import {
  emptyTalk,
  runningAnswer,
  type TalkState,
  withLoaded,
  withQuestion,
} from '../../../src/client/talk/talk-state.ts';
import type { ConversationEvent } from '../../../src/protocol/server-events.ts';
import { answerId, documentId, turnId } from '../support/events.ts';

type TurnEnd = Extract<ConversationEvent, { type: 'turn_end' }>;

const now = () => '2026-01-01T00:00:00.000Z';
const nothing = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 };
const noTimes = {
  endOfTurnMs: null,
  sttMs: null,
  retrievalMs: null,
  modelFirstTokenMs: null,
  firstSentenceMs: null,
  ttsFirstByteMs: null,
  firstAudioMs: null,
};
const passage = {
  n: 1,
  passageId: documentId,
  documentId,
  title: 'Plants',
  start: 0,
  end: 40,
  quote: 'Leaves are green.',
};

function learner(id: string): TalkMessage {
  return { id, role: 'learner', text: `question ${id}`, status: 'complete', citations: [], createdAt: now() };
}

function play(state: TalkState, ...events: ConversationEvent[]): TalkState {
  return events.reduce((before, event) => applyEvent(before, event, now), state);
}

const asked = withQuestion(emptyTalk, learner('q1'));
const passages: ConversationEvent = { type: 'passages', turnId, passages: [passage] };
const delta = (text: string): ConversationEvent => ({ type: 'delta', turnId, text });
const end = (status: TurnEnd['status'], heardText: string): TurnEnd => ({
  type: 'turn_end',
  turnId,
  messageId: answerId,
  status,
  heardText,
  timings: noTimes,
  usage: nothing,
});

const wholeTurn: ConversationEvent[] = [
  { type: 'state', state: 'thinking' },
  passages,
  delta('Leaves are green. '),
  { type: 'sentence', turnId, index: 0, text: 'Leaves are green.' },
  { type: 'citation', turnId, n: 1, sentence: 0, quote: 'Leaves are green.' },
  delta('Why?'),
  { type: 'sentence', turnId, index: 1, text: 'Why?' },
  end('complete', 'Leaves are green. Why?'),
];

test('an answer grows behind its question, with sentences and citations in their places', () => {
  const talk = play(asked, ...wholeTurn);
  expect(talk.messages.map(({ role }) => role)).toEqual(['learner', 'tutor']);
  expect(talk.messages[1]).toMatchObject({
    id: answerId,
    status: 'complete',
    text: 'Leaves are green. Why?',
    citations: [{ ...passage, sentence: 0 }],
    sentences: [
      { index: 0, start: 0, end: 17 },
      { index: 1, start: 18, end: 22 },
    ],
  });
  expect(talk.stale).toBe(false);
});

test('playing a turn again that has ended changes nothing', () => {
  const talk = play(asked, ...wholeTurn);
  expect(play(talk, ...wholeTurn).messages).toEqual(talk.messages);
});

test('a running answer that was loaded and is told again from its beginning is not doubled', () => {
  const loaded = withLoaded(asked, [
    learner('q1'),
    { ...learner(answerId), role: 'tutor', text: 'Leaves are ', status: 'pending', turnId },
  ]);
  const talk = play(loaded, passages, delta('Leaves are '), delta('green.'));
  expect(runningAnswer(talk)).toMatchObject({ id: answerId, text: 'Leaves are green.' });
});

test('passages that the tutor finds while it answers join the others, and nothing that was said is lost', () => {
  const found = { ...passage, n: 2, passageId: answerId, quote: 'Roots drink.' };
  const talk = play(
    asked,
    ...wholeTurn.slice(0, 5),
    { type: 'passages', turnId, passages: [passage, found] },
    delta('Roots drink.'),
    { type: 'sentence', turnId, index: 1, text: 'Roots drink.' },
    { type: 'citation', turnId, n: 2, sentence: 1, quote: 'Roots drink.' },
    end('complete', 'Leaves are green. Roots drink.'),
  );
  expect(talk.messages[1]).toMatchObject({
    text: 'Leaves are green. Roots drink.',
    sentences: [{ index: 0 }, { index: 1, start: 18, end: 30 }],
    citations: [
      { n: 1, sentence: 0 },
      { n: 2, sentence: 1, passageId: answerId },
    ],
  });
  expect(talk.stale).toBe(false);
});

test('answers stand behind their own questions when several wait', () => {
  const two = withQuestion(asked, learner('q2'));
  const talk = play(two, ...wholeTurn);
  expect(talk.messages.map(({ id }) => id)).toEqual(['q1', answerId, 'q2']);
});

test('of an interrupted answer what was heard is kept apart', () => {
  const talk = play(asked, passages, delta('Leaves are green.'), end('interrupted', 'Leaves are'));
  expect(talk.messages[1]).toMatchObject({ status: 'interrupted', text: 'Leaves are green.', heardText: 'Leaves are' });
});

test('an answer that is stopped while it is still being spoken is cut after its end, and never grows again', () => {
  const talk = play(asked, ...wholeTurn, end('interrupted', 'Leaves'));
  expect(talk.messages[1]).toMatchObject({ status: 'interrupted', heardText: 'Leaves' });
  expect(play(talk, ...wholeTurn, end('interrupted', 'Leaves are')).messages).toEqual(talk.messages);
});

test('a failed answer says why, and the next turn forgets it', () => {
  const error: ConversationEvent = {
    type: 'error',
    code: 'model_down',
    message: 'No model.',
    retryable: true,
    requestId: 'r',
  };
  const talk = play(asked, passages, error, end('failed', ''));
  expect(talk.messages[1]).toMatchObject({ status: 'failed', problem: 'No model.' });
  expect(talk.problem).toBeUndefined();
});

test('a turn that failed before its first word still shows', () => {
  const talk = play(asked, end('failed', ''));
  expect(talk.messages[1]).toMatchObject({ id: answerId, status: 'failed', text: '' });
});

test('an answer given again takes the place of the failed one', () => {
  const failed = play(asked, passages, end('failed', ''));
  const again = '0197b0f5-6a3e-7c11-8d42-5be1f3a6c0ac';
  const talk = play({ ...failed, regenerating: answerId }, { type: 'delta', turnId: again, text: 'Better.' });
  expect(talk.messages.map(({ text }) => text)).toEqual(['question q1', 'Better.']);
  expect(talk.regenerating).toBeUndefined();
});

test('what happened on another device makes the talk stale, so that it is loaded', () => {
  expect(play(emptyTalk, { type: 'accepted', id: turnId }).stale).toBe(true);
  const complete = play(asked, ...wholeTurn);
  expect(play(complete, { type: 'delta', turnId: answerId, text: 'Again.' }).stale).toBe(true);
});

test('an answer whose words never came by is loaded', () => {
  expect(play(asked, end('complete', 'Long gone words.')).stale).toBe(true);
});

test('a complete answer that is not what was shown of it is loaded', () => {
  const garbled = play(asked, passages, delta('Leaves green.'), end('complete', 'Leaves are green.'));
  expect(garbled).toMatchObject({ stale: true, tutor: 'listening' });
  const stopped = play(asked, passages, delta('Leaves are green.'), end('interrupted', 'Leaves'));
  expect(stopped.stale).toBe(false);
});

test('loading keeps the places of sentences that this device followed', () => {
  const live = play(asked, ...wholeTurn);
  const loaded = live.messages.map(({ sentences: _, ...message }) => message);
  expect(withLoaded(live, loaded).messages[1]?.sentences).toHaveLength(2);
});

test('a citation of a passage that was not told is left out', () => {
  const talk = play(asked, passages, { type: 'citation', turnId, n: 7, sentence: 0, quote: 'x' });
  expect(runningAnswer(talk)?.citations).toEqual([]);
});

test('what was said in an earlier talk stays with the answer that may take it up, also when it is loaded', () => {
  const earlier: ConversationEvent = {
    type: 'notice',
    code: 'earlier_talk',
    message: 'From an earlier talk: February 2, 2026',
    conversationId: documentId,
    messageId: answerId,
  };
  const told = play(asked, passages, earlier, delta('Leaves.'), end('complete', 'Leaves.'));
  const link = { conversationId: documentId, messageId: answerId, name: 'From an earlier talk: February 2, 2026' };
  expect(told.notice).toBeUndefined();
  expect(told.messages.at(-1)?.earlier).toEqual(link);
  const loaded = withLoaded(
    told,
    told.messages.map(({ earlier: _, ...message }) => message),
  );
  expect(loaded.messages.at(-1)?.earlier).toEqual(link);
  // Without a place there is nothing to open.
  const { conversationId: _, ...placeless } = earlier;
  expect(play(asked, passages, placeless).notice?.code).toBe('earlier_talk');
  expect(play(asked, earlier).notice?.code).toBe('earlier_talk');
});

test('a device that joined in the middle is told by the end of an answer what of an earlier talk it takes up, and by the server later', () => {
  const link = { conversationId: documentId, messageId: answerId, name: 'From an earlier talk: 2026-02-02' };
  const told = play(asked, passages, delta('Leaves.'), { ...end('complete', 'Leaves.'), earlierTalk: link });
  expect(told.messages.at(-1)?.earlier).toEqual(link);
  const kept = {
    id: answerId,
    role: 'tutor' as const,
    text: 'Leaves.',
    status: 'complete' as const,
    turnId,
    citations: [],
  };
  const createdAt = '2026-02-02T09:00:00.000Z';
  expect(fromRest({ ...kept, createdAt, earlierTalk: link }).earlier).toEqual(link);
  expect(fromRest({ ...kept, createdAt }).earlier).toBeUndefined();
});

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import type { AnswerEvent } from '../../src/tutor/tutor.ts';
import { EarlyAnswers } from '../../src/voice/early-answers.ts';
import { Grounds } from '../../src/voice/grounds.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { addLearner } from '../support/realtime-node.ts';
import { delta, end, Gate, ScriptedTutor, USAGE, usualAnswer } from '../support/scripted-tutor.ts';

const NOTHING = { inputTokens: 0, outputTokens: 0, cachedTokens: 0, costUsd: 0 };
const spent: AnswerEvent = { type: 'usage', model: 'scripted', usage: USAGE };

describe('an answer prepared before the learner has certainly finished', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let conversation: Conversation;
  let tutor: ScriptedTutor;
  let clock: FakeClock;
  let early: EarlyAnswers;
  const preparedAnswer = vi.fn();

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    const { learnerId } = await addLearner(database.stores);
    conversation = { id: newId(), learnerId, title: '', mode: 'tutor', createdAt: 1, updatedAt: 1 };
    await database.stores.conversations.create(conversation);
    tutor = new ScriptedTutor();
    clock = new FakeClock();
    preparedAnswer.mockClear();
    const events = { preparedAnswer, voiceFailed: vi.fn() };
    early = new EarlyAnswers({ grounds: new Grounds(database.stores, clock), tutor, clock, events });
  });

  const prepare = (text: string) => early.prepare(conversation, 'Ada', text);
  function take(text: string) {
    const { answer, wasted } = early.take({ conversationId: conversation.id, text });
    return { events: answer && ((signal: AbortSignal) => answer.events(signal)), wasted };
  }
  const asked = (count: number) => expect.poll(() => tutor.asked.length).toBe(count);
  async function all(events: ReturnType<typeof take>['events']): Promise<AnswerEvent[]> {
    const found: AnswerEvent[] = [];
    for await (const event of events?.(new AbortController().signal) ?? []) found.push(event);
    return found;
  }

  it('is given whole to the question with the same words, whatever its signs', async () => {
    prepare('how do leaves make sugar');
    await asked(1);
    const { events, wasted } = take('How do leaves make sugar?');
    expect(await all(events)).toEqual(usualAnswer);
    expect(wasted).toEqual(NOTHING);
    expect(tutor.asked).toHaveLength(1);
    expect(preparedAnswer.mock.calls).toEqual([['used']]);
  });

  it('is given while it is still being made', async () => {
    const gate = new Gate();
    tutor.next(delta('Leaves '), gate, delta('make sugar.'), end);
    prepare('why');
    await gate.reached;
    const events = all(take('why').events);
    gate.open();
    expect(await events).toEqual([delta('Leaves '), delta('make sugar.'), end]);
  });

  it('is thrown away for other words, and its cost goes to the turn that follows', async () => {
    const gate = new Gate();
    tutor.next(spent, gate, delta('never'));
    prepare('how do leaves');
    await gate.reached;
    const { events, wasted } = take('how do leaves make sugar');
    expect(events).toBeUndefined();
    expect(wasted).toEqual(USAGE);
    expect(preparedAnswer.mock.calls).toEqual([['wasted', USAGE]]);
    gate.open();
    await expect.poll(() => tutor.running).toBe(0);
    expect(take('again').wasted).toEqual(NOTHING);
  });

  it('goes on for the same words, and begins anew for others', async () => {
    prepare('how do leaves');
    prepare('How do leaves?');
    await asked(1);
    prepare('how do leaves make');
    await asked(2);
    early.drop(conversation.id, 'how do leaves make');
    expect(preparedAnswer).toHaveBeenCalledTimes(1);
    early.drop(conversation.id, 'how do leaves make sugar');
    expect(preparedAnswer).toHaveBeenCalledTimes(2);
    expect(take('how do leaves make').events).toBeUndefined();
  });

  it('is not kept for long', async () => {
    prepare('why');
    await asked(1);
    clock.advance(10_000);
    expect(take('why').events).toBeUndefined();
  });

  it('that failed is asked anew', async () => {
    tutor.next(new Error('x'));
    prepare('why');
    await asked(1);
    await expect.poll(() => tutor.running).toBe(0);
    expect(take('why').events).toBeUndefined();
  });

  it('fails late as it would have failed by itself', async () => {
    const gate = new Gate();
    tutor.next(delta('Leaves '), gate, new Error('cut off'));
    prepare('why');
    await gate.reached;
    const events = all(take('why').events);
    gate.open();
    await expect(events).rejects.toThrow('cut off');
  });

  it('is stopped with the turn that took it', async () => {
    const gate = new Gate();
    tutor.next(delta('Leaves '), gate, delta('never'));
    prepare('why');
    await gate.reached;
    const stop = new AbortController();
    const events = take('why').events?.(stop.signal);
    const first = await events?.[Symbol.asyncIterator]().next();
    expect(first?.value).toEqual(delta('Leaves '));
    stop.abort(new Error('over'));
    gate.open();
    await expect.poll(() => tutor.running).toBe(0);
  });
});

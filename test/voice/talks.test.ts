import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { addLearner } from '../support/realtime-node.ts';
import { delta, Gate, passages, sentence, USAGE, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';

describe('talks', () => {
  let on: TalksUnderTest;
  let learner: { learnerId: string; name: string };
  let conversation: Conversation;

  beforeAll(async () => {
    on = await startTalks('sqlite');
  });
  afterAll(() => on.stop());
  beforeEach(async () => {
    on.reset();
    learner = await addLearner(on.stores);
    conversation = await on.talks.open({ learnerId: learner.learnerId, learnerName: learner.name });
    await on.follow(conversation.id);
  });

  const submit = (text = 'How do leaves make sugar?', id = newId()) =>
    on.talks.submit(conversation, learner.name, { id, text, source: 'typed' });
  const messages = async () => (await on.stores.messages.list(learner.learnerId, conversation.id, { limit: 50 })).items;

  it('tells a whole turn in order, and what it tells last is stored', async () => {
    const id = newId();
    const { turnId, answerId } = await submit('How?', id);
    const ending = await on.told('turn_end');
    await on.told('state', (event) => event.state === 'listening');
    expect(on.types()).toEqual([
      'accepted',
      'thinking',
      'passages',
      'speaking',
      'delta',
      'delta',
      'sentence',
      'citation',
      'delta',
      'sentence',
      'turn_end',
      'listening',
    ]);
    expect(ending).toMatchObject({ turnId, messageId: answerId, status: 'complete', heardText: USUAL_TEXT });
    expect(ending).toMatchObject({ usage: USAGE, timings: { retrievalMs: 7, modelFirstTokenMs: 11, sttMs: null } });
    expect(ending.timings.firstSentenceMs).toEqual(expect.any(Number));
    const [question, answer] = await messages();
    expect(question).toMatchObject({ id, role: 'learner', text: 'How?', status: 'complete', turnId });
    expect(answer).toMatchObject({ id: answerId, role: 'tutor', text: USUAL_TEXT, status: 'complete', turnId });
    expect(answer?.citations).toMatchObject([
      { n: 1, sentence: 0, quote: 'make sugar', start: 10, end: 60, at: 'Leaves make sugar.'.length },
    ]);
  });

  it('names the conversation after its first question, and only after that', async () => {
    await submit('Why is the sky blue?');
    await on.told('turn_end');
    await submit('And at night?');
    await on.told('turn_end');
    const named = await on.stores.conversations.find(learner.learnerId, conversation.id);
    expect(named?.title).toBe('Why is the sky blue?');
  });

  it('answers questions one after the other, in the order in which they came', async () => {
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    await Promise.all(['one', 'two', 'three'].map((text) => submit(text)));
    await gate.reached;
    expect(on.talks.active).toBe(3);
    gate.open();
    for (const _ of [1, 2, 3]) await on.told('turn_end');
    await vi.waitFor(() => expect(on.talks.active).toBe(0));
    expect(on.tutor.asked.map((question) => question.text)).toEqual(['one', 'two', 'three']);
    expect(on.tutor.mostRunning).toBe(1);
    expect(on.types().filter((type) => type === 'listening')).toHaveLength(1);
    const [, second] = on.tutor.asked;
    expect(second?.history.map((item) => item.text)).toEqual(['one', USUAL_TEXT]);
  });

  it('takes eight waiting questions and refuses the ninth, but still answers what it knows', async () => {
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    const known = newId();
    await submit('first', known);
    await gate.reached;
    for (let n = 0; n < 8; n += 1) await submit(`waiting ${n}`);
    await expect(submit('ninth')).rejects.toMatchObject({ code: 'too_many_waiting', retryable: true });
    await expect(submit('first', known)).resolves.toMatchObject({ turnId: expect.any(String) });
    expect(await messages()).toHaveLength(18);
    gate.open();
    for (let n = 0; n < 9; n += 1) await on.told('turn_end');
  });

  it('never runs a second turn for an id it knows: while it runs, and after', async () => {
    const gate = new Gate();
    on.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    const id = newId();
    const first = await submit('How?', id);
    await gate.reached;
    expect(await submit('How?', id)).toEqual(first);
    gate.open();
    await on.told('turn_end');
    expect(await submit('How?', id)).toEqual(first);
    const again = await on.told('turn_end');
    expect(again).toMatchObject({ turnId: first.turnId, status: 'complete', heardText: 'Leaves make sugar.' });
    expect(on.types().filter((type) => type === 'accepted')).toHaveLength(3);
    expect(on.tutor.asked).toHaveLength(1);
  });

  it('refuses an id that another message has', async () => {
    const id = newId();
    await submit('How?', id);
    await on.told('turn_end');
    await expect(submit('Something else', id)).rejects.toMatchObject({ code: 'id_in_use', status: 409 });
  });

  it('stops at once, keeps whole words that were heard, and says nothing more', async () => {
    const gate = new Gate();
    on.tutor.next(passages, delta('Leaves make sugar from light. '), sentence(0, 'x'), gate, ...usualAnswer);
    const { turnId } = await submit();
    await gate.reached;
    await on.told('delta');
    await on.talks.interrupt(learner.learnerId, conversation.id, turnId, 15);
    const ending = await on.told('turn_end');
    expect(ending).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    gate.open();
    await submit('Next?');
    await on.told('turn_end');
    const after = on.events.slice(on.events.indexOf(ending) + 1);
    expect(after.filter((event) => 'turnId' in event && event.turnId === turnId)).toEqual([]);
    const [, answer] = await messages();
    expect(answer).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    expect(answer?.text).toBe('Leaves make sugar from light. ');
    expect(on.tutor.asked.at(-1)?.history.at(-1)).toEqual({ role: 'tutor', text: 'Leaves make', interrupted: true });
  });

  it('counts as heard no more than what was sent', async () => {
    const gate = new Gate();
    on.tutor.next(delta('Leaves '), gate);
    const { turnId } = await submit();
    await on.told('delta');
    await on.talks.interrupt(learner.learnerId, conversation.id, turnId, 9999);
    expect(await on.told('turn_end')).toMatchObject({ heardText: 'Leaves ' });
    gate.open();
  });

  it('does not wait for a tutor that doesn’t stop', async () => {
    on.tutor.heedsSignal = false;
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    const { turnId } = await submit();
    await gate.reached;
    await on.talks.interrupt(learner.learnerId, conversation.id, turnId, 0);
    expect(await on.told('turn_end')).toMatchObject({ status: 'interrupted', heardText: '' });
    gate.open();
  });

  it('gives up a waiting question that is stopped, by its own id', async () => {
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    await submit('one');
    await gate.reached;
    const waiting = newId();
    await submit('two', waiting);
    await on.talks.interrupt(learner.learnerId, conversation.id, waiting, 0);
    expect(await on.told('turn_end')).toMatchObject({ status: 'interrupted', heardText: '' });
    gate.open();
    await on.told('turn_end');
    expect(on.tutor.asked.map((question) => question.text)).toEqual(['one']);
  });

  it('leaves unknown turns as they are, and other learners’ conversations alone', async () => {
    const { turnId } = await submit();
    const ending = await on.told('turn_end');
    await on.talks.interrupt(learner.learnerId, conversation.id, newId(), 1);
    const stranger = await addLearner(on.stores);
    await expect(on.talks.interrupt(stranger.learnerId, conversation.id, turnId, 1)).rejects.toMatchObject({
      code: 'not_found',
    });
    const [, answer] = await messages();
    expect(answer).toMatchObject({ status: 'complete', text: ending.heardText });
  });

  it('ends a turn as failed when the tutor fails, with what came before it, and answers again on request', async () => {
    const failure = new AppError({ code: 'model_overloaded', status: 503, message: 'Busy.', retryable: true });
    on.tutor.next(delta('Leaves '), failure);
    const { answerId } = await submit('How?');
    const error = await on.told('error');
    expect(error).toMatchObject({ code: 'model_overloaded', message: 'Busy.', retryable: true });
    expect(await on.told('turn_end')).toMatchObject({ status: 'failed', heardText: 'Leaves ' });
    const again = await on.talks.regenerate(conversation, learner.name, answerId);
    expect(await on.told('turn_end')).toMatchObject({
      turnId: again.turnId,
      messageId: again.answerId,
      status: 'complete',
    });
    const all = await messages();
    expect(all.map(({ role, status }) => `${role} ${status}`)).toEqual(['learner complete', 'tutor complete']);
    expect(on.tutor.asked.at(-1)).toMatchObject({ text: 'How?', history: [] });
  });

  it.each([
    ['stopped', new Gate(), 'interrupted'],
    ['failed', new AppError({ code: 'model_cut_off', status: 503, message: 'Cut.', retryable: true }), 'failed'],
  ] as const)('keeps what was spent on an answer that was %s', async (_how, step, status) => {
    const spent = { type: 'usage', model: 'scripted', usage: USAGE } as const;
    on.tutor.next(delta('Leaves '), { ...spent, usage: { ...USAGE, outputTokens: 1 } }, spent, step);
    const { turnId, answerId } = await submit();
    if (step instanceof Gate) {
      await step.reached;
      await on.talks.interrupt(learner.learnerId, conversation.id, turnId, 6);
    }
    expect(await on.told('turn_end')).toMatchObject({ status, usage: USAGE });
    expect(await on.stores.messages.find(learner.learnerId, answerId)).toMatchObject({
      model: 'scripted',
      usage: USAGE,
    });
  });

  it('tells nothing of its insides when something unforeseen goes wrong', async () => {
    on.tutor.next(new Error('password of the database'));
    await submit();
    const error = await on.told('error');
    expect(error).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(error)).not.toContain('password');
    expect(await on.told('turn_end')).toMatchObject({ status: 'failed' });
  });

  it('answers an earlier question again without what was said after it', async () => {
    await submit('one');
    await on.told('turn_end');
    const { answerId } = await submit('two');
    await on.told('turn_end');
    await submit('three');
    await on.told('turn_end');
    await on.talks.regenerate(conversation, learner.name, answerId);
    await on.told('turn_end');
    expect(on.tutor.asked.at(-1)?.history.map((item) => item.text)).toEqual(['one', USUAL_TEXT]);
  });

  it('answers nothing again that is still being answered, or is not there', async () => {
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    const { answerId } = await submit();
    await gate.reached;
    const again = (id: string) => on.talks.regenerate(conversation, learner.name, id);
    await expect(again(answerId)).rejects.toMatchObject({ code: 'turn_running', status: 409 });
    await expect(again(newId())).rejects.toMatchObject({ code: 'not_found' });
    gate.open();
    await on.told('turn_end');
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import type { Conversation } from '../../src/ports/conversation-store.ts';
import { addLearner } from '../support/realtime-node.ts';
import { Gate, USAGE, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';

describe('stopping an answer that is still spoken when its turn has ended', () => {
  let on: TalksUnderTest;
  let learner: { learnerId: string; name: string };
  let conversation: Conversation;

  beforeAll(async () => {
    on = await startTalks('sqlite');
  });
  afterAll(() => on.stop());
  beforeEach(async () => {
    vi.restoreAllMocks();
    on.reset();
    learner = await addLearner(on.stores);
    conversation = await on.talks.open({ learnerId: learner.learnerId, learnerName: learner.name });
    await on.follow(conversation.id);
  });

  const submit = (text = 'How do leaves make sugar?') =>
    on.talks.submit(conversation, learner.name, { id: newId(), text, source: 'speech' });
  const answered = async () => {
    const turn = await submit();
    await on.told('state', (event) => event.state === 'listening');
    return turn;
  };
  const stop = (turnId: string, heardChars: number) =>
    on.talks.interrupt(learner.learnerId, conversation.id, turnId, heardChars);
  const ends = () => on.events.filter((event) => event.type === 'turn_end');
  const stored = (answerId: string) => on.stores.messages.find(learner.learnerId, answerId);

  it('keeps what was heard of it, whole words, and tells that it was interrupted', async () => {
    const { turnId, answerId } = await answered();
    await stop(turnId, 'Leaves make sug'.length);
    expect(await stored(answerId)).toMatchObject({ status: 'interrupted', heardText: 'Leaves make', text: USUAL_TEXT });
    const [first, second] = ends();
    expect(first).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    expect(second).toEqual({
      ...first,
      offset: on.events.at(-1)?.offset,
      status: 'interrupted',
      heardText: 'Leaves make',
    });
    expect(second).toMatchObject({ turnId, messageId: answerId, usage: USAGE });
  });

  it('shows the model only what was heard', async () => {
    const { turnId } = await answered();
    await stop(turnId, 'Leaves make sugar.'.length);
    await submit('Why?');
    await on.told('turn_end', (event) => event.turnId !== turnId);
    expect(on.tutor.asked.at(-1)?.history.at(-1)).toEqual({
      role: 'tutor',
      text: 'Leaves make sugar.',
      interrupted: true,
    });
  });

  it('leaves an answer complete of which all was heard', async () => {
    const { turnId, answerId } = await answered();
    await stop(turnId, USUAL_TEXT.length);
    await stop(turnId, USUAL_TEXT.length + 1);
    expect(await stored(answerId)).toMatchObject({ status: 'complete', heardText: undefined });
    await stop(turnId, USUAL_TEXT.length - 1);
    expect(await stored(answerId)).toMatchObject({
      status: 'interrupted',
      heardText: 'Leaves make sugar. Why do they need light',
    });
    expect(ends()).toHaveLength(2);
  });

  it('only ever makes it shorter: repeats tell nothing, less heard counts, more does not', async () => {
    const { turnId, answerId } = await answered();
    for (const heardChars of [18, 18, 30, 11, 12]) await stop(turnId, heardChars);
    expect(await stored(answerId)).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    expect(ends().map(({ heardText }) => heardText)).toEqual([USUAL_TEXT, 'Leaves make sugar.', 'Leaves make']);
  });

  it('cuts an answer that a newer question follows, running or ended, and nothing but that answer', async () => {
    const gate = new Gate();
    const first = await answered();
    on.tutor.next(gate, ...usualAnswer);
    await submit('Next?');
    await gate.reached;
    await stop(first.turnId, 'Leaves make'.length);
    expect(await stored(first.answerId)).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    gate.open();
    const next = await on.told('turn_end', (event) => event.turnId !== first.turnId);
    await stop(first.turnId, 6);
    expect(await stored(first.answerId)).toMatchObject({ status: 'interrupted', heardText: 'Leaves' });
    expect(await stored(next.messageId)).toMatchObject({ status: 'complete', heardText: undefined });
    expect(ends()).toHaveLength(4);
  });

  it('counts what was heard when the stop comes while the end of the turn is being stored', async () => {
    const { messages } = on.stores;
    const endTurn = messages.endTurn.bind(messages);
    let turnId = '';
    vi.spyOn(messages, 'endTurn').mockImplementationOnce(async (result) => {
      turnId = result.turnId;
      await stop(turnId, 6);
      return endTurn(result);
    });
    const { answerId } = await answered();
    expect(await stored(answerId)).toMatchObject({ status: 'interrupted', heardText: 'Leaves' });
    expect(ends().map(({ status }) => status)).toEqual(['complete', 'interrupted']);
  });

  it('counts it as well when another node’s signal comes after the end', async () => {
    const { turnId, answerId } = await answered();
    const { learnerId } = learner;
    await on.signals.publish({ type: 'interrupt', learnerId, conversationId: conversation.id, turnId, heardChars: 6 });
    await vi.waitFor(async () => expect(await stored(answerId)).toMatchObject({ heardText: 'Leaves' }));
  });

  it('keeps it although it can’t be told', async () => {
    const { turnId, answerId } = await answered();
    vi.spyOn(on.eventLog, 'append').mockRejectedValueOnce(new Error('down'));
    await stop(turnId, 6);
    expect(await stored(answerId)).toMatchObject({ status: 'interrupted', heardText: 'Leaves' });
  });
});

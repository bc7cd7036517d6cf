import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { addLearner } from '../support/realtime-node.ts';
import { Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { startTalks, type TalksUnderTest } from '../support/talks.ts';

describe('opening and changing a talk', () => {
  let on: TalksUnderTest;
  let learner: { learnerId: string; learnerName: string };

  beforeAll(async () => {
    on = await startTalks('sqlite');
  });
  afterAll(() => on.stop());
  beforeEach(async () => {
    on.reset();
    const { learnerId, name } = await addLearner(on.stores);
    learner = { learnerId, learnerName: name };
  });

  it('begins a conversation in the tutor’s usual mode', async () => {
    const conversation = await on.talks.open({ ...learner, language: 'pt-BR' });
    expect(await on.stores.conversations.find(learner.learnerId, conversation.id)).toEqual(conversation);
    expect(conversation).toMatchObject({ mode: 'tutor', language: 'pt-BR', title: '' });
  });

  it('continues one, in another mode when asked for', async () => {
    const { id } = await on.talks.open(learner);
    const conversation = await on.talks.open({ ...learner, conversationId: id, mode: 'explain' });
    expect(conversation).toMatchObject({ id, mode: 'explain' });
  });

  it('knows no conversation of another learner', async () => {
    const { id } = await on.talks.open(learner);
    const stranger = await addLearner(on.stores);
    const asStranger = { learnerId: stranger.learnerId, learnerName: stranger.name, conversationId: id };
    await expect(on.talks.open(asStranger)).rejects.toMatchObject({ code: 'not_found', status: 404 });
    await expect(on.talks.open({ ...learner, conversationId: newId() })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('refuses modes that nobody teaches here', async () => {
    const refusal = { code: 'mode_unavailable', status: 422 };
    await expect(on.talks.open({ ...learner, mode: 'quiz' })).rejects.toMatchObject(refusal);
    const conversation = await on.talks.open(learner);
    expect(() => on.talks.set(conversation, { mode: 'review' })).toThrow(expect.objectContaining(refusal));
  });

  it('uses a changed mode from the next turn on, also for a question that was waiting', async () => {
    const conversation = await on.talks.open(learner);
    await on.follow(conversation.id);
    const gate = new Gate();
    on.tutor.next(gate, ...usualAnswer);
    const ask = (text: string) =>
      on.talks.submit(conversation, learner.learnerName, { id: newId(), text, source: 'typed' });
    await ask('one');
    await gate.reached;
    await ask('two');
    const changed = await on.talks.set(conversation, { mode: 'explain', language: 'de' });
    expect(changed).toMatchObject({ mode: 'explain', language: 'de' });
    gate.open();
    await on.told('turn_end');
    await on.told('turn_end');
    expect(on.tutor.asked.map(({ mode, language }) => [mode, language])).toEqual([
      ['tutor', undefined],
      ['explain', 'de'],
    ]);
  });

  it('passes on what is being said, with the talk so far, the latest words only', async () => {
    const conversation = await on.talks.open(learner);
    await on.follow(conversation.id);
    await on.talks.submit(conversation, learner.learnerName, { id: newId(), text: 'How?', source: 'typed' });
    await on.told('turn_end');
    for (const words of ['and', 'and at', 'and at night']) on.talks.hint(conversation, words);
    await vi.waitFor(() => expect(on.tutor.anticipated.at(-1)?.text).toBe('and at night'));
    expect(on.tutor.anticipated.at(-1)?.history.map((item) => item.text)).toEqual(['How?', USUAL_TEXT]);
    expect(on.tutor.anticipated.map((hint) => hint.text)).not.toContain('and at');
  });
});

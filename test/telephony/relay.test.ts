import { describe, expect, it, vi } from 'vitest';
import { delta, end, Gate, passages, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ADA_PHONE, startTelephone, TRANSFER } from './telephone-node.ts';

describe('a call over ConversationRelay', () => {
  it('greets a learner by name, answers what they ask, and keeps the talk', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe('Hello Ada. What would you like to talk about?');
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    const { items } = await node.stores.conversations.list(ada, { limit: 5 });
    const said = await node.stores.messages.list(ada, items[0]?.id ?? '', { limit: 9 });
    expect(said.items.map(({ role, text, status }) => [role, text, status])).toEqual([
      ['learner', 'Why are leaves green?', 'complete'],
      ['tutor', USUAL_TEXT, 'complete'],
    ]);
    expect((await node.stores.calls.find(call.callSid))?.conversationId).toBe(items[0]?.id);
  });

  it('goes on where the talk in the app stopped', async () => {
    await using node = await startTelephone();
    const learnerId = await node.linked();
    const talk = await node.talks.open({ learnerId, learnerName: 'Ada' });
    await node.stores.conversations.update(learnerId, talk.id, { title: 'Photosynthesis' }, node.clock.now());
    const call = await node.twilio.call(ADA_PHONE);
    expect(await call.next()).toBe('Hello Ada. Shall we go on with Photosynthesis?');
    await call.says('Yes, why are leaves green?');
    await call.next();
    expect((await node.stores.messages.list(learnerId, talk.id, { limit: 9 })).items).toHaveLength(2);
  });

  it('commits only what was heard when the caller speaks over the tutor', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const rest = new Gate();
    const answer = 'Leaves hold a green pigment called chlorophyll. ';
    node.tutor.next(
      passages,
      delta(answer),
      sentence(0, answer.trim()),
      rest,
      delta('More.'),
      sentence(1, 'More.'),
      end,
    );
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why are leaves green?');
    await call.begins('chlorophyll');
    await call.speaksOver('Leaves hold a green pig', 'What is a pigment?');
    expect(await call.next()).toContain('Leaves hold');
    expect(await call.next()).toBe(USUAL_TEXT);
    const [talk] = (await node.stores.conversations.list(ada, { limit: 1 })).items;
    const { items } = await node.stores.messages.list(ada, talk?.id ?? '', { limit: 9 });
    expect(items[1]).toMatchObject({ status: 'interrupted', heardText: 'Leaves hold a green' });
    expect(node.tutor.asked[1]?.history.at(-1)).toMatchObject({ role: 'tutor', text: 'Leaves hold a green' });
    rest.open();
  });

  it('says that it thinks when the tutor is slow, and does not take that for an answer', async () => {
    await using node = await startTelephone();
    await node.linked();
    const slow = new Gate();
    node.tutor.next(passages, slow, delta('At last.'), sentence(0, 'At last.'), end);
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Why?');
    await slow.reached;
    node.clock.advance(1499);
    node.clock.advance(1);
    await call.begins('Let me think.');
    slow.open();
    expect(await call.next()).toBe('Let me think. At last.');
    await call.presses('*');
    expect(await call.next()).toBe('At last.');
  });

  it('changes mode and language, helps and skips, by word and by key', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.presses('2');
    expect(await call.next()).toBe('Good. I explain directly.');
    const mode = async () => (await node.stores.conversations.list(ada, { limit: 1 })).items;
    await call.says('Why are leaves green?');
    await call.next();
    expect((await mode())[0]?.mode).toBe('explain');
    await call.says('Tutor mode, please.');
    expect(await call.next()).toBe('Good. I ask, you think.');
    await call.presses('0');
    expect(await call.next()).toContain('Star repeats');
    await call.says('Hablemos en español');
    expect(await call.next()).toBe('Hablemos en español.');
    expect(call.language).toBe('es-ES');
    await call.presses('#');
    expect(await call.next()).toBe('De acuerdo. ¿Qué más?');
    expect(node.tutor.asked).toHaveLength(1);
  });

  it('ends at a goodbye with a summary, unless the caller goes on', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('What does goodbye mean in Spanish?');
    await call.next();
    expect(node.tutor.asked).toHaveLength(1);
    await call.says('Okay, thanks, goodbye!');
    expect(await call.next()).toContain('We talked about Biology; you find it in the app.');
    await call.speaksOver('We talked', 'Wait, what is a leaf?');
    expect(await call.next()).toBe(USUAL_TEXT);
    node.clock.advance(20_000);
    await node.twilio.exchanged();
    expect(call.state).toBe('relay');
    await call.says('Bye bye');
    expect(await call.next()).toContain('We talked about Biology;');
    node.clock.advance(20_000);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
  });

  it('asks twice whether anybody is there, then hangs up', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    node.clock.advance(40_000);
    expect(await call.next()).toBe('Are you still there?');
    node.clock.advance(40_000);
    expect(await call.next()).toBe('I am still here when you are ready.');
    node.clock.advance(40_000);
    expect(await call.next()).toContain('Goodbye');
    node.clock.advance(20_000);
    await vi.waitFor(() => expect(call.state).toBe('ended'));
  });

  it('leaves a caller alone who asked for time', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('Hold on.');
    expect(await call.next()).toBe('Take your time.');
    node.clock.advance(170_000);
    await node.twilio.exchanged();
    expect(call.utterances).toHaveLength(2);
    node.clock.advance(10_000);
    expect(await call.next()).toBe('Are you still there?');
  });

  it('puts a caller through to a human who asks for one', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    await call.says('I want to talk to a human');
    expect(await call.next()).toBe('I put you through.');
    node.clock.advance(10_000);
    await vi.waitFor(() => expect(call.transferredTo).toBe(TRANSFER));
  });

  it('goes on in the same talk, without a greeting, when the line was lost; the fourth time turn by turn', async () => {
    await using node = await startTelephone();
    const ada = await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    for (let i = 0; i < 3; i++) {
      await call.losesSocket();
      expect([call.state, await call.next()]).toEqual(['relay', 'I am back. Please go on.']);
    }
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    await call.losesSocket();
    expect([call.state, await call.next()]).toEqual(['gather', 'I am back. Please go on.']);
    await call.says('And red ones?');
    expect(await call.next()).toBe(USUAL_TEXT);
    const { items } = await node.stores.conversations.list(ada, { limit: 5 });
    expect(items).toHaveLength(1);
    expect((await node.stores.messages.list(ada, items[0]?.id ?? '', { limit: 9 })).items).toHaveLength(4);
  });

  it('bears messages that nobody documented and such that nobody can read', async () => {
    await using node = await startTelephone();
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    await call.next();
    for (let i = 0; i < 300; i++) call.send({ type: 'info', name: 'tokensPlayed', value: String(i), ts: i });
    call.send('not JSON');
    call.send({ type: 'dtmf', digit: 'hello' });
    call.send({ type: 'prompt', voicePrompt: 'Why are', last: false });
    await call.says('Why are leaves green?');
    expect(await call.next()).toBe(USUAL_TEXT);
    expect(node.tutor.asked).toHaveLength(1);
  });
});

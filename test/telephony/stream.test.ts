import { describe, expect, it, vi } from 'vitest';
import { delta, end, Gate, passages, sentence } from '../support/scripted-tutor.ts';
import { hears, hearsToTheEnd, inCall, lastAnswer, says, WAIT } from './stream-caller.ts';
import { ADA_PHONE, startTelephone } from './telephone-node.ts';

describe('a call over Media Streams', () => {
  it('is heard and answered by our own services, and the answer counts when it was played', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { ada, call } = await inCall(node);
    await says(node, call, 'Why are leaves green?');
    await vi.waitFor(() => expect(node.tts.said).toContain('Leaves make sugar.'), WAIT);
    expect(node.tutor.asked[0]?.text).toBe('Why are leaves green?');
    await hearsToTheEnd(node, call, ada);
  });

  it('holds exactly what was played when the caller speaks over the tutor', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { ada, call, sound } = await inCall(node);
    const answer = 'Leaves hold a green pigment called chlorophyll that takes in light.';
    node.tutor.next(passages, delta(answer), sentence(0, answer), end);
    await says(node, call, 'Why are leaves green?');
    await vi.waitFor(() => expect(sound.waitingMs).toBeGreaterThan(1500), WAIT);
    // A letter is said in 50 ms: 24 of them were heard.
    sound.plays(1200);
    await says(node, call, 'What is a pigment?');
    await vi.waitFor(async () => {
      sound.plays(20);
      node.clock.advance(20);
      expect(node.tutor.asked).toHaveLength(2);
    }, WAIT);
    expect(sound.clears).toBeGreaterThan(0);
    expect(node.tutor.asked[1]?.history.at(-1)).toMatchObject({
      role: 'tutor',
      text: 'Leaves hold a green',
      interrupted: true,
    });
    await hearsToTheEnd(node, call, ada);
  });

  it('goes on where it stopped after a cough', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { ada, call, sound } = await inCall(node);
    const answer = 'Leaves hold a green pigment called chlorophyll that takes in light.';
    node.tutor.next(passages, delta(answer), sentence(0, answer), end);
    await says(node, call, 'Why are leaves green?');
    await vi.waitFor(() => expect(sound.waitingMs).toBeGreaterThan(1500), WAIT);
    sound.plays(1000);
    const before = sound.playedMs;
    await says(node, call, '');
    await vi.waitFor(async () => {
      sound.plays(300);
      node.clock.advance(300);
      expect(await lastAnswer(node, ada)).toMatchObject({ status: 'complete', text: answer });
    }, WAIT);
    // All of the rest was heard, and nothing of it twice but for the frame that was cut.
    expect(sound.playedMs - before).toBeGreaterThanOrEqual(answer.length * 50 - 1000);
    expect(sound.playedMs - before).toBeLessThanOrEqual(answer.length * 50 - 1000 + 100);
  });

  it('takes commands by voice and key, and hangs up after a goodbye', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { call, sound } = await inCall(node);
    await call.presses('2');
    await hears(node, call, 'Good. I explain directly.');
    await says(node, call, 'Goodbye!');
    await hears(node, call, 'Goodbye, and until next time.');
    await vi.waitFor(() => {
      sound.plays(1000);
      expect(call.state).toBe('ended');
    }, WAIT);
    expect(node.tutor.asked).toEqual([]);
  });

  it('goes on in the same talk when the line was lost', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { ada, call } = await inCall(node);
    await says(node, call, 'Why are leaves green?');
    await vi.waitFor(() => expect(node.tts.said).toContain('Leaves make sugar.'), WAIT);
    await call.losesSocket();
    expect(call.state).toBe('stream');
    await hears(node, call, 'I am back. Please go on.');
    await says(node, call, 'And red ones?');
    await vi.waitFor(() => expect(node.tutor.asked).toHaveLength(2), WAIT);
    expect((await node.stores.conversations.list(ada, { limit: 5 })).items).toHaveLength(1);
  });

  it('goes on turn by turn when the line was lost for the fourth time', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    await node.linked();
    const call = await node.twilio.call(ADA_PHONE);
    for (let lost = 0; lost < 3; lost++) {
      await call.losesSocket();
      expect(call.state).toBe('stream');
    }
    await call.losesSocket();
    expect([call.state, await call.next()]).toEqual(['gather', 'I am back. Please go on.']);
    await call.says('Why are leaves green?');
    expect(await call.next()).toContain('Leaves make sugar.');
  });

  it('says that it thinks when the tutor is slow', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const slow = new Gate();
    const { call } = await inCall(node);
    node.tutor.next(passages, slow, delta('At last.'), sentence(0, 'At last.'), end);
    await says(node, call, 'Why?');
    await slow.reached;
    await vi.waitFor(() => {
      node.clock.advance(100);
      expect(node.tts.said).toContain('Let me think.');
    }, WAIT);
    slow.open();
    await hears(node, call, 'At last.');
  });

  it('never says that it thinks in the middle of an answer that came meanwhile', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const slow = new Gate();
    const voice = new Gate();
    const { call, sound } = await inCall(node);
    node.tutor.next(passages, slow, delta('At last.'), sentence(0, 'At last.'), end);
    node.tts.next(300, voice, 300);
    await says(node, call, 'Why?');
    await slow.reached;
    await vi.waitFor(() => {
      node.clock.advance(100);
      expect(node.tts.said).toContain('Let me think.');
    }, WAIT);
    await voice.reached;
    const before = sound.playedMs;
    slow.open();
    await vi.waitFor(() => expect(sound.waitingMs).toBeGreaterThanOrEqual(400), WAIT);
    voice.open();
    await hears(node, call, 'At last.');
    await vi.waitFor(() => expect(node.tts.running).toBe(0), WAIT);
    sound.plays(60_000);
    // A letter is said in 50 ms: the answer, and nothing else.
    expect(sound.playedMs - before).toBe('At last.'.length * 50);
  });

  it('links a number whose code is typed', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const learner = await node.linked('+15550144');
    const { code } = await node.phoneLinks.createCode(learner);
    const call = await node.twilio.call(ADA_PHONE);
    await hears(node, call, 'Please type the six digits of your code now.');
    await call.presses(code);
    await hears(node, call, 'Thank you. This number is linked now.');
  });

  it('leaves no line open for who hangs up while another talk is begun', async () => {
    await using node = await startTelephone({ mode: 'stream' });
    const { call } = await inCall(node);
    const begun = Promise.withResolvers<void>();
    const beginAnew = node.calls.beginAnew.bind(node.calls);
    const asked = vi.spyOn(node.calls, 'beginAnew').mockImplementation(async (...talk) => {
      await begun.promise;
      return beginAnew(...talk);
    });
    const open = node.voices.open.bind(node.voices);
    const closed = vi.fn();
    const opened = vi.spyOn(node.voices, 'open').mockImplementation((line) => {
      const spoken = open(line);
      vi.spyOn(spoken, 'close').mockImplementationOnce(closed);
      return spoken;
    });
    await says(node, call, 'Something new.');
    await vi.waitFor(() => expect(asked).toHaveBeenCalled(), WAIT);
    await call.hangsUp();
    await vi.waitFor(() => expect(node.gateway.open).toBe(0), WAIT);
    begun.resolve();
    await vi.waitFor(() => expect(opened).toHaveBeenCalled(), WAIT);
    await vi.waitFor(() => expect(closed).toHaveBeenCalled(), WAIT);
  });
});

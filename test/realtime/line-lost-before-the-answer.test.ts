import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { LINE_WAIT_MS } from '../../src/voice/speak/voices.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';
import { ScriptedVoice } from '../support/scripted-voice.ts';

const AUDIO = { audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' };

describe('a question that was asked by voice over a line that is lost before the answer', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: FakeClock;
  let node: RealtimeNode;
  let stt: ScriptedSpeechToText;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;
  let conversationId: string;
  let epoch: string;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    stt = new ScriptedSpeechToText();
    node = await startNode({ stores: database.stores, tts: new ScriptedVoice(), stt, turnClock: clock });
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    ({ conversationId, epoch } = await client.hello(AUDIO));
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  /** Asks, and is gone before the words are recognised. @returns the function that makes them so */
  async function speakAndBeCut(hello = AUDIO): Promise<() => void> {
    if (hello !== AUDIO) {
      client.socket.terminate();
      client = await node.connect(learner.token);
      ({ epoch } = await client.hello({ conversationId, ...hello }));
    }
    const id = newId();
    new ListeningClient(client).speak(id);
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBe(1);
    client.socket.terminate();
    await client.closed;
    await expect.poll(() => node.gateway.open).toBe(0);
    return () => stt.last.end('How do leaves make sugar?');
  }

  async function askAndBeCut(hello = AUDIO): Promise<void> {
    const understand = await speakAndBeCut(hello);
    understand();
    await expect.poll(() => node.tutor.asked.length).toBe(1);
  }

  const answer = async () => {
    const { items } = await database.stores.messages.list(learner.learnerId, conversationId, { limit: 50 });
    return items.find(({ role }) => role === 'tutor');
  };
  /** Comes back with nothing of what was told meanwhile. */
  async function comeBack(hello: Record<string, unknown> = {}): Promise<ListeningClient> {
    client = await node.connect(learner.token);
    await client.hello({ conversationId, ...AUDIO, ...hello });
    return new ListeningClient(client);
  }

  it('is kept with nothing heard of its answer when the learner stays away', async () => {
    await askAndBeCut();
    await expect.poll(() => clock.waiting).toBeGreaterThan(0);
    expect(await answer()).toMatchObject({ status: 'pending' });
    clock.advance(LINE_WAIT_MS);
    await expect.poll(answer).toMatchObject({ status: 'interrupted', heardText: '' });
  });

  it('is answered aloud as a whole when the learner comes back in time', async () => {
    await askAndBeCut();
    clock.advance(LINE_WAIT_MS - 1000);
    const listener = await comeBack({ resume: { epoch, offset: 0 } });
    const { turnId } = await client.next('sentence');
    await listener.received(1, 1150);
    clock.advance(2000);
    expect(await answer()).toMatchObject({ status: 'pending' });
    listener.report(turnId, 0, 900, true);
    listener.report(turnId, 1, 1150, true);
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
  });

  it('is answered aloud to a learner who comes back without a trace of it, too', async () => {
    await askAndBeCut();
    const listener = await comeBack();
    await listener.received(1, 1150);
    expect(await answer()).toMatchObject({ status: 'pending' });
  });

  it('waits its turn when the learner has asked something else over their next line meanwhile', async () => {
    const understand = await speakAndBeCut();
    await comeBack({ audioIn: 'none', audioOut: 'none' });
    const gate = new Gate();
    node.tutor.next(gate, ...usualAnswer);
    client.ask(newId(), 'And what is light?');
    await gate.reached;
    understand();
    await client.next('accepted');
    await client.next('accepted');
    gate.open();
    const ends = expect.poll(() => {
      clock.advance(100);
      return client.events.flatMap((event) => (event.type === 'turn_end' ? [event.status] : []));
    });
    await ends.toEqual(['complete']);
    await expect.poll(() => node.tutor.asked.length).toBe(2);
    expect(node.tutor.asked.map(({ text }) => text)).toEqual(['And what is light?', 'How do leaves make sugar?']);
  });

  it('is answered as text where the learner’s own device speaks', async () => {
    await askAndBeCut({ audioIn: 'pcm16/16000', audioOut: 'none' });
    const answered = () => {
      clock.advance(100);
      return answer();
    };
    await expect.poll(answered).toMatchObject({ status: 'complete', heardText: undefined });
  });
});

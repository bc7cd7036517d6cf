import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { delta, Gate } from '../support/scripted-tutor.ts';

describe('an answer begun because the learner has probably finished', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: FakeClock;
  let node: RealtimeNode;
  let stt: ScriptedSpeechToText;
  let client: RealtimeClient;
  let listener: ListeningClient;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock = new FakeClock(Date.now());
    // Its words come only at the end of a stretch.
    stt = new ScriptedSpeechToText();
    node = await startNode({ stores: database.stores, stt, turnClock: clock });
    client = await node.connect((await addLearner(database.stores)).token);
    listener = new ListeningClient(client);
    await client.hello({ audioIn: 'pcm16/16000' });
    node.tutor.next(new Gate(), delta('Light'));
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  async function say(text: string): Promise<void> {
    const id = newId();
    listener.speak(id);
    client.send({ type: 'speech_end', id });
    const before = stt.stretches.length;
    await expect.poll(() => stt.stretches.length).toBeGreaterThan(before);
    stt.last.end(text);
  }

  it('is thrown away as soon as the learner’s voice begins again', async () => {
    await say('How do leaves make sugar?');
    await expect.poll(() => node.tutor.running).toBe(1);
    listener.speak(newId());
    await expect.poll(() => node.metric('lva_prepared_answers_total', { outcome: 'wasted' })).toBe(1);
  });

  it('goes on when the voice that begins comes after its question was asked', async () => {
    await say('How do leaves make sugar?');
    await expect.poll(() => node.tutor.running).toBe(1);
    clock.advance(2000);
    await client.next('transcript', ({ final }) => final);
    listener.speak(newId());
    await client.next('accepted');
    expect(node.tutor.asked).toHaveLength(1);
    expect(await node.metric('lva_prepared_answers_total', { outcome: 'wasted' })).toBe(0);
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ScriptedVoice } from '../support/scripted-voice.ts';

const [FIRST, SECOND] = ['Leaves make sugar.', 'Why do they need light?'];
const DOWN = new AppError({ code: 'tts_failed', status: 502, message: 'x', retryable: true });

describe('an answer whose voice fails, for a client with one of its own', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let tts: ScriptedVoice;
  let client: RealtimeClient;
  let listener: ListeningClient;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    tts = new ScriptedVoice().next(900).next(300, DOWN);
    node = await startNode({ stores: database.stores, tts });
    client = await node.connect((await addLearner(database.stores)).token);
    listener = new ListeningClient(client);
    await client.hello({ audioOut: 'pcm16/24000', ownVoice: true });
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  /** Asks, hears the first sentence, and is told that the second breaks off. */
  async function failing() {
    client.ask(newId());
    const { turnId, turn } = await client.next('sentence');
    expect(await client.next('notice')).toMatchObject({ code: 'voice_failed', turn, sentence: 1 });
    listener.report(turnId, 0, 900, true);
    listener.report(turnId, 1, 300);
    const reads = (chars: number, done = false) =>
      client.send({ type: 'playback', turnId, sentence: 1, playedMs: chars * 50, done, chars });
    return { turnId, reads };
  }

  it('ends when that voice has read the rest, all of which was heard; the next one is spoken by the server again', async () => {
    const { turnId, reads } = await failing();
    reads(10);
    client.send({ type: 'nothing' });
    await client.next('error');
    expect(client.events.some(({ type }) => type === 'turn_end')).toBe(false);
    reads(SECOND.length, true);
    expect(await client.next('turn_end')).toMatchObject({ turnId, status: 'complete', heardText: USUAL_TEXT });
    const frames = client.frames.length;
    client.ask(newId());
    const next = await client.next('sentence');
    await listener.received(1, 1000);
    expect(client.frames[frames]?.turn).toBe(next.turn);
  });

  it('keeps what was heard of both voices when it is stopped in the middle', async () => {
    const { turnId, reads } = await failing();
    reads(8);
    client.send({ type: 'interrupt', turnId, heardChars: FIRST.length + 1 + 12 });
    expect(await client.next('turn_end')).toMatchObject({
      status: 'interrupted',
      heardText: 'Leaves make sugar. Why do they',
    });
  });

  it('keeps what that voice had told when the learner speaks over it', async () => {
    const { reads } = await failing();
    reads(8);
    client.send({ type: 'nothing' });
    await client.next('error');
    const conversation = client.events.find(({ type }) => type === 'ready');
    node.talks.speakOver(conversation?.type === 'ready' ? conversation.conversationId : '', 'app');
    expect(await client.next('turn_end')).toMatchObject({
      status: 'interrupted',
      heardText: 'Leaves make sugar. Why do',
    });
  });
});

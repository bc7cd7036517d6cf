import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { delta, Gate, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ScriptedVoice } from '../support/scripted-voice.ts';

const AUDIO = { audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' };

describe('a talk that is spoken', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let stt: ScriptedSpeechToText;
  let tts: ScriptedVoice;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;
  let listener: ListeningClient;
  let conversationId: string;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stt = new ScriptedSpeechToText();
    tts = new ScriptedVoice();
    node = await startNode({ stores: database.stores, tts, stt });
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    listener = new ListeningClient(client);
    ({ conversationId } = await client.hello(AUDIO));
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  /** The learner says something and has finished. */
  async function say(text: string, id = newId()): Promise<string> {
    const before = stt.stretches.length;
    listener.speak(id);
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBeGreaterThan(before);
    stt.last.end(text);
    return id;
  }

  /** The turn ends and the words are stored, whichever is told first; what answers them comes after both. */
  async function endsForWords(turnId: string, heardText: string, id: string): Promise<void> {
    const answer = await client.next('sentence', (event) => event.turnId !== turnId);
    const before = client.events.slice(0, client.events.indexOf(answer));
    expect(before.find(({ type }) => type === 'turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText });
    expect(before.findLast(({ type }) => type === 'accepted')).toMatchObject({ id });
  }

  it('turns the learner’s sound into a message under the id of their speech, and answers aloud', async () => {
    const id = await say('How do leaves make sugar?');
    expect(await client.next('transcript', ({ final }) => final)).toMatchObject({
      id,
      text: 'How do leaves make sugar?',
    });
    expect(await client.next('accepted')).toMatchObject({ id });
    const { turnId } = await client.next('sentence');
    await listener.received(1, 1150);
    listener.report(turnId, 0, 900, true);
    listener.report(turnId, 1, 1150, true);
    const end = await client.next('turn_end');
    expect(end).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    for (const stage of [
      'endOfTurnMs',
      'sttMs',
      'retrievalMs',
      'firstSentenceMs',
      'ttsFirstByteMs',
      'firstAudioMs',
    ] as const) {
      expect(end.timings[stage], stage).not.toBeNull();
    }
    const question = await database.stores.messages.find(learner.learnerId, id);
    expect(question).toMatchObject({ source: 'speech', text: 'How do leaves make sugar?' });
  });

  it('stops at words spoken over it, keeps what was heard, and answers those words', async () => {
    client.ask(newId());
    const { turnId } = await client.next('sentence');
    await listener.received(0, 900);
    listener.report(turnId, 0, 600);
    const id = await say('Wait, what is sugar?');
    await endsForWords(turnId, 'Leaves make', id);
    expect(node.tutor.asked.at(-1)).toMatchObject({ text: 'Wait, what is sugar?' });
    expect(node.tutor.asked.at(-1)?.history.at(-1)).toEqual({ role: 'tutor', text: 'Leaves make', interrupted: true });
    expect(node.tutor.mostRunning).toBe(1);
  });

  it('holds while the learner makes a sound, and goes on where it stood when it was nothing', async () => {
    tts.next(5000);
    client.ask(newId());
    const { turnId } = await client.next('sentence');
    await listener.received(0, 3000);
    const before = client.frames.length;
    const id = newId();
    listener.report(turnId, 0, 500);
    listener.speak(id, 60);
    await client.next('state', ({ state }) => state === 'listening');
    listener.report(turnId, 0, 1500);
    client.send({ type: 'speech_cancel', id });
    await client.next('state', ({ state }) => state === 'speaking');
    await listener.received(0, 4500);
    // One frame after the other, none twice, none left out.
    expect(client.frames.map(({ sequence }) => sequence)).toEqual(client.frames.map((_, index) => index));
    expect(client.frames.length).toBeGreaterThan(before);
    expect(client.events.some(({ type }) => type === 'turn_end')).toBe(false);
  });

  it('takes words that follow while it still thinks as the learner going on', async () => {
    const gate = new Gate();
    node.tutor.next(gate, delta('never heard'));
    client.ask(newId(), 'How do leaves');
    await gate.reached;
    const id = await say('make sugar?');
    const { turnId } = await client.next('turn_end');
    gate.open();
    await endsForWords(turnId, '', id);
    const { history, text } = node.tutor.asked.at(-1) ?? { history: [], text: '' };
    expect([...history, { role: 'learner', text }]).toEqual([
      { role: 'learner', text: 'How do leaves' },
      { role: 'learner', text: 'make sugar?' },
    ]);
  });

  it('says when there was nothing to answer', async () => {
    const id = await say('');
    expect(await client.next('transcript')).toMatchObject({ id, text: '', final: true });
    expect(node.tutor.asked).toEqual([]);
  });

  it('keeps what was said when the socket goes in the middle of it', async () => {
    const id = newId();
    listener.speak(id);
    await expect.poll(() => stt.stretches.length).toBeLessThanOrEqual(1);
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBe(1);
    client.socket.terminate();
    await expect.poll(() => node.gateway.open).toBe(0);
    stt.last.end('How do leaves make sugar?');
    await expect
      .poll(async () => (await database.stores.messages.find(learner.learnerId, id))?.text)
      .toBe('How do leaves make sugar?');
  });

  it('stores what was said once the database is back', async () => {
    const { messages } = database.stores;
    const begin = messages.beginTurn;
    let failures = 0;
    messages.beginTurn = async () => {
      failures += 1;
      throw new AppError({ code: 'database_unavailable', status: 503, message: 'x', retryable: true });
    };
    const id = await say('How do leaves make sugar?');
    await expect.poll(() => failures).toBeGreaterThanOrEqual(2);
    messages.beginTurn = begin;
    expect(await client.next('accepted')).toMatchObject({ id });
  });

  it('tells a client that wants sound what the server can’t do', async () => {
    const mute = await startNode({ stores: database.stores });
    const other = await mute.connect(learner.token);
    await other.hello(AUDIO);
    expect(await other.next('notice')).toMatchObject({ code: 'speech_unavailable' });
    expect(await other.next('notice')).toMatchObject({ code: 'voice_unavailable' });
    other.send({ type: 'speech_start', id: newId() });
    expect(await other.next('error')).toMatchObject({ code: 'speech_unavailable' });
    other.ask(newId());
    expect(await other.next('turn_end')).toMatchObject({ status: 'complete' });
    other.socket.terminate();
    await mute.stop();
  });

  it('lets a learner whose own device speaks be heard all the same', async () => {
    const other = await node.connect(learner.token);
    await other.hello({ conversationId, audioIn: 'pcm16/16000' });
    listener = new ListeningClient(other);
    const id = newId();
    listener.speak(id);
    other.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBe(1);
    stt.last.end('How do leaves make sugar?');
    expect(await other.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    expect(other.frames).toEqual([]);
    other.socket.terminate();
  });
});

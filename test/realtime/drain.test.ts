import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { ListeningClient } from '../support/listening-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { delta, Gate, usualAnswer } from '../support/scripted-tutor.ts';

describe('a node that goes down', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let stt: ScriptedSpeechToText;

  beforeEach(async () => {
    database = await openTestDatabase('sqlite');
    stt = new ScriptedSpeechToText();
    node = await startNode({ stores: database.stores, stt });
    learner = await addLearner(database.stores);
  });
  afterEach(async () => {
    await node.stop();
    await database.drop();
  });

  it('lets the running turn end, tells all of it, and closes with 1012', async () => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves '), gate, delta('make sugar.'));
    const talking = await node.connect(learner.token);
    await talking.hello();
    const idle = await node.connect(learner.token);
    talking.ask(newId());
    await gate.reached;
    const drained = node.gateway.drain(20_000);
    await expect(node.connect(learner.token)).rejects.toThrow('503');
    talking.ask(newId());
    expect(await talking.next('error')).toMatchObject({ code: 'restarting', retryable: true });
    gate.open();
    await drained;
    expect(await talking.closed).toEqual({ code: 1012, reason: 'restarting' });
    expect(await idle.closed).toMatchObject({ code: 1012 });
    expect(await talking.next('turn_end')).toMatchObject({ status: 'complete', heardText: 'Leaves make sugar.' });
    expect(node.talks.active).toBe(0);
    await expect.poll(() => node.gateway.open).toBe(0);
  });

  it('fails a turn that takes too long, tells so, and closes with 1012', async () => {
    const gate = new Gate();
    node.tutor.next(delta('Leaves '), gate, ...usualAnswer);
    const client = await node.connect(learner.token);
    await client.hello();
    client.ask(newId());
    await gate.reached;
    await client.next('delta');
    await node.gateway.drain(1);
    expect(await client.closed).toMatchObject({ code: 1012 });
    expect(await client.next('turn_end')).toMatchObject({ status: 'failed', heardText: 'Leaves ' });
    gate.open();
  });

  /** A learner has said something, and it is being recognised. */
  async function said() {
    const client = await node.connect(learner.token);
    const { conversationId } = await client.hello({ audioIn: 'pcm16/16000', keepsSpeech: true });
    const id = newId();
    new ListeningClient(client).speak(id);
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBe(1);
    const questions = async () =>
      (await database.stores.messages.list(learner.learnerId, conversationId, { limit: 10 })).items.map(
        ({ text }) => text,
      );
    return { client, id, questions };
  }

  it('takes and answers what was said before, while it takes nothing new', async () => {
    const { client, id, questions } = await said();
    const drained = node.gateway.drain(20_000);
    client.ask(newId());
    expect(await client.next('error')).toMatchObject({ code: 'restarting' });
    stt.last.end('What do leaves make?');
    expect(await client.next('accepted')).toMatchObject({ id });
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
    await drained;
    expect(await client.closed).toMatchObject({ code: 1012 });
    expect(await questions()).toEqual(['What do leaves make?', expect.any(String)]);
  });

  it('leaves what is recognised too late to its client', async () => {
    const { client, questions } = await said();
    await node.gateway.drain(1);
    expect(await client.closed).toMatchObject({ code: 1012 });
    stt.last.end('What do leaves make?');
    await expect.poll(() => node.metric('lva_heard_total', { outcome: 'utterance' })).toBe(1);
    expect(await questions()).toEqual([]);
    expect(client.events.filter((event) => event.type === 'speech_ack' && event.settled)).toEqual([]);
  });

  it('does not wait for a voice that goes on: its client has it', async () => {
    const client = await node.connect(learner.token);
    await client.hello({ audioIn: 'pcm16/16000', keepsSpeech: true });
    new ListeningClient(client).speak(newId());
    await node.gateway.drain(20_000);
    expect(await client.closed).toMatchObject({ code: 1012 });
    expect(stt.stretches).toEqual([]);
  });

  it('takes a voice that goes on as far as it came where its client does not keep it', async () => {
    const client = await node.connect(learner.token);
    await client.hello({ audioIn: 'pcm16/16000' });
    new ListeningClient(client).speak(newId());
    client.socket.ping();
    await once(client.socket, 'pong');
    const drained = node.gateway.drain(20_000);
    await expect.poll(() => stt.stretches.length).toBe(1);
    stt.last.end('What do leaves');
    await client.next('accepted');
    await drained;
  });
});

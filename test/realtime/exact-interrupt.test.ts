import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';

const HEARD = 'Leaves make';
/** In the middle of the third word. */
const HEARD_CHARS = 'Leaves make sug'.length;

describe('how much was heard of an answer, told when the learner has spoken over it already', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let stt: ScriptedSpeechToText;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stt = new ScriptedSpeechToText();
    node = await startNode({ stores: database.stores, stt });
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    // The server hears; the browser says the answers with a voice of its own.
    await client.hello({ audioIn: 'pcm16/16000', audioOut: 'none' });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    client.socket.terminate();
    await node.stop();
  });

  /** The learner says something and has finished. @returns the function that makes the recogniser understand it */
  async function speak(text: string): Promise<() => void> {
    const before = stt.stretches.length;
    const id = newId();
    new ListeningClient(client).speak(id);
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBeGreaterThan(before);
    return () => stt.last.end(text);
  }

  const say = async (text: string) => (await speak(text))();

  /** An answer that is all told and still being written. @returns its turn */
  async function answering(): Promise<string> {
    node.tutor.next(...usualAnswer.slice(0, -1), new Gate());
    client.ask(newId());
    const { turnId } = await client.next('sentence', ({ index }) => index === 1);
    return turnId;
  }

  const tell = (turnId: string, heardChars = HEARD_CHARS) => client.send({ type: 'interrupt', turnId, heardChars });
  const answer = async (turnId: string) => {
    const { conversationId } = client.events.find(({ type }) => type === 'ready') as { conversationId: string };
    const { items } = await database.stores.messages.list(learner.learnerId, conversationId, { limit: 50 });
    return items.find((message) => message.role === 'tutor' && message.turnId === turnId);
  };
  const lastHistory = () => node.tutor.asked.at(-1)?.history;

  it('shortens an answer that the server took for wholly heard, while the next one runs', async () => {
    const turnId = await answering();
    const next = new Gate();
    node.tutor.next(next, ...usualAnswer);
    await say('Wait, what is sugar?');
    expect(await client.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: USUAL_TEXT });
    await next.reached;
    tell(turnId);
    expect(await client.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: HEARD });
    expect(await answer(turnId)).toMatchObject({ status: 'interrupted', heardText: HEARD, text: USUAL_TEXT });
    next.open();
    const { turnId: nextTurn } = await client.next('turn_end', ({ status }) => status === 'complete');
    expect(nextTurn).not.toBe(turnId);
    await say('And starch?');
    await client.next('turn_end', ({ status }) => status === 'complete');
    expect(lastHistory()?.[1]).toEqual({ role: 'tutor', text: HEARD, interrupted: true });
  });

  it('shortens an answer whose turn had long ended when the learner spoke over the browser’s voice', async () => {
    client.ask(newId());
    const { turnId } = await client.next('turn_end');
    await say('Wait, what is sugar?');
    await client.next('turn_end', (end) => end.turnId !== turnId);
    tell(turnId);
    expect(await client.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: HEARD });
    expect(await answer(turnId)).toMatchObject({ status: 'interrupted', heardText: HEARD });
    expect(await answer(lastTurn(turnId))).toMatchObject({ status: 'complete', heardText: undefined });
  });

  it('counts at once, and for the next question, while the end of the answer is being stored', async () => {
    const turnId = await answering();
    const { messages } = database.stores;
    const endTurn = messages.endTurn.bind(messages);
    const storing = new Gate();
    vi.spyOn(messages, 'endTurn').mockImplementationOnce(async (result) => {
      await storing.pass();
      return endTurn(result);
    });
    await say('Wait, what is sugar?');
    await storing.reached;
    tell(turnId);
    await handled();
    storing.open();
    await client.next('sentence', (event) => event.turnId !== turnId);
    expect(await answer(turnId)).toMatchObject({ status: 'interrupted', heardText: HEARD });
    expect(lastHistory()?.at(-1)).toEqual({ role: 'tutor', text: HEARD, interrupted: true });
  });

  it('is waited for by a question that is asked while it is being stored', async () => {
    client.ask(newId());
    const { turnId } = await client.next('turn_end');
    const { messages } = database.stores;
    const cutHeard = messages.cutHeard.bind(messages);
    const storing = new Gate();
    vi.spyOn(messages, 'cutHeard').mockImplementationOnce(async (...cut) => {
      await storing.pass();
      return cutHeard(...cut);
    });
    const understand = await speak('Wait, what is sugar?');
    tell(turnId);
    await storing.reached;
    understand();
    await client.next('state', ({ state }) => state === 'thinking');
    storing.open();
    await client.next('sentence', (event) => event.turnId !== turnId);
    expect(lastHistory()?.at(-1)).toEqual({ role: 'tutor', text: HEARD, interrupted: true });
  });

  it('throws away what was prepared upon an answer that is shortened now', async () => {
    client.ask(newId());
    const { turnId } = await client.next('turn_end');
    const { messages } = database.stores;
    const beginTurn = messages.beginTurn.bind(messages);
    const asked = new Gate();
    vi.spyOn(messages, 'beginTurn').mockImplementationOnce(async (turn) => {
      await asked.pass();
      return beginTurn(turn);
    });
    await say('Wait, what is sugar?');
    await asked.reached;
    tell(turnId);
    await client.next('turn_end');
    asked.open();
    await client.next('turn_end', (end) => end.turnId !== turnId);
    expect(lastHistory()?.at(-1)).toEqual({ role: 'tutor', text: HEARD, interrupted: true });
  });

  it('makes nothing longer, and changes nothing that was said by another turn', async () => {
    const turnId = await answering();
    await say('Wait, what is sugar?');
    await client.next('turn_end', ({ status }) => status === 'complete');
    for (const heardChars of [HEARD_CHARS, 30, 1e9, HEARD_CHARS]) tell(turnId, heardChars);
    tell(newId(), 3);
    await handled();
    expect(await answer(turnId)).toMatchObject({ heardText: HEARD });
    expect(await answer(lastTurn(turnId))).toMatchObject({ status: 'complete', heardText: undefined });
    expect(client.events.filter(({ type }) => type === 'turn_end')).toHaveLength(3);
  });

  /** The turn that was told of last, another one than this. */
  function lastTurn(otherThan: string): string {
    const ends = client.events.filter((event) => event.type === 'turn_end').map(({ turnId }) => turnId);
    return ends.findLast((turnId) => turnId !== otherThan) ?? '';
  }

  /** Messages are handled in their order. */
  async function handled(): Promise<void> {
    client.send({ type: 'nothing' });
    await client.next('error');
  }
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { systemClock } from '../../src/adapters/system/clock.ts';
import { newId } from '../../src/ids.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { SPEECH_NOTICES } from '../../src/voice/speech-notices.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { Gate, USUAL_TEXT, usualAnswer } from '../support/scripted-tutor.ts';

const HEARD = 'Leaves make';
/** In the middle of the third word. */
const HEARD_CHARS = 'Leaves make sug'.length;
const SILENT_MS = 30_000;

describe('an answer that the learner’s own device reads aloud, where the server hears', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let stt: ScriptedSpeechToText;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;
  let conversationId: string;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    stt = new ScriptedSpeechToText();
    await start();
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  async function start(turnClock: Clock = systemClock): Promise<void> {
    node = await startNode({ stores: database.stores, stt, turnClock });
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    ({ conversationId } = await client.hello({ audioIn: 'pcm16/16000', audioOut: 'none' }));
  }

  /** The same with time in the test's hands. */
  async function startWithClock(): Promise<FakeClock> {
    client.socket.terminate();
    await node.stop();
    const clock = new FakeClock();
    await start(clock);
    return clock;
  }

  /** What is told in pieces, each a moment after the other, comes to its end. */
  async function untilEnded(clock: FakeClock): Promise<string> {
    const before = client.events.filter(({ type }) => type === 'turn_end').length;
    await vi.waitFor(() => {
      clock.advance(30);
      expect(client.events.filter(({ type }) => type === 'turn_end').length).toBeGreaterThan(before);
    });
    const { turnId } = await client.next('turn_end');
    return turnId;
  }

  /** Resolves when the server has taken everything that was sent. */
  async function taken(): Promise<void> {
    client.send({ type: 'nothing' });
    await client.next('error');
  }

  /** Says what the client says as it reads. */
  const reads = (turnId: string, heardChars: number, done = false) =>
    client.send({ type: 'playback', turnId, sentence: 0, playedMs: 0, done, heardChars });

  /** An answer that has ended, and is being read. @returns its turn */
  async function answered(): Promise<string> {
    client.ask(newId());
    const { turnId } = await client.next('turn_end');
    reads(turnId, HEARD_CHARS);
    return turnId;
  }

  /** The learner says something and has finished. @returns the id of it */
  async function say(text: string): Promise<string> {
    const before = stt.stretches.length;
    const id = newId();
    new ListeningClient(client).speak(id);
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBeGreaterThan(before);
    stt.last.end(text);
    return id;
  }

  /** The same; it is taken for a message. */
  async function says(text: string): Promise<void> {
    const id = await say(text);
    expect(await client.next('accepted')).toMatchObject({ id });
  }

  /** The same; it is nothing to answer, and the device may read on. @returns the id of it */
  async function goesOnAfter(text: string): Promise<string> {
    const id = await say(text);
    await client.next('state', ({ state }) => state === 'speaking');
    const understood = () => client.events.find((event) => event.type === 'transcript' && event.final);
    await vi.waitFor(() => expect(understood()).toMatchObject({ id, text: '' }));
    return id;
  }

  /** The server knows what is being read. */
  async function found(written: MockInstance<RealtimeNode['talks']['written']>): Promise<void> {
    await vi.waitFor(() => expect(written).toHaveBeenCalled());
    await written.mock.results[0]?.value;
    await taken();
  }

  const lastHistory = () => node.tutor.asked.at(-1)?.history;
  const isAsked = (id: string) => client.events.some((event) => event.type === 'accepted' && event.id === id);

  it('counts as far as it was heard in the very next question, though nothing tells of an interruption', async () => {
    const turnId = await answered();
    const id = await say('What is sugar?');
    const { turnId: next } = await client.next('sentence', (event) => event.turnId !== turnId);
    const cut = client.events.find((event) => event.type === 'turn_end' && event.status === 'interrupted');
    expect(cut).toMatchObject({ turnId, heardText: HEARD });
    expect(isAsked(id)).toBe(true);
    await client.next('turn_end', (event) => event.turnId === next);
    expect(node.tutor.asked).toHaveLength(2);
    expect(lastHistory()?.at(-1)).toEqual({ role: 'tutor', text: HEARD, interrupted: true });
  });

  it('does so while it is still being written', async () => {
    node.tutor.next(...usualAnswer.slice(0, -1), new Gate());
    client.ask(newId());
    const { turnId } = await client.next('sentence', ({ index }) => index === 1);
    reads(turnId, HEARD_CHARS);
    await say('What is sugar?');
    expect(await client.next('turn_end')).toMatchObject({ turnId, status: 'interrupted', heardText: HEARD });
    await client.next('turn_end', ({ status }) => status === 'complete');
    expect(lastHistory()?.at(-1)).toEqual({ role: 'tutor', text: HEARD, interrupted: true });
    expect(client.events.filter(({ type }) => type === 'turn_end')).toHaveLength(2);
  });

  it('is kept so when the client tells the same, or more, later', async () => {
    const turnId = await answered();
    await say('What is sugar?');
    await client.next('turn_end');
    client.send({ type: 'interrupt', turnId, heardChars: 1_000 });
    await client.next('turn_end');
    const { items } = await database.stores.messages.list(learner.learnerId, conversationId, { limit: 10 });
    expect(items.find((message) => message.role === 'tutor')).toMatchObject({ heardText: HEARD });
  });

  it('goes on after a sign of listening, which is no question', async () => {
    const turnId = await answered();
    const id = await goesOnAfter('Mhm.');
    reads(turnId, USUAL_TEXT.length, true);
    await client.next('state', ({ state }) => state === 'listening');
    expect(isAsked(id)).toBe(false);
    // Now nobody speaks: the same words are an answer.
    await says('Mhm.');
  });

  it('goes on after a cough', async () => {
    await answered();
    const id = newId();
    new ListeningClient(client).speak(id, 200);
    client.send({ type: 'speech_cancel', id });
    await client.next('state', ({ state }) => state === 'speaking');
  });

  it('is known again where the microphone brings its words back', async () => {
    const written = vi.spyOn(node.talks, 'written');
    await answered();
    await found(written);
    const id = await goesOnAfter('Leaves make sugar');
    expect(isAsked(id)).toBe(false);
  });

  it('is answered by a yes over the last moment of its question', async () => {
    const written = vi.spyOn(node.talks, 'written');
    const turnId = await answered();
    reads(turnId, USUAL_TEXT.length - 5);
    await found(written);
    await says('Yes.');
  });

  it('is over when the learner stops it by hand', async () => {
    const turnId = await answered();
    client.send({ type: 'interrupt', turnId, heardChars: HEARD_CHARS });
    await says('Okay.');
  });

  it('is over when the device has told nothing more of it for long', async () => {
    const clock = await startWithClock();
    client.ask(newId());
    const turnId = await untilEnded(clock);
    reads(turnId, HEARD_CHARS);
    await taken();
    clock.advance(SILENT_MS);
    await says('Okay.');
    const { items } = await database.stores.messages.list(learner.learnerId, conversationId, { limit: 10 });
    expect(items.find((message) => message.role === 'tutor')).toMatchObject({ turnId, status: 'complete' });
  });

  it('leaves alone what is another learner’s, or no answer at all', async () => {
    const other = await addLearner(database.stores);
    const theirs = await node.connect(other.token);
    await theirs.hello({});
    theirs.ask(newId());
    const { turnId, messageId } = await theirs.next('turn_end');
    reads(turnId, 3);
    await says('What is sugar?');
    await client.next('turn_end');
    reads(newId(), 3);
    await says('And starch?');
    await client.next('turn_end');
    expect(await database.stores.messages.find(other.learnerId, messageId)).toMatchObject({ status: 'complete' });
    theirs.socket.terminate();
  });

  it('is no silence: the learner is not spoken to before it was read', async () => {
    const clock = await startWithClock();
    client.send({ type: 'set', speakUp: true });
    client.ask(newId());
    const turnId = await untilEnded(clock);
    reads(turnId, HEARD_CHARS);
    for (let passed = 0; passed < 4; passed += 1) {
      await taken();
      clock.advance(SILENT_MS - 1);
      reads(turnId, HEARD_CHARS);
    }
    reads(turnId, USUAL_TEXT.length, true);
    await taken();
    expect(client.events.some(({ type }) => type === 'notice')).toBe(false);
    clock.advance(SILENT_MS);
    expect(await client.next('notice')).toMatchObject({ code: 'quiet', message: SPEECH_NOTICES.en.quiet });
  });
});

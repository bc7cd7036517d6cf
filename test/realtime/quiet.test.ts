import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { SPEECH_NOTICES } from '../../src/voice/speech-notices.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { ScriptedSpeechToText } from '../support/scripted-speech-to-text.ts';
import { MS_PER_CHAR, ScriptedVoice } from '../support/scripted-voice.ts';

const BOTH_WAYS = { audioIn: 'pcm16/16000', audioOut: 'pcm16/24000' };
const QUIET_MS = 30_000;
const { quiet: FIRST, still_quiet: SECOND } = SPEECH_NOTICES.en;
const msOf = (text: string) => text.length * MS_PER_CHAR;

describe('a long silence in a talk', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
  let clock: FakeClock;
  let stt: ScriptedSpeechToText;
  let tts: ScriptedVoice;
  let learner: Awaited<ReturnType<typeof addLearner>>;
  let client: RealtimeClient;
  let listener: ListeningClient;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    clock = new FakeClock();
    stt = new ScriptedSpeechToText();
    tts = new ScriptedVoice();
    node = await startNode({ stores: database.stores, tts, stt, turnClock: clock });
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    listener = new ListeningClient(client);
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  /** Resolves when the server has taken everything that was sent. */
  async function taken(): Promise<void> {
    client.send({ type: 'nothing' });
    await client.next('error');
  }

  async function open(hello: Record<string, unknown> = BOTH_WAYS, speakUp = true) {
    const ready = await client.hello(hello);
    if (speakUp) client.send({ type: 'set', speakUp });
    await taken();
    return ready;
  }

  /** The tutor speaks up. @returns what it says */
  async function spokenTo() {
    clock.advance(QUIET_MS);
    const notice = await client.next('notice');
    await client.next('state', ({ state }) => state === 'speaking');
    return notice;
  }

  const notices = () => client.events.filter(({ type }) => type === 'notice').length;

  it('is broken by the tutor twice, aloud, and then left to the learner', async () => {
    const { conversationId } = await open();
    clock.advance(QUIET_MS - 1);
    await taken();
    expect(notices()).toBe(0);
    clock.advance(1);
    for (const text of [FIRST, SECOND]) {
      if (text === SECOND) clock.advance(QUIET_MS);
      const { message, turnId = '', turn } = await client.next('notice');
      expect(message).toBe(text);
      await listener.received(0, 2000);
      expect(client.frames.at(-1)?.turn).toBe(turn);
      await client.next('state', ({ state }) => state === 'speaking');
      listener.report(turnId, 0, 1500);
      await listener.received(0, msOf(text));
      listener.report(turnId, 0, msOf(text));
      await client.next('state', ({ state }) => state === 'listening');
    }
    clock.advance(20 * QUIET_MS);
    await taken();
    expect(notices()).toBe(2);
    // Said, and nothing that was talked about.
    const { items } = await database.stores.messages.list(learner.learnerId, conversationId, { limit: 10 });
    expect(items).toEqual([]);
  });

  it('stays one where the client has not said that its learner may be spoken to, or takes that back', async () => {
    await open(BOTH_WAYS, false);
    clock.advance(10 * QUIET_MS);
    client.send({ type: 'set', speakUp: true });
    await taken();
    clock.advance(QUIET_MS - 1);
    client.send({ type: 'set', speakUp: false });
    await taken();
    clock.advance(10 * QUIET_MS);
    await taken();
    expect(notices()).toBe(0);
    expect(tts.said).toEqual([]);
  });

  it('is over when the learner speaks over the tutor, whose words stop', async () => {
    await open();
    await spokenTo();
    const id = newId();
    listener.speak(id);
    await client.next('state', ({ state }) => state === 'listening');
    client.send({ type: 'speech_end', id, done: true });
    await expect.poll(() => stt.stretches.length).toBe(1);
    const frames = client.frames.length;
    stt.last.end('What is a leaf?');
    expect(await client.next('accepted')).toMatchObject({ id });
    await client.next('sentence');
    await listener.received(0, 500);
    const [answer] = client.frames.slice(frames);
    expect(answer?.turn).toBe(client.events.find((event) => event.type === 'sentence')?.turn);
  });

  it('goes on when what was heard over the tutor was a cough', async () => {
    await open();
    const { turnId = '' } = await spokenTo();
    const id = newId();
    listener.speak(id, 200);
    await client.next('state', ({ state }) => state === 'listening');
    client.send({ type: 'speech_cancel', id });
    await client.next('state', ({ state }) => state === 'speaking');
    await listener.received(0, msOf(FIRST));
    listener.report(turnId, 0, msOf(FIRST));
    await client.next('state', ({ state }) => state === 'listening');
  });

  it('is over when the tutor is stopped by a button, or something is asked by typing', async () => {
    await open();
    const { turnId } = await spokenTo();
    client.send({ type: 'interrupt', turnId, heardChars: 4 });
    await client.next('state', ({ state }) => state === 'listening');
    await spokenTo();
    client.ask(newId());
    await client.next('state', ({ state }) => state === 'listening');
    await client.next('sentence');
    expect(client.events.some(({ type }) => type === 'turn_end')).toBe(false);
  });

  it('is broken in the language of the talk', async () => {
    await open({ ...BOTH_WAYS, language: 'es-MX' });
    expect(await spokenTo()).toMatchObject({ code: 'quiet', message: SPEECH_NOTICES.es.quiet });
    expect(tts.options.at(-1)).toMatchObject({ language: 'es-MX' });
  });

  it('is broken in words alone where the tutor is not heard, as often', async () => {
    await open({ audioIn: 'pcm16/16000' });
    clock.advance(QUIET_MS);
    const first = await client.next('notice');
    clock.advance(QUIET_MS);
    const second = await client.next('notice');
    clock.advance(10 * QUIET_MS);
    await taken();
    expect([first, second].map(({ code, turn }) => [code, turn])).toEqual([
      ['quiet', undefined],
      ['still_quiet', undefined],
    ]);
    expect(notices()).toBe(2);
  });

  it('ends in words when the voice fails, and the talk goes on', async () => {
    await open();
    tts.broken = new Error('no voice');
    clock.advance(QUIET_MS);
    expect(await client.next('notice')).toMatchObject({ code: 'quiet', message: FIRST });
    await expect.poll(() => tts.said.length).toBe(1);
    await expect.poll(() => tts.running).toBe(0);
    tts.broken = undefined;
    client.ask(newId());
    await client.next('sentence');
    await listener.received(0, 500);
  });
});

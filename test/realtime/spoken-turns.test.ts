import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { newId } from '../../src/ids.ts';
import { openTestDatabase } from '../support/databases.ts';
import { ListeningClient } from '../support/listening-client.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';
import { delta, end, Gate, sentence, USUAL_TEXT } from '../support/scripted-tutor.ts';
import { ScriptedVoice } from '../support/scripted-voice.ts';

/** `Leaves make sugar.` takes 900 ms, `Why do they need light?` 1,150. */
const FIRST_MS = 900;
const SECOND_MS = 1150;

describe('an answer that is spoken', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let node: RealtimeNode;
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
    tts = new ScriptedVoice();
    node = await startNode({ stores: database.stores, tts });
    learner = await addLearner(database.stores);
    client = await node.connect(learner.token);
    listener = new ListeningClient(client);
    ({ conversationId } = await client.hello({ audioOut: 'pcm16/24000' }));
  });
  afterEach(async () => {
    client.socket.terminate();
    await node.stop();
  });

  /** Asks, and waits until the answer is on its way. @returns the turn's id */
  async function ask(): Promise<string> {
    client.ask(newId());
    const { turnId } = await client.next('sentence');
    await listener.received(0, 100);
    return turnId;
  }

  const answers = async () => {
    const { items } = await database.stores.messages.list(learner.learnerId, conversationId, { limit: 50 });
    return items.filter(({ role }) => role === 'tutor');
  };

  it('is spoken as fast as the learner wants, and what was heard is counted by the sound that came of it', async () => {
    client.socket.terminate();
    client = await node.connect(learner.token);
    listener = new ListeningClient(client);
    const slow = await client.hello({ audioOut: 'pcm16/24000', speed: 0.8 });
    expect(slow.changesSpeed).toBe(true);
    const turnId = await ask();
    await listener.received(0, FIRST_MS / 0.8);
    // Two thirds of it at the voice's own speed, but only a half at this one.
    listener.report(turnId, 0, 600);
    client.send({ type: 'set', speed: 1.5 });
    client.send({ type: 'nothing' });
    await client.next('error');
    node.talks.speakOver(slow.conversationId, 'app');
    expect(await client.next('turn_end')).toMatchObject({ status: 'interrupted', heardText: 'Leaves' });
    client.ask(newId(), 'Why?');
    await client.next('sentence', (event) => event.turnId !== turnId);
    await client.next('state', ({ state }) => state === 'speaking');
    expect(tts.options.filter(({ speed }) => speed === 0.8).length).toBeGreaterThan(0);
    expect(tts.options.at(-1)?.speed).toBe(1.5);
  });

  it('ends when its last sentence was played, and not before', async () => {
    const turnId = await ask();
    await listener.received(1, SECOND_MS);
    listener.report(turnId, 0, FIRST_MS, true);
    listener.report(turnId, 1, SECOND_MS - 100);
    client.send({ type: 'nothing' });
    await client.next('error');
    expect(client.events.some(({ type }) => type === 'turn_end')).toBe(false);
    listener.report(turnId, 1, SECOND_MS, true);
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    expect(tts.said).toEqual(['Leaves make sugar.', 'Why do they need light?']);
  });

  it('sends each sentence’s sound whole and in order, behind the event that announces it', async () => {
    const turnId = await ask();
    await listener.received(1, SECOND_MS);
    const announced = client.events.filter((event) => event.type === 'sentence');
    expect(new Set(announced.map(({ turn }) => turn))).toEqual(new Set([client.frames[0]?.turn]));
    for (const [index, ms] of [FIRST_MS, SECOND_MS].entries()) {
      const frames = client.frames.filter((frame) => frame.sentence === index);
      expect(frames.map(({ sequence }) => sequence)).toEqual(frames.map((_, at) => at));
      expect(listener.receivedMs(index)).toBe(ms);
      for (const { pcm } of frames.slice(0, -1)) {
        expect(pcm.length).toBeGreaterThanOrEqual(20 * 48);
        expect(pcm.length).toBeLessThanOrEqual(100 * 48);
      }
      const event = client.events.findIndex((one) => one.type === 'sentence' && one.index === index);
      expect(frames[0]?.after).toBeGreaterThan(event);
    }
    client.send({ type: 'interrupt', turnId, heardChars: 0 });
    await client.next('turn_end');
  });

  it('is kept as far as it was played, down to a word, when the learner stops it', async () => {
    const turnId = await ask();
    await listener.received(0, FIRST_MS);
    listener.report(turnId, 0, 800);
    client.send({ type: 'interrupt', turnId, heardChars: 14 });
    expect(await client.next('turn_end')).toMatchObject({ status: 'interrupted', heardText: 'Leaves make' });
    expect(await answers()).toMatchObject([{ status: 'interrupted', heardText: 'Leaves make' }]);
    client.ask(newId());
    await client.next('sentence');
    expect(node.tutor.asked.at(-1)?.history.at(-1)).toEqual({ role: 'tutor', text: 'Leaves make', interrupted: true });
  });

  it('never counts as heard what was not sent as sound, whatever a client says', async () => {
    const gate = new Gate();
    tts.next(FIRST_MS).next(gate);
    const turnId = await ask();
    await gate.reached;
    await listener.received(0, FIRST_MS);
    listener.report(turnId, 1, 1e300, true);
    listener.report(turnId, 77, 5, true);
    client.send({ type: 'interrupt', turnId, heardChars: 1e9 });
    expect(await client.next('turn_end')).toMatchObject({ status: 'interrupted', heardText: 'Leaves make sugar.' });
    gate.open();
  });

  it('is stopped with everything that makes it: no sound follows its end', async () => {
    const gate = new Gate();
    tts.next(200, gate, 5000);
    const turnId = await ask();
    await gate.reached;
    client.send({ type: 'interrupt', turnId, heardChars: 3 });
    await client.next('turn_end');
    const frames = client.frames.length;
    gate.open();
    await client.next('state', ({ state }) => state === 'listening');
    client.send({ type: 'nothing' });
    await client.next('error');
    expect(client.frames.length).toBe(frames);
    await expect.poll(() => tts.running).toBe(0);
  });

  it('goes on as text when the voice fails in the middle, and the learner is told', async () => {
    tts.next(300, new AppError({ code: 'tts_cut_off', status: 502, message: 'x', retryable: true }));
    const turnId = await ask();
    expect(await client.next('notice')).toMatchObject({ code: 'voice_failed' });
    await listener.received(0, 300);
    listener.report(turnId, 0, 300, true);
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
    expect(client.text).toBe(USUAL_TEXT);
    expect(await node.metric('lva_voice_failures_total', { code: 'tts_cut_off' })).toBe(1);
    expect(tts.said).toHaveLength(1);
  });

  it('that begins without a voice is heard from where there is one again, and kept as it was read and heard', async () => {
    tts.next(new AppError({ code: 'tts_failed', status: 503, message: 'x', retryable: true }));
    client.ask(newId());
    const { turnId } = await client.next('sentence');
    expect(await client.next('notice')).toMatchObject({ code: 'voice_failed' });
    await listener.received(1, SECOND_MS);
    expect(client.frames.every(({ sentence }) => sentence === 1)).toBe(true);
    listener.report(turnId, 1, 600);
    client.send({ type: 'nothing' });
    await client.next('error');
    node.talks.speakOver(conversationId, 'app');
    const heardText = 'Leaves make sugar. Why do they';
    expect(await client.next('turn_end')).toMatchObject({ status: 'interrupted', heardText });
    expect(await answers()).toMatchObject([{ status: 'interrupted', heardText }]);
  });

  it('is text alone for a client that wants no sound, and says nothing of a turn’s number', async () => {
    const reader = await node.connect(learner.token);
    await reader.hello({ conversationId });
    await client.closed;
    reader.ask(newId());
    expect((await reader.next('sentence')).turn).toBeUndefined();
    expect(await reader.next('turn_end')).toMatchObject({ status: 'complete' });
    expect(tts.said).toEqual([]);
    reader.socket.terminate();
  });

  it('goes on for a learner who comes back, with what they have not heard', async () => {
    const turnId = await ask();
    await listener.received(1, SECOND_MS);
    listener.report(turnId, 0, FIRST_MS, true);
    listener.report(turnId, 1, 500);
    client.send({ type: 'nothing' });
    await client.next('error');
    const ready = client.events.find(({ type }) => type === 'ready');
    const resume = { epoch: ready?.type === 'ready' ? ready.epoch : '', offset: client.offsets.at(-1) ?? 0 };
    client.socket.terminate();
    await expect.poll(() => node.gateway.open).toBe(0);
    client = await node.connect(learner.token);
    listener = new ListeningClient(client);
    expect(await client.hello({ conversationId, resume, audioOut: 'pcm16/24000' })).toMatchObject({ resumed: true });
    await listener.received(1, SECOND_MS - 500);
    expect(client.frames.every((frame) => frame.sentence === 1)).toBe(true);
    expect(listener.receivedMs(1)).toBeLessThan(SECOND_MS);
    listener.report(turnId, 1, SECOND_MS, true);
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete', heardText: USUAL_TEXT });
  });

  it('is over for a learner who comes anew while it speaks, with what they heard', async () => {
    const turnId = await ask();
    await listener.received(1, SECOND_MS);
    listener.report(turnId, 0, FIRST_MS, true);
    client.send({ type: 'nothing' });
    await client.next('error');
    const other = await node.connect(learner.token);
    await other.hello({ conversationId, audioOut: 'pcm16/24000' });
    const ended = await other.next('turn_end');
    expect(ended).toMatchObject({ status: 'interrupted', heardText: 'Leaves make sugar.' });
    expect(other.frames).toEqual([]);
    other.socket.terminate();
  });

  it('records when its first sound was made and sent', async () => {
    const turnId = await ask();
    client.send({ type: 'interrupt', turnId, heardChars: 0 });
    const { timings } = await client.next('turn_end');
    expect(timings.ttsFirstByteMs).not.toBeNull();
    expect(timings.firstAudioMs).toBeGreaterThanOrEqual(timings.firstSentenceMs ?? Number.NaN);
    expect((await answers())[0]?.timings).toEqual(timings);
  });

  it('makes sound one sentence ahead, not more', async () => {
    const texts = ['One.', 'Two.', 'Three.', 'Four.', 'Five.', 'Six.'];
    node.tutor.next(...texts.flatMap((text, index) => [delta(`${text} `), sentence(index, text)]), end);
    for (const _ of texts) tts.next(2000);
    const turnId = await ask();
    await listener.received(1, 1000);
    // Three seconds are under way, so the second sentence is being sent and the third is made.
    await expect.poll(() => tts.said).toEqual(['One.', 'Two.', 'Three.']);
    expect(tts.mostRunning).toBe(1);
    listener.report(turnId, 0, 2000, true);
    await expect.poll(() => tts.said).toEqual(['One.', 'Two.', 'Three.', 'Four.']);
    client.send({ type: 'interrupt', turnId, heardChars: 0 });
    await client.next('turn_end');
  });
});

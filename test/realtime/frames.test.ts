import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/ids.ts';
import { AudioKind, encodeAudioFrame } from '../../src/protocol/audio-frame.ts';
import { MAX_FRAME_BYTES, MAX_USER_TEXT } from '../../src/protocol/limits.ts';
import { MESSAGE_RATE } from '../../src/realtime/socket-line.ts';
import { SPEECH_NOTICES } from '../../src/voice/speech-notices.ts';
import { openTestDatabase } from '../support/databases.ts';
import { FakeClock } from '../support/fake-clock.ts';
import type { RealtimeClient } from '../support/realtime-client.ts';
import { addLearner, type RealtimeNode, startNode } from '../support/realtime-node.ts';

const audio = { kind: AudioKind.learner, turn: 0, sentence: 0, sequence: 1, pcm: new Uint8Array(640) };

describe('frames', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let clock: FakeClock;
  let node: RealtimeNode;
  let client: RealtimeClient;

  beforeAll(async () => {
    database = await openTestDatabase('sqlite');
    clock = new FakeClock();
    node = await startNode({ stores: database.stores, clock });
  });
  afterAll(async () => {
    await node.stop();
    await database.drop();
  });
  beforeEach(async () => {
    const { token } = await addLearner(database.stores);
    client = await node.connect(token);
    await client.hello();
  });
  afterEach(() => client.socket.terminate());

  it.each([
    { what: 'no JSON', frame: '{' },
    { what: 'no object', frame: '[]' },
    { what: 'no type', frame: '{"text":"hello"}' },
    { what: 'a type that is no text', frame: '{"type":7}' },
    { what: 'a missing field', frame: '{"type":"interrupt","heardChars":1}' },
    { what: 'an id that is no UUID', frame: '{"type":"user_text","id":"1","text":"x","source":"typed"}' },
    { what: 'nothing but white space', frame: JSON.stringify({ ...question(' \n'), id: newId() }) },
    { what: 'text that is too long', frame: JSON.stringify(question('x'.repeat(MAX_USER_TEXT + 1))) },
    { what: 'an endless type', frame: JSON.stringify({ type: 'interrupt', turnId: '🙂'.repeat(500) }) },
    { what: 'audio without sound', frame: encodeAudioFrame(audio).subarray(0, 9) },
    { what: 'audio with half a sample', frame: encodeAudioFrame(audio).subarray(0, 12) },
    { what: 'audio of the tutor', frame: encodeAudioFrame({ ...audio, kind: AudioKind.tutor }) },
    { what: 'audio of more than 100 ms', frame: encodeAudioFrame({ ...audio, pcm: new Uint8Array(3202) }) },
    { what: 'audio of a turn', frame: encodeAudioFrame({ ...audio, turn: 1 }) },
  ])('close the socket with 4400 when they hold $what', async ({ frame }) => {
    client.socket.send(frame);
    const { code, reason } = await client.closed;
    expect(code).toBe(4400);
    expect(reason).not.toBe('');
  });

  it('may hold the longest text there is', async () => {
    client.ask(newId(), 'x'.repeat(MAX_USER_TEXT));
    expect(await client.next('turn_end')).toMatchObject({ status: 'complete' });
  });

  it('may be 64 KiB and not a byte more', async () => {
    const frame = (bytes: number) => {
      const empty = JSON.stringify({ type: 'playful', filler: '' });
      return JSON.stringify({ type: 'playful', filler: 'x'.repeat(bytes - empty.length) });
    };
    client.socket.send(frame(MAX_FRAME_BYTES));
    expect(await client.next('error')).toMatchObject({ code: 'unknown_message' });
    client.socket.send(frame(MAX_FRAME_BYTES + 1));
    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it('of an unknown type are refused, and the socket goes on', async () => {
    client.send({ type: 'sing', song: 'x' });
    const error = await client.next('error');
    expect(error).toMatchObject({ code: 'unknown_message', retryable: false, requestId: expect.any(String) });
    expect(error.offset).toBeUndefined();
    client.ask(newId());
    await client.next('turn_end');
  });

  it('with speech are refused in the talk’s language, else in that of what the learner wrote last', async () => {
    const refusal = async () => {
      client.send({ type: 'speech_start', id: newId() });
      return (await client.next('error')).message;
    };
    expect(await refusal()).toBe(SPEECH_NOTICES.en.speech_unavailable);
    client.ask(newId(), 'Warum ist das Blatt grün?');
    expect(await refusal()).toBe(SPEECH_NOTICES.de.speech_unavailable);
    client.ask(newId(), 'Ok.');
    client.send({ type: 'set', mode: 'explain' });
    expect(await refusal()).toBe(SPEECH_NOTICES.de.speech_unavailable);
    client.send({ type: 'set', language: 'fr' });
    expect(await refusal()).toBe(SPEECH_NOTICES.fr.speech_unavailable);
  });

  it('with speech are refused once an utterance, since nobody can hear them', async () => {
    client.socket.send(encodeAudioFrame(audio));
    expect(await client.next('error')).toMatchObject({ code: 'speech_unavailable' });
    client.send({ type: 'speech_start', id: newId() });
    expect(await client.next('error')).toMatchObject({ code: 'speech_unavailable' });
    for (let n = 0; n < 50; n += 1) client.socket.send(encodeAudioFrame(audio));
    client.send({ type: 'speech_end', id: newId() });
    client.send({ type: 'speech_cancel', id: newId() });
    client.ask(newId());
    await client.next('turn_end');
    expect(client.events.filter((event) => event.type === 'error')).toHaveLength(2);
  });

  it('that need no answer get none', async () => {
    client.send({ type: 'ack', offset: 1 });
    client.send({ type: 'playback', turnId: newId(), sentence: 0, playedMs: 10, done: false });
    client.ask(newId());
    await client.next('turn_end');
    expect(client.events.filter((event) => event.type === 'error')).toEqual([]);
  });

  it('may come fifty a second for ever, and a hundred at once', async () => {
    for (let second = 0; second < 4; second += 1) {
      for (let n = 0; n < MESSAGE_RATE.perSecond; n += 1) client.send({ type: 'nothing' });
      await client.next('error');
      await expect.poll(() => client.events.filter((event) => event.type === 'error').length).toBe((second + 1) * 50);
      clock.advance(1000);
    }
    // Saying hello has cost one.
    clock.advance(1000);
    for (let n = 0; n < MESSAGE_RATE.burst; n += 1) client.send({ type: 'nothing' });
    await expect.poll(() => client.events.filter((event) => event.type === 'error').length).toBe(300);
    client.send({ type: 'nothing' });
    expect(await client.closed).toEqual({ code: 4429, reason: 'too fast' });
  });
});

function question(text: string) {
  return { type: 'user_text', id: newId(), text, source: 'typed' };
}

import { describe, expect, it, vi } from 'vitest';
import { AppError, unavailable } from '../../../src/errors.ts';
import { KeptRoom, LONGEST_KEPT_MS, MOST_KEPT_BYTES, MOST_KEPT_MS } from '../../../src/voice/listen/kept-speech.ts';
import { RECOGNITION_MS } from '../../../src/voice/listen/recognition.ts';
import { openEar, settled, voice } from './ear-kit.ts';

const down = () => unavailable('stt_unreachable', 'The recogniser is down.');

describe('speech that can’t be recognised', () => {
  it('is kept, told, and recognised again by itself', async () => {
    const { stt, sink, speak, pass, clock } = openEar();
    const began = clock.now();
    await speak('a');
    stt.last.fail(down());
    await pass(1_000);
    expect(sink.summary).toEqual(['notice speech_kept']);
    await pass(2_000);
    stt.last.fail(down());
    await pass(3_999);
    expect(stt.stretches).toHaveLength(2);
    await pass(1);
    await stt.last.heardAll;
    expect(stt.last.samples).toBe(800 * 16);
    stt.last.end('What is an atom?');
    await settled();
    expect(sink.summary).toEqual(['notice speech_kept', 'utterance a: What is an atom?']);
    expect(sink.utterances).toMatchObject([{ finishedAt: began + 800 }]);
    await pass(60_000);
    expect(stt.stretches).toHaveLength(3);
  });

  it('keeps the words of its other stretches, and its place among them', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.end('First and');
    await speak('b');
    stt.last.fail(down());
    await speak('c');
    stt.last.end('third.');
    await settled();
    await pass(1_000);
    expect(sink.summary).toEqual(['notice speech_kept']);
    await pass(2_000);
    stt.last.end('second and');
    await settled();
    expect(sink.summary.at(-1)).toBe('utterance a: First and second and third.');
  });

  it('is tried again as soon as something else is recognised', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.fail(down());
    await pass(1_000);
    await speak('b');
    stt.last.end('And why is it blue?');
    await settled();
    expect(stt.stretches).toHaveLength(3);
    stt.last.end('What is the sky made of?');
    await pass(1_000);
    expect(sink.summary).toEqual([
      'notice speech_kept',
      'utterance a: What is the sky made of?',
      'utterance b: And why is it blue?',
    ]);
  });

  it('is dropped when the learner has said it again', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.fail(down());
    await pass(1_000);
    await speak('b');
    stt.last.end('What is the sky made of?');
    await pass(500);
    stt.last.end('what is the sky made of');
    await pass(1_000);
    expect(sink.summary).toEqual(['notice speech_kept', 'utterance b: What is the sky made of?', 'nothing a']);
  });

  it('does not speak into the tutor’s answer when it is recognised at last', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.fail(down());
    await pass(1_000);
    ear.tutor('speaking');
    await pass(2_000);
    stt.last.end('What is an atom?');
    await pass(10_000);
    expect(sink.summary).toEqual(['notice speech_kept']);
    ear.tutor('silent');
    await settled();
    expect(sink.summary).toEqual(['notice speech_kept', 'utterance a: What is an atom?']);
  });

  it('lets a held tutor go on', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    ear.tutor('speaking');
    await speak('a');
    stt.last.fail(down());
    await pass(3_000);
    expect(sink.summary).toEqual(['onset', 'notice speech_kept', 'false_alarm']);
  });

  it('is late after fifteen seconds and its own length', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a', 1_000);
    await pass(RECOGNITION_MS + 999);
    expect(sink.summary).toEqual([]);
    await pass(1);
    expect(stt.stretches[0]?.signal.aborted).toBe(true);
    expect(sink.summary).toEqual(['notice speech_kept']);
    stt.stretches[0]?.end('too late');
    await pass(2_000);
    stt.last.end('In time.');
    await settled();
    expect(sink.summary.at(-1)).toBe('utterance a: In time.');
  });

  it('of a streaming recogniser that breaks down is recognised anew at its end', async () => {
    const { ear, stt, sink, pass } = openEar({ streaming: true });
    ear.speechStart('a');
    for (const pcm of voice(400)) ear.audio(pcm);
    await settled();
    stt.last.partial('what is');
    stt.last.end();
    await settled();
    for (const pcm of voice(400)) ear.audio(pcm);
    ear.speechEnd('a');
    await stt.last.heardAll;
    expect(stt.stretches).toHaveLength(2);
    expect(stt.last.samples).toBe(800 * 16);
    stt.last.end('What is an atom?');
    await pass(1_000);
    expect(sink.summary).toEqual(['utterance a: What is an atom?']);
  });

  it('for its own fault is not kept: the learner says it again', async () => {
    const { stt, sink, speak, pass } = openEar();
    await speak('a');
    stt.last.fail(new AppError({ code: 'stt_bad_audio', status: 422, message: 'Broken audio.' }));
    await pass(29_000);
    expect(sink.summary).toEqual(['notice speech_not_understood', 'nothing a']);
    expect(stt.stretches).toHaveLength(1);
  });

  it('is given up after ten minutes, and that is told', async () => {
    const { stt, sink, speak, pass, metric } = openEar();
    await speak('a');
    stt.onStretch = (stretch) => stretch.fail(down());
    stt.last.fail(down());
    await settled();
    for (let ms = 0; ms <= LONGEST_KEPT_MS + 30_000; ms += 1_000) await pass(1_000);
    expect(sink.summary).toEqual(['notice speech_kept', 'nothing a', 'notice speech_lost']);
    expect(stt.stretches.length).toBeLessThan(30);
    expect(await metric('lva_heard_total', { outcome: 'lost' })).toBe(1);
  });

  it('is kept for two minutes of sound, of more the newest', async () => {
    const { ear, stt, sink, clock, pass } = openEar();
    stt.onStretch = (stretch) => stretch.fail(down());
    const half = MOST_KEPT_MS / 2;
    for (const [id, ms] of Object.entries({ a: half, b: half, c: 200 })) {
      ear.speechStart(id);
      for (const pcm of voice(ms)) ear.audio(pcm);
      ear.speechEnd(id);
      await pass(1_000);
    }
    expect(sink.summary.filter((line) => line !== 'notice speech_kept')).toEqual(['nothing a', 'notice speech_lost']);
    stt.onStretch = undefined;
    clock.advance(30_000);
    await settled();
    stt.last.end('b');
    await settled();
    stt.last.end('c');
    await settled();
    expect(sink.utterances.map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('is given up for newer speech of any learner where the process keeps too much, the oldest first', async () => {
    const room = new KeptRoom();
    const ada = openEar({ room });
    const bob = openEar({ room });
    const giveUp = vi.fn();
    const most = room.take(MOST_KEPT_BYTES - 40_000, giveUp);
    for (const [{ speak, stt, pass }, id] of [
      [ada, 'a'],
      [bob, 'b'],
    ] as const) {
      await speak(id);
      stt.last.fail(down());
      await pass(1_000);
    }
    expect(giveUp).toHaveBeenCalledOnce();
    most();
    expect(ada.sink.summary).toEqual(['notice speech_kept']);
    room.take(MOST_KEPT_BYTES - 40_000, () => undefined);
    expect(ada.sink.summary).toEqual(['notice speech_kept', 'nothing a', 'notice speech_lost']);
    expect(bob.sink.summary).toEqual(['notice speech_kept']);
    bob.clock.advance(2_000);
    await settled();
    bob.stt.last.end('What is an atom?');
    await settled();
    expect(bob.sink.summary.at(-1)).toBe('utterance b: What is an atom?');
  });

  it('leaves room to others once it is recognised', async () => {
    const room = new KeptRoom();
    const { stt, speak, pass } = openEar({ room });
    const giveUp = vi.fn();
    room.take(MOST_KEPT_BYTES - 40_000, giveUp);
    for (const id of ['a', 'b', 'c']) {
      await speak(id);
      stt.last.fail(down());
      await pass(1_000);
      await pass(2_000);
      stt.last.end('What is an atom?');
      await settled();
    }
    expect(giveUp).not.toHaveBeenCalled();
  });
});

describe('a line that is gone', () => {
  it('lets what was said become messages, without any waiting', async () => {
    const { ear, stt, sink, speak } = openEar();
    await speak('a');
    stt.last.end('I think that');
    await settled();
    ear.speechStart('b');
    for (const pcm of voice(400)) ear.audio(pcm);
    const closed = ear.close();
    await settled();
    expect(sink.summary).toEqual([]);
    stt.last.end('it is blue');
    await closed;
    expect(sink.summary).toEqual(['utterance a: I think that it is blue']);
    ear.speechStart('c');
    for (const pcm of voice(400)) ear.audio(pcm);
    ear.speechEnd('c');
    await ear.close();
    expect(stt.stretches).toHaveLength(2);
  });

  it('keeps trying to recognise what was said', async () => {
    const { ear, stt, sink, speak, pass } = openEar();
    await speak('a');
    const closed = ear.close();
    stt.last.fail(down());
    await pass(2_000);
    stt.last.end('What is an atom?');
    await closed;
    expect(sink.summary).toEqual(['notice speech_kept', 'utterance a: What is an atom?']);
  });
});

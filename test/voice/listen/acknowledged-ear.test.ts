import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import type { Ear } from '../../../src/voice/listen/ear-types.ts';
import { KEPT_STALL_MS } from '../../../src/voice/listen/sound-intake.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { hearingServer, server } from './ack-kit.ts';
import { settled, voice } from './ear-kit.ts';

/** A voice of so long, at its own speed. */
function speak(ear: Ear, clock: FakeClock, ms: number): void {
  for (const pcm of voice(ms)) {
    clock.advance(20);
    ear.audio(pcm);
  }
}

/** The same, all at once. */
function resend(ear: Ear, ms: number): void {
  for (const pcm of voice(ms)) ear.audio(pcm);
}

async function pass(clock: FakeClock, ms: number): Promise<void> {
  await settled();
  clock.advance(ms);
  await settled();
}

describe('what a client that keeps its speech is told', () => {
  it('is about once a second how much has come, at the end that all has, and when it is stored that it may be forgotten', async () => {
    const { clock, stt, open, stored } = server();
    const { ear, sink } = open();
    ear.speechStart('a');
    speak(ear, clock, 2_500);
    expect(sink.acks).toEqual([
      { id: 'a', receivedMs: 1_000, settled: false },
      { id: 'a', receivedMs: 2_000, settled: false },
    ]);
    ear.speechEnd('a');
    expect(sink.acks.at(-1)).toEqual({ id: 'a', receivedMs: 2_500, settled: false });
    await settled();
    stt.last.end('What is the sky made of?');
    await pass(clock, 1_000);
    expect(sink.acks.at(-1)).toEqual({ id: 'a', receivedMs: 2_500, settled: true });
    expect(stored).toMatchObject([{ id: 'a', heard: [{ id: 'a', ms: 2_500 }] }]);
  });

  it('is that noise, and what was cancelled, may be forgotten', async () => {
    const { clock, open } = server();
    const { ear, sink } = open();
    ear.speechStart('a');
    speak(ear, clock, 60);
    ear.speechEnd('a');
    ear.speechStart('b');
    speak(ear, clock, 400);
    ear.speechCancel('b');
    await pass(clock, 1_000);
    expect(sink.acks.filter((ack) => ack.settled).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is not that it may forget what a server that goes down takes no more', async () => {
    const { clock, stt, open } = server();
    const { ear, sink } = open();
    sink.take = async () => {
      throw new AppError({ code: 'restarting', status: 503, message: 'later', retryable: true });
    };
    ear.speechStart('a');
    speak(ear, clock, 800);
    ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('What is the sky made of?');
    await settled();
    expect(sink.acks.map((ack) => ack.settled)).toEqual([false]);
    expect(sink.summary).toEqual(['utterance a: What is the sky made of?', 'notice restarting']);
  });

  it('is that it may forget what is refused for good, of which its learner is told', async () => {
    const { clock, stt, open } = server();
    const { ear, sink } = open();
    sink.take = async () => {
      throw new AppError({ code: 'not_found', status: 404, message: 'gone' });
    };
    ear.speechStart('a');
    speak(ear, clock, 800);
    ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('What is the sky made of?');
    await settled();
    expect(sink.acks.at(-1)?.settled).toBe(true);
    expect(sink.summary.at(-1)).toBe('notice speech_not_taken');
  });

  it('is nothing where it does not keep it', async () => {
    const { clock, stt, open, stored } = server();
    const { ear, sink } = open({ keepsSpeech: () => false });
    ear.speechStart('a');
    speak(ear, clock, 2_000);
    ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('What is the sky made of?');
    await settled();
    expect(sink.acks).toEqual([]);
    expect(stored).toMatchObject([{ id: 'a' }]);
  });
});

describe('a voice that its line broke off in the middle', () => {
  it('is heard whole when it comes again, and nothing of it twice', async () => {
    const { clock, stt, open, stored } = server();
    const before = open();
    before.ear.speechStart('a');
    speak(before.ear, clock, 1_200);
    const closed = before.ear.close();
    const next = open();
    await next.ear.speechAgain?.('a');
    resend(next.ear, 2_000);
    next.ear.speechEnd('a', { done: true });
    await settled();
    expect(stt.stretches).toHaveLength(1);
    expect(stt.last.samples).toBe(2_000 * 16);
    stt.last.end('What is the sky made of?');
    await settled();
    await closed;
    expect(stored.map(({ id }) => id)).toEqual(['a']);
    expect(next.sink.acks.at(-1)).toEqual({ id: 'a', receivedMs: 2_000, settled: true });
  });

  it('takes what was said before it in the same message with it', async () => {
    const { clock, stt, open, stored } = server();
    const before = open();
    before.ear.speechStart('a');
    speak(before.ear, clock, 800);
    before.ear.speechEnd('a');
    await settled();
    stt.last.end('The answer is');
    await settled();
    before.ear.speechStart('b');
    speak(before.ear, clock, 400);
    void before.ear.close();
    const next = open();
    await next.ear.speechAgain?.('a');
    resend(next.ear, 800);
    next.ear.speechEnd('a');
    await next.ear.speechAgain?.('b');
    resend(next.ear, 900);
    next.ear.speechEnd('b', { done: true });
    await settled();
    for (const stretch of stt.stretches.slice(1))
      stretch.end(stretch.samples === 800 * 16 ? 'The answer is' : 'forty two.');
    await settled();
    expect(stored.map(({ text }) => text)).toEqual(['The answer is forty two.']);
    expect(next.sink.acks.filter((ack) => ack.settled).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('is taken as it is when nobody has sent it again for fifteen seconds; of what comes later the rest is heard', async () => {
    const { clock, stt, open, stored } = server();
    const before = open();
    before.ear.speechStart('a');
    speak(before.ear, clock, 1_200);
    const closed = before.ear.close();
    await pass(clock, KEPT_STALL_MS - 1);
    expect(stt.stretches).toHaveLength(0);
    await pass(clock, 1);
    stt.last.end('What is the sky');
    await closed;
    expect(stored.map(({ text }) => text)).toEqual(['What is the sky']);
    const next = open();
    await next.ear.speechAgain?.('a');
    resend(next.ear, 2_000);
    next.ear.speechEnd('a', { done: true });
    await settled();
    expect(stt.last.samples).toBe(800 * 16);
    stt.last.end('made of?');
    await settled();
    expect(stored.map(({ text }) => text)).toEqual(['What is the sky', 'made of?']);
    expect(next.sink.acks.at(-1)).toEqual({ id: 'a', receivedMs: 2_000, settled: true });
  });

  it('is recognised at once where its client does not keep it', async () => {
    const { clock, stt, open } = server();
    const plain = open({ keepsSpeech: () => false });
    plain.ear.speechStart('a');
    speak(plain.ear, clock, 1_200);
    void plain.ear.close();
    await settled();
    expect(stt.stretches).toHaveLength(1);
  });
});

describe('an ear whose server goes down', () => {
  it('is settled when what was said to its end is taken, and not before', async () => {
    const { clock, stt, open } = server();
    const { ear, sink } = open();
    const taken = Promise.withResolvers<void>();
    sink.take = () => taken.promise;
    ear.speechStart('a');
    speak(ear, clock, 800);
    ear.speechEnd('a');
    let isSettled = false;
    void ear.close();
    void ear.settled().then(() => {
      isSettled = true;
    });
    await settled();
    stt.last.end('What is the sky made of?');
    await settled();
    expect([sink.utterances.length, isSettled]).toEqual([1, false]);
    taken.resolve();
    await settled();
    expect(isSettled).toBe(true);
  });

  it('waits for no voice that goes on: its client has it', async () => {
    const { clock, stt, open } = server();
    const { ear } = open();
    ear.speechStart('a');
    speak(ear, clock, 800);
    void ear.close();
    await ear.settled();
    expect(stt.stretches).toHaveLength(0);
  });
});

describe('a stretch that comes again', () => {
  it('is passed over while it is being recognised for the line before, and settled with that', async () => {
    const { clock, stt, open, stored } = server();
    const before = open();
    before.ear.speechStart('a');
    speak(before.ear, clock, 800);
    before.ear.speechEnd('a');
    void before.ear.close();
    const next = open();
    await next.ear.speechAgain?.('a');
    resend(next.ear, 800);
    next.ear.speechEnd('a');
    await settled();
    expect(next.sink.acks).toEqual([{ id: 'a', receivedMs: 800, settled: false }]);
    expect(stt.stretches).toHaveLength(1);
    stt.last.end('What is the sky made of?');
    await settled();
    expect(stored).toHaveLength(1);
    expect(next.sink.acks.at(-1)).toMatchObject({ id: 'a', settled: true });
  });

  it('is passed over where another process has stored it', async () => {
    const { clock, stt, open, stored } = server();
    const before = open();
    before.ear.speechStart('a');
    speak(before.ear, clock, 800);
    before.ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('What is the sky made of?');
    await settled();
    const other = hearingServer(clock, stored);
    const next = other.open();
    await next.ear.speechAgain?.('a');
    resend(next.ear, 800);
    next.ear.speechEnd('a');
    await settled();
    expect(other.stt.stretches).toHaveLength(0);
    expect(next.sink.acks.at(-1)).toEqual({ id: 'a', receivedMs: 800, settled: true });
  });

  it('is heard as new where nobody knows it', async () => {
    const { clock, stt, open, stored } = server();
    const { ear } = open();
    await ear.speechAgain?.('a');
    speak(ear, clock, 800);
    ear.speechEnd('a', { done: true });
    await settled();
    stt.last.end('What is the sky made of?');
    await settled();
    expect(stored.map(({ id }) => id)).toEqual(['a']);
  });

  it('is no other talk’s', async () => {
    const { clock, stt, open } = server();
    const other = open({ conversation: () => ({ id: 'other', learnerId: 'ada' }) });
    other.ear.speechStart('a');
    speak(other.ear, clock, 800);
    other.ear.speechEnd('a');
    const { ear } = open();
    await ear.speechAgain?.('a');
    resend(ear, 800);
    ear.speechEnd('a');
    await settled();
    expect(stt.stretches).toHaveLength(2);
  });
});

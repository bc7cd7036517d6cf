import { setImmediate as settled } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AudioOut } from '../../../src/voice/speak/audio-out.ts';
import { LINE_WAIT_MS, type LineEnd, Voices } from '../../../src/voice/speak/voices.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { ScriptedVoice } from '../../support/scripted-voice.ts';

const ID = 'talk';

function line(out = true, sampleRate = 24_000) {
  const audio: AudioOut = { format: { encoding: 'pcm16', sampleRate }, ready: () => true, send: vi.fn() };
  return { out: out ? audio : undefined, voice: () => undefined, activity: vi.fn(), sent: audio.send };
}

describe('the voices of a conversation', () => {
  let clock: FakeClock;
  let voices: Voices;
  const onGone = vi.fn();

  beforeEach(() => {
    clock = new FakeClock();
    const events = { voiceFailed: vi.fn(), preparedAnswer: vi.fn() };
    voices = new Voices({ tts: new ScriptedVoice(), clock, events });
    onGone.mockClear();
  });

  function begin(turnId = '0197a000-0000-7000-8000-000000000001', askedOver?: LineEnd) {
    voices.running(ID, turnId);
    const sink = { tell: vi.fn(), firstByte: vi.fn(), firstAudio: vi.fn(), heardMore: vi.fn() };
    return voices.begin({ roomId: ID, turnId, askedOver, signal: new AbortController().signal, sink, onGone });
  }

  it('wait fifteen seconds for a line that was lost, and no longer', () => {
    const detach = voices.attach(ID, line(), false);
    begin();
    detach();
    clock.advance(LINE_WAIT_MS - 1);
    expect(onGone).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onGone).toHaveBeenCalledOnce();
  });

  it('on hold, begin nothing until they are told to go on; a new line is not on hold', async () => {
    const end = line();
    voices.attach(ID, end, false);
    voices.putOnHold(ID, true);
    const voice = begin();
    voice?.say(0, 'Leaves make their sugar here.', 0, 'en');
    voice?.told(0, 1);
    await settled();
    expect(end.sent).not.toHaveBeenCalled();
    voices.putOnHold(ID, false);
    expect(end.sent).toHaveBeenCalled();
    voices.putOnHold(ID, true);
    const next = line();
    voices.attach(ID, next, true);
    expect(next.sent).toHaveBeenCalled();
  });

  it('go on over a line that came back in time', () => {
    const detach = voices.attach(ID, line(), false);
    begin();
    detach();
    clock.advance(LINE_WAIT_MS - 1);
    voices.attach(ID, line(), true);
    clock.advance(60_000);
    expect(onGone).not.toHaveBeenCalled();
  });

  it('wait as long for a line that was lost before the answer to what was said over it', () => {
    const lost = line();
    voices.attach(ID, lost, false)();
    expect(begin('t1', lost)).toBeDefined();
    clock.advance(LINE_WAIT_MS - 1);
    expect(onGone).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onGone).toHaveBeenCalledOnce();
    voices.ended(ID);
    expect(begin('t2', line(false))).toBeUndefined();
  });

  it('wait no longer when the learner is back and only reads: what nobody has heard is read', async () => {
    const lost = line();
    voices.attach(ID, lost, false)();
    const voice = begin('t1', lost);
    voice?.say(0, 'Leaves make sugar.', 0, 'en');
    voices.read(ID);
    await voice?.played;
    clock.advance(60_000);
    expect(onGone).not.toHaveBeenCalled();
    expect(voice?.heardChars).toBeGreaterThanOrEqual('Leaves make sugar.'.length);
    expect(lost.sent).not.toHaveBeenCalled();
  });

  it('do the same where the line that came back is one that only hears', async () => {
    const lost = line();
    voices.attach(ID, lost, false)();
    const voice = begin('t1', lost);
    voices.attach(ID, line(false), true);
    await voice?.played;
    expect(onGone).not.toHaveBeenCalled();
  });

  it('are over at once when a learner who has heard some of it is back and only reads', async () => {
    const lost = line();
    const detach = voices.attach(ID, lost, false);
    const voice = begin();
    voice?.say(0, 'Leaves make sugar.', 0, 'en');
    voice?.told(0, 1);
    await vi.waitFor(() => expect(voice?.begun).toBe(true));
    detach();
    voices.read(ID);
    expect(onGone).toHaveBeenCalledOnce();
  });

  it('tell a line that comes during an answer nobody hears that the tutor is thinking, and which turn it is', () => {
    expect(begin('t1')).toBeUndefined();
    const end = line();
    voices.attach(ID, end, false);
    voices.ended(ID);
    expect(end.activity.mock.calls).toEqual([['thinking', 't1'], ['silent']]);
  });

  it('do not go on over a line that carries other sound', () => {
    voices.attach(ID, line(), false)();
    begin('t1', line());
    voices.attach(ID, line(true, 8000), true);
    expect(onGone).toHaveBeenCalledOnce();
  });

  it('are not taken away by an older line that closes late', () => {
    const closeOld = voices.attach(ID, line(), false);
    const newer = line();
    voices.attach(ID, newer, true);
    closeOld();
    begin();
    expect(voices.speaking(ID)).toBeDefined();
  });

  it('tell a line what the tutor does, and which turn runs', () => {
    const end = line();
    voices.attach(ID, end, false);
    begin('t1');
    voices.ended(ID);
    expect(end.activity.mock.calls).toEqual([['silent', undefined], ['thinking', 't1'], ['silent']]);
  });

  it('are silent where nobody would hear them', () => {
    expect(begin()).toBeUndefined();
    voices.attach(ID, line(false), false);
    expect(begin()).toBeUndefined();
  });

  it('take no report about another turn', () => {
    voices.attach(ID, line(), false);
    const voice = begin();
    const report = vi.spyOn(voice ?? expect.fail('no voice'), 'report');
    voices.report(ID, 'dead', { sentence: 0, playedMs: 10, done: true });
    voices.report('elsewhere', 'dead', { sentence: 0, playedMs: 10, done: true });
    expect(report).not.toHaveBeenCalled();
  });
});

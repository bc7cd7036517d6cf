import { beforeEach, describe, expect, it } from 'vitest';
import { unavailable } from '../../../src/errors.ts';
import { LONGEST_KEPT_MS } from '../../../src/voice/listen/kept-speech.ts';
import { PresentEars } from '../../../src/voice/listen/present-ears.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { openEar, settled } from './ear-kit.ts';

const down = () => unavailable('stt_unreachable', 'The recogniser is down.');
const line = { conversation: () => ({ id: 'talk', learnerId: 'ada' }) };

describe('speech that is kept when its line is lost', () => {
  let present: PresentEars;
  let clock: FakeClock;
  let before: ReturnType<typeof openEar>;

  const open = () => openEar({ present, clock, line });
  const said = (text: string) => async (ear: ReturnType<typeof openEar>, id: string) => {
    await ear.speak(id);
    ear.stt.last.end(text);
    await settled();
  };
  /** The recogniser works again. */
  const recover = async (text: string) => {
    const tried = before.stt.stretches.length;
    while (before.stt.stretches.length === tried) await before.pass(1000);
    before.stt.last.end(text);
    await settled();
  };

  beforeEach(async () => {
    present = new PresentEars();
    clock = new FakeClock();
    before = open();
    await before.speak('a');
    before.stt.last.fail(down());
    await before.pass(1000);
    expect(before.sink.summary).toEqual(['notice speech_kept']);
    void before.ear.close();
  });

  it('is told at once where no other line has come', async () => {
    await recover('What is the sky made of?');
    expect(before.sink.summary.at(-1)).toBe('utterance a: What is the sky made of?');
  });

  it('is dropped when the learner has said it again over the next line', async () => {
    const next = open();
    await said('What is the sky made of?')(next, 'b');
    await next.pass(1000);
    expect(next.sink.summary).toEqual(['utterance b: What is the sky made of?']);
    await recover('what is the sky made of');
    expect(before.sink.summary.at(-1)).toBe('nothing a');
  });

  it('waits while the tutor answers over the next line, or the learner speaks there', async () => {
    const next = open();
    next.ear.tutor('speaking');
    await recover('What is the sky made of?');
    expect(before.sink.summary).toEqual(['notice speech_kept']);
    next.ear.speechStart('b');
    next.ear.tutor('silent');
    expect(before.sink.summary).toEqual(['notice speech_kept']);
    next.ear.speechCancel('b');
    expect(before.sink.summary.at(-1)).toBe('utterance a: What is the sky made of?');
  });

  it('waits no longer when the next line is gone, too', async () => {
    const next = open();
    next.ear.tutor('speaking');
    await recover('What is the sky made of?');
    void next.ear.close();
    expect(before.sink.summary.at(-1)).toBe('utterance a: What is the sky made of?');
  });

  it('is no matter of another talk', async () => {
    const other = openEar({ present, clock, line: { conversation: () => ({ id: 'other', learnerId: 'ada' }) } });
    other.ear.tutor('speaking');
    await recover('What is the sky made of?');
    expect(before.sink.summary.at(-1)).toBe('utterance a: What is the sky made of?');
  });

  /** Nobody understands it before it is too old. */
  const giveUp = async () => {
    for (let ms = 0; ms < LONGEST_KEPT_MS + 60_000; ms += 10_000) {
      await before.pass(10_000);
      before.stt.last.fail(down());
    }
  };

  it('is said to be lost over the line that is there then', async () => {
    const next = open();
    await giveUp();
    expect(next.sink.summary).toEqual(['notice speech_lost']);
    expect(before.sink.summary).toEqual(['notice speech_kept', 'nothing a']);
  });

  it('is said to be lost over the next line where none is there then, once', async () => {
    await giveUp();
    expect(open().sink.summary).toEqual(['notice speech_lost']);
    expect(open().sink.summary).toEqual([]);
  });
});

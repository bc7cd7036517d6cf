import { describe, expect, it } from 'vitest';
import type { EarLine, EarSink, Utterance } from '../../../src/voice/listen/ear-types.ts';
import type { UtteranceRecorder } from '../../../src/voice/recordings/recorder.ts';
import { recordingEars } from '../../../src/voice/recordings/recording-ear.ts';
import { FakeClock } from '../../support/fake-clock.ts';

type Kept = Parameters<UtteranceRecorder['keep']>[0];

/** 100 ms that are this value throughout. */
const sound = (value: number, samples = 1600) => new Uint8Array(new Int16Array(samples).fill(value).buffer);

function open(options: { wanted?: boolean; refuse?: boolean } = {}) {
  const clock = new FakeClock();
  const kept: Kept[] = [];
  const told: string[] = [];
  const recorder: UtteranceRecorder = {
    isWanted: async () => options.wanted ?? true,
    keep: async (message) => void kept.push(message),
    settled: async () => undefined,
  };
  let inner: EarSink | undefined;
  let next: () => void = () => undefined;
  const note = (what: string) => () => void told.push(what);
  const line: EarLine = {
    language: () => 'en',
    patience: () => 'patient',
    conversation: () => ({ id: 'talk', learnerId: 'ada' }),
  };
  const sink: EarSink = {
    partial: note('partial'),
    utterance: async ({ id }) => {
      if (options.refuse) throw new Error('it could not be stored');
      told.push(`utterance ${id}`);
    },
    nothing: (id) => void told.push(`nothing ${id}`),
    onset: note('onset'),
    falseAlarm: note('falseAlarm'),
    bargeIn: note('bargeIn'),
    notice: note('notice'),
  };
  const openEar = recordingEars(
    (_line, given) => {
      inner = given;
      return {
        speechStart: note('start'),
        audio: () => {
          next();
          told.push('audio');
        },
        speechEnd: note('end'),
        speechCancel: note('cancel'),
        tutor: note('tutor'),
        close: async () => void told.push('close'),
      };
    },
    { recorder, clock },
  );
  const ear = openEar(line, sink);
  /** The learner makes a sound. */
  const stretch = async (id: string, value: number, samples?: number) => {
    clock.advance(100);
    ear.speechStart(id);
    await Promise.resolve();
    await Promise.resolve();
    ear.audio(sound(value, samples));
    clock.advance(100);
    ear.speechEnd(id);
    return clock.now();
  };
  const understood = (id: string, finishedAt: number) => {
    const utterance: Utterance = { id, text: 'yes', finishedAt, endOfTurnMs: 0, sttMs: 0 };
    return inner?.utterance(utterance);
  };
  /** A stretch that has stalled goes on with its next piece. */
  const goesOn = (id: string, value: number) => {
    clock.advance(100);
    next = () => inner?.goesOn?.(id);
    ear.audio(sound(value));
    next = () => undefined;
  };
  return { ear, clock, kept, told, stretch, understood, goesOn, nothing: (id: string) => inner?.nothing(id) };
}

const values = ({ sound: pieces }: Kept) => pieces.map((piece) => piece[0]);

describe('an ear that records', () => {
  it('hands the sound of a message on once it is stored, and passes everything through', async () => {
    const { kept, told, stretch, understood } = open();
    const end = await stretch('a', 7);
    expect(kept).toEqual([]);
    await understood('a', end);
    expect(kept).toMatchObject([{ learnerId: 'ada', conversationId: 'talk', messageId: 'a', sampleRate: 16_000 }]);
    expect(kept.map(values)).toEqual([[7]]);
    expect(told).toEqual(['start', 'audio', 'end', 'utterance a']);
  });

  it('joins the stretches of one message, and leaves the next one’s alone', async () => {
    const { kept, stretch, understood } = open();
    await stretch('a', 1);
    const end = await stretch('b', 2);
    const later = await stretch('c', 3);
    await understood('a', end);
    await understood('c', later);
    expect(kept.map(values)).toEqual([[1, 2], [3]]);
  });

  it('keeps nothing of a cough, of noise, or of what was never understood', async () => {
    const { ear, kept, stretch, understood, nothing } = open();
    await stretch('cough', 1);
    ear.speechCancel('cough');
    await stretch('noise', 2);
    nothing('noise');
    await stretch('lost', 3);
    const end = await stretch('a', 4);
    await understood('a', end);
    await understood('lost', end);
    await understood('cough', end);
    expect(kept.map(values)).toEqual([[4]]);
  });

  it('keeps nothing of a message that could not be stored', async () => {
    const { kept, stretch, understood } = open({ refuse: true });
    const end = await stretch('a', 1);
    await expect(understood('a', end)).rejects.toThrow('could not be stored');
    expect(kept).toEqual([]);
  });

  it('holds no sound of a learner who does not want it', async () => {
    const { kept, stretch, understood } = open({ wanted: false });
    const end = await stretch('a', 1);
    await understood('a', end);
    expect(kept).toEqual([]);
  });

  it('keeps what goes on after a stall as the message that it becomes', async () => {
    const { ear, clock, kept, understood, goesOn } = open();
    ear.speechStart('a');
    ear.audio(sound(1));
    await understood('a', clock.now());
    goesOn('b', 2);
    ear.audio(sound(3));
    ear.speechEnd('a');
    ear.audio(sound(9));
    await understood('b', clock.now());
    expect(kept.map(({ messageId, ...rest }) => [messageId, ...values({ messageId, ...rest })])).toEqual([
      ['a', 1],
      ['b', 2, 3],
    ]);
  });

  it('keeps both parts when what goes on after a stall belongs to the same message', async () => {
    const { ear, clock, kept, understood, goesOn } = open();
    ear.speechStart('a');
    ear.audio(sound(1));
    goesOn('b', 2);
    ear.speechEnd('a');
    await understood('a', clock.now());
    expect(kept.map(values)).toEqual([[1, 2]]);
  });

  it('keeps nothing of what goes on after a stall and is then taken back', async () => {
    const { ear, clock, kept, understood, goesOn } = open();
    ear.speechStart('a');
    ear.audio(sound(1));
    goesOn('b', 2);
    ear.speechCancel('a');
    await understood('a', clock.now());
    expect(kept.map(values)).toEqual([[1]]);
  });

  it('drops sound outside of a stretch', async () => {
    const { ear, kept, stretch, understood } = open();
    ear.audio(sound(9));
    const end = await stretch('a', 1);
    ear.audio(sound(9));
    await understood('a', end);
    expect(kept.map(values)).toEqual([[1]]);
  });

  it('holds 150 seconds of a line at most, and goes on with the next message', async () => {
    const { kept, stretch, understood } = open();
    const most = 150 * 16_000;
    const end = await stretch('a', 1, most);
    const more = await stretch('b', 2, 1);
    await understood('a', end);
    await understood('b', more);
    expect(kept.map(({ sound: pieces }) => pieces.map(({ length }) => length))).toEqual([[most], []]);
    await understood('c', await stretch('c', 3));
    expect(kept.map(values)).toEqual([[1], [], [3]]);
  });

  it('forgets what is left when the line is closed', async () => {
    const { ear, kept, stretch, understood } = open();
    const end = await stretch('a', 1);
    await ear.close();
    await understood('a', end);
    expect(kept).toEqual([]);
  });
});

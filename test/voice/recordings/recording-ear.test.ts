import { describe, expect, it } from 'vitest';
import { unavailable } from '../../../src/errors.ts';
import type { EarLine, EarSink, Utterance } from '../../../src/voice/listen/ear-types.ts';
import type { UtteranceRecorder } from '../../../src/voice/recordings/recorder.ts';
import { recordingEars } from '../../../src/voice/recordings/recording-ear.ts';
import { openEar, settled, voice } from '../listen/ear-kit.ts';

type Kept = Parameters<UtteranceRecorder['keep']>[0];

/** 100 ms that are this value throughout. */
const sound = (value: number, samples = 1600) => new Uint8Array(new Int16Array(samples).fill(value).buffer);

function open(options: { wanted?: boolean; refuse?: boolean } = {}) {
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
  const openRecorded = recordingEars((_line, given) => {
    inner = given;
    return {
      speechStart: note('start'),
      audio: () => {
        next();
        told.push('audio');
      },
      speechEnd: note('end'),
      speechCancel: () => told.push('cancel') > 0,
      settled: async () => undefined,
      tutor: note('tutor'),
      close: async () => void told.push('close'),
    };
  }, recorder);
  const ear = openRecorded(line, sink);
  /** The learner makes a sound. */
  const stretch = async (id: string, value: number, samples?: number) => {
    ear.speechStart(id);
    await Promise.resolve();
    await Promise.resolve();
    ear.audio(sound(value, samples));
    ear.speechEnd(id);
  };
  const understood = async (id: string, ...others: string[]) => {
    const stretches = [id, ...others];
    const utterance: Utterance = { id, stretches, text: 'yes', finishedAt: 0, endOfTurnMs: 0, sttMs: 0 };
    await inner?.utterance(utterance);
  };
  /** A stretch that has stalled goes on with its next piece. */
  const goesOn = (id: string, value: number) => {
    next = () => inner?.goesOn?.(id);
    ear.audio(sound(value));
    next = () => undefined;
  };
  return {
    ear,
    kept,
    told,
    stretch,
    understood,
    goesOn,
    nothing: (...ids: [string, ...string[]]) => inner?.nothing(ids[0], ids),
  };
}

const values = ({ sound: pieces }: Kept) => pieces.map((piece) => piece[0]);

describe('an ear that records', () => {
  it('hands the sound of a message on once it is stored, and passes everything through', async () => {
    const { kept, told, stretch, understood } = open();
    await stretch('a', 7);
    expect(kept).toEqual([]);
    await understood('a');
    expect(kept).toMatchObject([{ learnerId: 'ada', conversationId: 'talk', messageId: 'a', sampleRate: 16_000 }]);
    expect(kept.map(values)).toEqual([[7]]);
    expect(told).toEqual(['start', 'audio', 'end', 'utterance a']);
  });

  it('joins the stretches of one message, and leaves the next one’s alone', async () => {
    const { kept, stretch, understood } = open();
    await stretch('a', 1);
    await stretch('b', 2);
    await stretch('c', 3);
    await understood('a', 'b');
    await understood('c');
    expect(kept.map(values)).toEqual([[1, 2], [3]]);
  });

  it('keeps nothing of a cough, of noise, or of what was never understood', async () => {
    const { ear, kept, stretch, understood, nothing } = open();
    await stretch('cough', 1);
    ear.speechCancel('cough');
    await stretch('noise', 2);
    await stretch('more noise', 3);
    nothing('noise', 'more noise');
    await stretch('a', 4);
    await understood('a');
    await understood('noise', 'more noise');
    await understood('cough');
    expect(kept.map(values)).toEqual([[4]]);
  });

  it('keeps nothing of a message that could not be stored', async () => {
    const { kept, stretch, understood } = open({ refuse: true });
    await stretch('a', 1);
    await expect(understood('a')).rejects.toThrow('could not be stored');
    expect(kept).toEqual([]);
  });

  it('holds no sound of a learner who does not want it', async () => {
    const { kept, stretch, understood } = open({ wanted: false });
    await stretch('a', 1);
    await understood('a');
    expect(kept).toEqual([]);
  });

  it('keeps what goes on after a stall as the message that it becomes', async () => {
    const { ear, kept, understood, goesOn } = open();
    ear.speechStart('a');
    ear.audio(sound(1));
    await understood('a');
    goesOn('b', 2);
    ear.audio(sound(3));
    ear.speechEnd('a');
    ear.audio(sound(9));
    await understood('b');
    expect(kept.map(({ messageId, ...rest }) => [messageId, ...values({ messageId, ...rest })])).toEqual([
      ['a', 1],
      ['b', 2, 3],
    ]);
  });

  it('keeps both parts when what goes on after a stall belongs to the same message', async () => {
    const { ear, kept, understood, goesOn } = open();
    ear.speechStart('a');
    ear.audio(sound(1));
    goesOn('b', 2);
    ear.speechEnd('a');
    await understood('a', 'b');
    expect(kept.map(values)).toEqual([[1, 2]]);
  });

  it('keeps nothing of what goes on after a stall and is then taken back', async () => {
    const { ear, kept, understood, goesOn } = open();
    ear.speechStart('a');
    ear.audio(sound(1));
    goesOn('b', 2);
    ear.speechCancel('a');
    await understood('a', 'b');
    expect(kept.map(values)).toEqual([[1]]);
  });

  it('begins nothing anew for a stretch that is told twice', async () => {
    const { kept, stretch, understood } = open();
    await stretch('a', 1);
    await understood('a');
    await stretch('a', 2);
    await understood('a');
    expect(kept.map(values)).toEqual([[1]]);
  });

  it('drops sound outside of a stretch', async () => {
    const { ear, kept, stretch, understood } = open();
    ear.audio(sound(9));
    await stretch('a', 1);
    ear.audio(sound(9));
    await understood('a');
    expect(kept.map(values)).toEqual([[1]]);
  });

  it('holds 150 seconds of a line at most, and goes on with the next message', async () => {
    const { kept, stretch, understood } = open();
    const most = 150 * 16_000;
    await stretch('a', 1, most);
    await stretch('b', 2, 1);
    await understood('a');
    await understood('b');
    expect(kept.map(({ sound: pieces }) => pieces.map(({ length }) => length))).toEqual([[most], []]);
    await stretch('c', 3);
    await understood('c');
    expect(kept.map(values)).toEqual([[1], [], [3]]);
  });

  it('forgets what is left when the line is closed', async () => {
    const { ear, kept, stretch, understood } = open();
    await stretch('a', 1);
    await ear.close();
    await understood('a');
    expect(kept).toEqual([]);
  });
});

describe('an ear that records what is recognised late', () => {
  const down = () => unavailable('stt_unreachable', 'The recogniser is down.');

  function recordingEar() {
    const kept: Kept[] = [];
    const recorder: UtteranceRecorder = {
      isWanted: async () => true,
      keep: async (message) => void kept.push(message),
      settled: async () => undefined,
    };
    return { kept, ...openEar({ recorder, line: { conversation: () => ({ id: 'talk', learnerId: 'ada' }) } }) };
  }
  const lengths = (kept: Kept[]) =>
    kept.map(({ messageId, sound: pieces }) => [messageId, pieces.reduce((sum, { length }) => sum + length / 16, 0)]);

  it('keeps a stretch that waited for the line and came at once, though its voice stopped before it came', async () => {
    const { kept, ear, stt, pass } = recordingEar();
    ear.speechStart('a');
    for (const pcm of voice(800)) ear.audio(pcm);
    ear.speechEnd('a', { silentMs: 320 });
    await settled();
    stt.last.end('What is an atom?');
    await pass(500);
    expect(lengths(kept)).toEqual([['a', 800]]);
  });

  it('keeps the sound of a message that is recognised after the next one', async () => {
    const { kept, speak, stt, pass } = recordingEar();
    await speak('a', 800);
    stt.last.fail(down());
    await pass(3_000);
    await speak('b', 400);
    const [first, second] = stt.stretches.slice(-2);
    second?.end('What is an atom?');
    await pass(1_000);
    expect(lengths(kept)).toEqual([['b', 400]]);
    first?.end('What is the sky made of?');
    await pass(1_000);
    expect(lengths(kept)).toEqual([
      ['b', 400],
      ['a', 800],
    ]);
  });

  it('lets go of what was given up', async () => {
    const { kept, speak, stt, pass } = recordingEar();
    for (const id of ['a', 'b']) {
      await speak(id, 80_000);
      stt.last.fail(down());
      await pass(1_000);
    }
    await speak('c', 60_000);
    stt.last.end('What is an atom?');
    await pass(1_000);
    expect(lengths(kept)).toEqual([['c', 60_000]]);
  });
});
